import { window, workspace, type OutputChannel } from 'vscode';
import { givenSettings } from '../client/settings.ts';
import { run, settingArguments } from '../daemon/run.ts';
import { requireDaemon, type Workbench } from './workbench.ts';

let channel: OutputChannel | undefined;

/** Runs `localcascade doctor` under the editor's settings and shows what it found. */
export async function runDoctor(workbench: Workbench): Promise<void> {
  const daemon = requireDaemon(workbench);
  channel ??= window.createOutputChannel('LocalCascade Doctor');
  channel.clear();
  channel.show();
  channel.appendLine(`${daemon.path} doctor`);
  const { output, errors } = await run(daemon.path, ['doctor', ...settingArguments(givenSettings())]);
  channel.append(output + errors);
  const problem = workbench.situation().problem;
  if (problem !== undefined) {
    channel.appendLine(problem);
  }

  channel.appendLine(`The extension ${workspace.isTrusted ? '' : 'is restricted in this workspace, which is not trusted; it '}took this program ${{ setting: 'from the setting localcascade.path', bundled: 'from its own folder', path: 'from the PATH' }[daemon.from]}.`);
}

export function closeDoctor(): void {
  channel?.dispose();
  channel = undefined;
}
