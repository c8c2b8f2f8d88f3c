import { workspace, type LogOutputChannel } from 'vscode';
import { CloseAction, DidChangeConfigurationNotification, MessageType, RevealOutputChannelOn, ShowMessageNotification, State, TransportKind, type ErrorHandler, type LanguageClientOptions, type Middleware } from 'vscode-languageclient/node';
import { selector } from '../completion/selector.ts';
import { CascadeClient, cascadeFeature } from './cascadeClient.ts';
import type { DaemonStatus } from './protocol.ts';
import { editorSettings, givenSettings } from './settings.ts';

/** What the daemon brings about in the editor. */
export interface ClientEvents {
  /** A command of the daemon's was executed: an item was accepted. */
  executed(command: string): void;
  statusChanged(status: DaemonStatus): void;
  /** The daemon has something for whoever uses the editor. */
  message(text: string, type: MessageType): void;
  /** It crashed again and again and is not started any more. */
  gaveUp(): void;
}

/** Makes the client of a daemon; the caller starts it. */
export function createClient(path: string, log: LogOutputChannel, events: ClientEvents): CascadeClient {
  const options: LanguageClientOptions = {
    documentSelector: selector,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => ({ localcascade: givenSettings(), telemetry: editorSettings().telemetry }),
    middleware: createMiddleware(() => client, events),
    // Not tried again, and what is wrong is said by who started it.
    initializationFailedHandler: () => false,
    errorHandler: createErrorHandler(() => client, () => hasRun, events),
  };
  let hasRun = false;
  const client = new CascadeClient('localcascade', 'LocalCascade', { command: path, args: ['lsp'], transport: TransportKind.stdio }, options);
  client.registerFeature(cascadeFeature);
  client.onDidChangeState(({ newState }) => (hasRun ||= newState === State.Running));
  client.onNotification('localcascade/didChangeStatus', (status: DaemonStatus) => events.statusChanged(status));
  client.onNotification(ShowMessageNotification.type, ({ message, type }) => events.message(message, type));
  return client;
}

/** Tells the daemon the settings as they are now. */
export async function sendSettings(client: CascadeClient): Promise<void> {
  await client.sendNotification(DidChangeConfigurationNotification.type, { settings: { localcascade: givenSettings(), ...editorSettings() } });
}

/** Settings of VS Code's own that the daemon follows: the client tells it of changes to ours alone. */
export function followEditorSettings(client: () => CascadeClient | undefined): { dispose(): void } {
  return workspace.onDidChangeConfiguration(async event => {
    const running = client();
    if (running?.isRunning() === true && (event.affectsConfiguration('http') || event.affectsConfiguration('telemetry'))) {
      await sendSettings(running);
    }
  });
}

function createMiddleware(client: () => CascadeClient, events: ClientEvents): Middleware {
  return {
    workspace: {
      configuration: (params, token, next) => {
        // Only what somebody set: the client would send every default along.
        const answers = next(params, token);
        return Array.isArray(answers)
          ? answers.map((answer: unknown, index) => params.items[index]?.section === 'localcascade' ? givenSettings() : answer)
          : answers;
      },
      didChangeConfiguration: () => sendSettings(client()),
    },
    executeCommand: async (command, args, next) => {
      events.executed(command);
      return next(command, args) as unknown;
    },
  };
}

/** The client's own way with crashes, which starts the server again a few times; but silent until it gives up, and not for a program that never ran. */
function createErrorHandler(client: () => CascadeClient, hasRun: () => boolean, events: ClientEvents): ErrorHandler {
  let usual: ErrorHandler | undefined;
  const handler = () => (usual ??= client().createDefaultErrorHandler());
  return {
    error: (error, message, count) => handler().error(error, message, count),
    closed: async () => {
      if (!hasRun()) {
        return { action: CloseAction.DoNotRestart, handled: true };
      }

      const result = await handler().closed();
      if (result.action === CloseAction.DoNotRestart) {
        events.gaveUp();
      }

      return { ...result, handled: true };
    },
  };
}
