import { commands, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { view } from '../status/view.ts';
import { choices, pause } from './pause.ts';
import type { Workbench } from './workbench.ts';

interface Entry extends QuickPickItem {
  readonly run?: () => unknown;
}

/** The menu behind the status bar's item. */
export async function showMenu(workbench: Workbench): Promise<void> {
  const situation = workbench.situation();
  const chosen = await window.showQuickPick(entries(workbench), { title: view(situation).says, placeHolder: 'LocalCascade' });
  await chosen?.run?.();
}

function entries(workbench: Workbench): Entry[] {
  const { connection, pause: paused, daemon } = workbench.situation();
  const running = connection === 'running';
  return [
    ...(daemon?.state === 'error' && daemon.action === 'signIn' ? [entry('$(sign-in) Sign in', 'signIn')] : []),
    ...(running && paused !== undefined ? [entry('$(play) Resume', 'resume')] : []),
    ...(running && paused === undefined ? choices().map(choice => ({ ...choice, run: () => pause(workbench, choice.where) })) : []),
    separator('Model'),
    ...(running ? [entry('$(arrow-swap) Switch model…', 'switchModel', daemon?.model)] : []),
    entry('$(add) Add a model from disk…', 'addModel'),
    separator('Cloud'),
    ...(!running ? [] : daemon?.cloudState === 'Ready' ? [entry('$(sign-out) Sign out', 'signOut', daemon.cloudMessage ?? '')] : [entry('$(sign-in) Sign in…', 'signIn', daemon?.cloudMessage ?? 'nothing leaves this machine without')]),
    separator('What happens'),
    entry('$(graph) Open report', 'report', 'answers, times, acceptance'),
    ...(running ? [entry('$(question) Explain last suggestion', 'explain')] : []),
    entry('$(pulse) Run doctor', 'doctor'),
    entry('$(output) Show log', 'showLog'),
    entry('$(debug-restart) Restart', 'restart'),
    { label: '$(gear) Settings', run: () => commands.executeCommand('workbench.action.openSettings', '@ext:localcascade.localcascade') },
  ];
}

function entry(label: string, command: string, description = ''): Entry {
  return { label, description, run: () => commands.executeCommand(`localcascade.${command}`) };
}

function separator(label: string): Entry {
  return { label, kind: QuickPickItemKind.Separator };
}
