import { commands, Disposable, window, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { CascadeClient } from './client/cascadeClient.ts';
import { daemonPath } from './client/settings.ts';
import { createClient, followEditorSettings } from './client/start.ts';
import { registerWithLifetime } from './completion/lifetime.ts';
import { Observation } from './completion/observation.ts';
import { CascadeProvider } from './completion/provider.ts';
import { Reporter } from './completion/reporter.ts';
import { DaemonNotFound, locateDaemon } from './daemon/locate.ts';

const acceptCommand = 'localcascade.didAcceptCompletionItem';

/** One window's connection to the daemon, and what is completed by it. */
export class Session implements Disposable {
  private client: CascadeClient | undefined;
  private readonly observation: Observation | undefined;
  private readonly subscriptions: Disposable[] = [];
  private readonly context: ExtensionContext;
  private readonly log: LogOutputChannel;

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.context = context;
    this.log = log;
    const client = () => this.client;
    const reporter = new Reporter(client);
    const provider = new CascadeProvider(client, () => false, (document, position, items) => this.observation?.answered(document, position, items));
    const lifetime = registerWithLifetime(provider, reporter);
    if (lifetime === undefined) {
      this.observation = new Observation(provider, reporter);
    }

    this.subscriptions.push(
      lifetime ?? this.observation!,
      followEditorSettings(client),
      commands.registerCommand('localcascade.dismiss', () => this.dismiss()),
    );
  }

  async start(): Promise<void> {
    try {
      const daemon = locateDaemon({ setting: daemonPath(), extension: this.context.extensionPath, searchPath: process.env['PATH'] ?? '' });
      this.log.info(`${daemon.path} (${daemon.from})`);
      this.client = createClient(daemon.path, this.log, { executed: command => {
        if (command === acceptCommand) {
          this.observation?.accepted();
        }
      } });
      await this.client.start();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.log.error(message);
      void window.showErrorMessage(`LocalCascade: ${message}`, ...(error instanceof DaemonNotFound ? ['Open Settings'] : ['Show Log'])).then(choice => {
        if (choice === 'Open Settings') {
          void commands.executeCommand('workbench.action.openSettings', 'localcascade.path');
        } else if (choice === 'Show Log') {
          this.log.show();
        }
      });
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop() === true) {
      await client.stop();
    }
  }

  dispose(): void {
    Disposable.from(...this.subscriptions).dispose();
  }

  private async dismiss(): Promise<void> {
    await commands.executeCommand('editor.action.inlineSuggest.hide');
    this.observation?.dismissed();
  }
}
