import { window, workspace, type QuickPickItem } from 'vscode';
import { activeDocument } from '../completion/selector.ts';
import { warn } from '../messages.ts';
import type { Pause } from '../status/view.ts';
import type { Workbench } from './workbench.ts';

/** Asks where to pause, or pauses where it is told. */
export async function pause({ pauses }: Workbench, where?: Pause): Promise<void> {
  const document = activeDocument();
  const chosen = where ?? (await window.showQuickPick(choices(), { placeHolder: 'Suggest nothing …' }))?.where;
  if (chosen !== undefined) {
    await pauses.pause(chosen, document);
  }
}

/** Ends the pause that holds in the active document. */
export async function resume({ pauses }: Workbench): Promise<void> {
  if (!await pauses.resume(activeDocument())) {
    warn("The workspace's settings switch it off here: localcascade.enabled or localcascade.disabledLanguages in its .vscode/settings.json.");
  }
}

/** Where one can pause now. */
export function choices(): (QuickPickItem & { where: Pause })[] {
  const document = activeDocument();
  const folder = document && workspace.getWorkspaceFolder(document.uri);
  return [
    ...(document === undefined ? [] : [
      { label: '$(folder) Pause here', description: folder === undefined ? 'files outside of the workspace' : `in ${folder.name}`, where: 'folder' as const },
      { label: '$(code) Pause for this language', description: document.languageId, where: 'language' as const },
    ]),
    { label: '$(globe) Pause everywhere', where: 'everywhere' as const },
  ];
}
