import { EventEmitter, Uri, window, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { givenSettings } from '../client/settings.ts';
import type { Daemon } from '../daemon/locate.ts';
import { run, settingArguments } from '../daemon/run.ts';
import { reasonOf } from '../messages.ts';
import { requireDaemon, type Workbench } from './workbench.ts';

const scheme = 'localcascade-doctor';
const page = Uri.from({ scheme, path: 'LocalCascade Doctor' });
const from: Record<Daemon['from'], string> = { setting: 'named by the setting localcascade.path', bundled: "the extension's own", path: 'found on the PATH' };

/** Runs `localcascade doctor` under the editor's settings and shows what it found, as a text that is nobody's file. */
export async function runDoctor(workbench: Workbench): Promise<void> {
  const daemon = requireDaemon(workbench);
  const { problem } = workbench.situation();
  const head = `${daemon.path}\n(${from[daemon.from]})\n${problem === undefined ? '' : `${problem}\n`}\n`;
  findings.show(`${head}Looking …\n`);
  await window.showTextDocument(page, { preview: true });
  findings.show(head + await look(daemon));
}

/** Serves the text. */
export function registerDoctor(): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, findings);
}

async function look(daemon: Daemon): Promise<string> {
  try {
    const { output, errors } = await run(daemon.path, ['doctor', ...settingArguments(givenSettings())]);
    return output + errors;
  } catch (error) {
    return `It cannot be started: ${reasonOf(error)}\n`;
  }
}

class Findings implements TextDocumentContentProvider {
  private readonly changes = new EventEmitter<Uri>();
  readonly onDidChange = this.changes.event;
  private text = '';

  show(text: string): void {
    this.text = text;
    this.changes.fire(page);
  }

  provideTextDocumentContent(): string {
    return this.text;
  }
}

const findings = new Findings();
