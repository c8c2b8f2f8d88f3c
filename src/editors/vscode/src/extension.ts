import { commands, window, type ExtensionContext } from 'vscode';
import { Session } from './session.ts';

let session: Session | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('LocalCascade', { log: true });
  session = new Session(context, log);
  context.subscriptions.push(
    log,
    session,
    commands.registerCommand('localcascade.trigger', () => commands.executeCommand('editor.action.inlineSuggest.trigger')),
    commands.registerCommand('localcascade.showLog', () => log.show()),
  );
  // Not waited for: an editor that starts does not wait for suggestions.
  void session.start();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
