import { workspace, type LogOutputChannel } from 'vscode';
import { DidChangeConfigurationNotification, RevealOutputChannelOn, TransportKind, type LanguageClientOptions, type Middleware } from 'vscode-languageclient/node';
import { CascadeClient, cascadeFeature } from './cascadeClient.ts';
import { editorSettings, givenSettings } from './settings.ts';
import { selector } from '../completion/selector.ts';

/** What the session asks the editor's side of the client to do. */
export interface ClientEvents {
  /** A command of the daemon was executed: an item was accepted. */
  readonly executed: (command: string, args: unknown[]) => void;
}

/** Makes the client of a daemon; the caller starts it. */
export function createClient(path: string, log: LogOutputChannel, events: ClientEvents): CascadeClient {
  const options: LanguageClientOptions = {
    documentSelector: selector,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => ({ localcascade: givenSettings(), telemetry: editorSettings().telemetry }),
    middleware: createMiddleware(() => client, events),
  };
  const client = new CascadeClient('localcascade', 'LocalCascade', { command: path, args: ['lsp'], transport: TransportKind.stdio }, options);
  client.registerFeature(cascadeFeature);
  return client;
}

/** Tells the daemon the settings as they are now. */
export async function sendSettings(client: CascadeClient): Promise<void> {
  await client.sendNotification(DidChangeConfigurationNotification.type, { settings: { localcascade: givenSettings(), ...editorSettings() } });
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
      events.executed(command, args);
      return next(command, args) as unknown;
    },
  };
}

/** Settings of VS Code's own that the daemon follows: the client tells it of changes to ours alone. */
export function followEditorSettings(client: () => CascadeClient | undefined): { dispose(): void } {
  return workspace.onDidChangeConfiguration(async event => {
    const running = client();
    if (running?.isRunning() && (event.affectsConfiguration('http') || event.affectsConfiguration('telemetry'))) {
      await sendSettings(running);
    }
  });
}
