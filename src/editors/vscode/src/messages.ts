import { commands, window } from 'vscode';

/** What a message may offer, by the words on its button. */
export const offers = {
  showLog: { title: 'Show Log', command: 'localcascade.showLog' },
  doctor: { title: 'Run Doctor', command: 'localcascade.doctor' },
  pathSetting: { title: 'Open Setting', command: 'workbench.action.openSettings', argument: 'localcascade.path' },
  restart: { title: 'Restart', command: 'localcascade.restart' },
} as const;

type Offer = (typeof offers)[keyof typeof offers];
type Show = <T extends { title: string }>(message: string, ...items: T[]) => Thenable<T | undefined>;

/** Says that something is wrong and offers what helps. Never waited for. */
export function complain(message: string, ...offered: Offer[]): void {
  void tell(window.showErrorMessage, message, offered);
}

export function warn(message: string, ...offered: Offer[]): void {
  void tell(window.showWarningMessage, message, offered);
}

export function inform(message: string, ...offered: Offer[]): void {
  void tell(window.showInformationMessage, message, offered);
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function tell(show: Show, message: string, offered: readonly Offer[]): Promise<void> {
  const chosen = await show(message.startsWith('LocalCascade') ? message : `LocalCascade: ${message}`, ...offered);
  if (chosen !== undefined) {
    await commands.executeCommand(chosen.command, ...('argument' in chosen ? [chosen.argument] : []));
  }
}
