import { commands, ConfigurationTarget, QuickPickItemKind, window, workspace, type QuickPickItem } from 'vscode';
import type { ModelList } from '../client/protocol.ts';
import { requireClient, type Workbench } from './workbench.ts';

/** Lets one choose among the models on this machine. */
export async function switchModel(workbench: Workbench): Promise<void> {
  const { models } = await requireClient(workbench).sendRequest<ModelList>('localcascade/models', {});
  const add: QuickPickItem = { label: '$(add) Add a model from disk…' };
  const items = models.map(model => ({ label: `${model.current ? '$(check)' : '$(blank)'} ${model.name}`, detail: model.folder, model }));
  const chosen = await window.showQuickPick([...items, { label: '', kind: QuickPickItemKind.Separator }, add], { placeHolder: 'The model that completes on this machine' });
  if (chosen === add) {
    await commands.executeCommand('localcascade.addModel');
  } else if (chosen !== undefined && 'model' in chosen) {
    await useModel(chosen.model.name);
  }
}

export async function useModel(name: string): Promise<void> {
  await workspace.getConfiguration('localcascade').update('model', name, ConfigurationTarget.Global);
}
