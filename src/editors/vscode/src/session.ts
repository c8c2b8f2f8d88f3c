import { Disposable, window, workspace, type ExtensionContext, type LogOutputChannel } from 'vscode';
import { MessageType, State } from 'vscode-languageclient/node';
import type { CascadeClient } from './client/cascadeClient.ts';
import { daemonPath } from './client/settings.ts';
import { createClient, followEditorSettings, type ClientEvents } from './client/start.ts';
import type { Workbench } from './commands/workbench.ts';
import { Completions } from './completion/completions.ts';
import { activeDocument } from './completion/selector.ts';
import { diagnose } from './daemon/diagnose.ts';
import { DaemonNotFound, locateDaemon, type Daemon } from './daemon/locate.ts';
import { complain, inform, offers, reasonOf, warn } from './messages.ts';
import { Pauses } from './pauses.ts';
import { StatusBar } from './status/statusBar.ts';

const acceptCommand = 'localcascade.didAcceptCompletionItem';

/** One window's connection to the daemon, and what is completed by it. */
export class Session implements Disposable, Workbench {
  readonly log: LogOutputChannel;
  readonly pauses: Pauses;
  readonly storage: Workbench['storage'];
  private readonly extensionPath: string;
  private readonly bar = new StatusBar();
  private readonly completions: Completions;
  private readonly subscriptions: Disposable;
  private found: Daemon | undefined;
  private connection: CascadeClient | undefined;

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.log = log;
    this.storage = context.globalStorageUri;
    this.extensionPath = context.extensionPath;
    this.pauses = new Pauses(context.workspaceState);
    this.completions = new Completions(this.client, document => this.pauses.of(document) !== undefined, answer => this.bar.working(answer), log);
    this.subscriptions = Disposable.from(
      this.bar,
      this.completions,
      followEditorSettings(this.client),
      this.pauses.onDidChange(() => this.showPause()),
      window.onDidChangeActiveTextEditor(() => this.showPause()),
      workspace.onDidChangeConfiguration(event => {
        this.showPause();
        if (event.affectsConfiguration('localcascade.path')) {
          void this.restart();
        }
      }),
    );
    this.showPause();
  }

  readonly client = () => this.connection;
  readonly daemon = () => this.found;
  readonly situation = () => this.bar.current;

  /** Finds the daemon and connects to it. Whoever waits is told nothing: what fails is shown. */
  async start(): Promise<void> {
    this.bar.update({ connection: 'starting', problem: undefined, daemon: undefined });
    try {
      this.found = locateDaemon({ setting: daemonPath(), extension: this.extensionPath, searchPath: process.env['PATH'] ?? '' });
    } catch (error) {
      this.fail(reasonOf(error), error instanceof DaemonNotFound ? offers.pathSetting : offers.showLog);
      return;
    }

    this.log.info(`Starting ${this.found.path}`);
    const client = createClient(this.found.path, this.log, this.events);
    this.connection = client;
    client.onDidChangeState(({ newState }) => {
      if (this.connection === client && newState !== State.Stopped) {
        this.bar.update({ connection: newState === State.Running ? 'running' : 'starting' });
      }
    });
    try {
      await client.start();
    } catch (error) {
      if (this.connection === client) {
        this.connection = undefined;
        this.fail(await diagnose(this.found.path, reasonOf(error)), this.found.from === 'setting' ? offers.pathSetting : offers.doctor, offers.showLog);
      }
    }
  }

  readonly restart = async (): Promise<void> => {
    await this.stop();
    await this.start();
  };

  async stop(): Promise<void> {
    const client = this.connection;
    this.connection = undefined;
    this.bar.update({ connection: 'stopped' });
    if (client?.needsStop() === true) {
      await client.stop();
    }

    await client?.dispose();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private readonly events: ClientEvents = {
    executed: command => {
      if (command === acceptCommand) {
        this.completions.accepted();
      }
    },
    statusChanged: daemon => this.bar.update({ daemon }),
    message: (text, type) => {
      if (type === MessageType.Error) {
        complain(text, offers.doctor, offers.showLog);
      } else if (type === MessageType.Warning) {
        warn(text, offers.doctor, offers.showLog);
      } else {
        inform(text);
      }
    },
    gaveUp: () => this.fail('It ended again and again and is not started any more. The log and the doctor may say why.', offers.doctor, offers.showLog, offers.restart),
  };

  private fail(problem: string, ...offered: (typeof offers)[keyof typeof offers][]): void {
    this.log.error(problem);
    this.bar.update({ connection: 'failed', problem });
    complain(problem, ...offered);
  }

  private showPause(): void {
    const document = activeDocument();
    this.bar.update({ pause: this.pauses.of(document), language: document?.languageId });
  }
}
