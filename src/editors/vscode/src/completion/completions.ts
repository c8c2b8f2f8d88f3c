import { commands, Disposable, type LogOutputChannel, type TextDocument } from 'vscode';
import type { CascadeClient } from '../client/cascadeClient.ts';
import { registerWithLifetime } from './lifetime.ts';
import { Observation } from './observation.ts';
import { CascadeProvider, type Working } from './provider.ts';
import { Reporter } from './reporter.ts';

// For tests of the observation: the VS Code that they drive tells every extension, a stock one only those that it knows.
const mustObserve = process.env['LOCALCASCADE_VSCODE_OBSERVES'] === '1';

/** Suggestions, and what becomes of them: told by VS Code where it does, concluded from what is seen where not. */
export class Completions implements Disposable {
  private readonly observation: Observation | undefined;
  private readonly registration: Disposable;

  constructor(client: () => CascadeClient | undefined, isPaused: (document: TextDocument) => boolean, working: Working, log: LogOutputChannel) {
    const reporter = new Reporter(client);
    const provider = new CascadeProvider(client, isPaused, working, (document, position, items) => this.observation?.answered(document, position, items));
    const told = mustObserve ? undefined : registerWithLifetime(provider, reporter);
    this.observation = told === undefined ? new Observation(provider, reporter) : undefined;
    log.debug(told === undefined ? 'What becomes of suggestions is observed' : 'VS Code tells what becomes of suggestions');
    this.registration = Disposable.from(
      told ?? this.observation!,
      commands.registerCommand('localcascade.dismiss', () => this.dismiss()),
    );
  }

  /** An item was accepted whole. */
  accepted(): void {
    this.observation?.accepted();
  }

  dispose(): void {
    this.registration.dispose();
  }

  private async dismiss(): Promise<void> {
    // First what the key does without us.
    await commands.executeCommand('editor.action.inlineSuggest.hide');
    this.observation?.dismissed();
  }
}
