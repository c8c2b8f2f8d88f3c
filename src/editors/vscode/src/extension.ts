import { window, type ExtensionContext } from 'vscode';
import { registerCommands } from './commands/register.ts';
import { Session } from './session.ts';

let session: Session | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('LocalCascade', { log: true });
  session = new Session(context, log);
  context.subscriptions.push(log, session, registerCommands(session));
  // Not waited for: an editor that starts does not wait for suggestions.
  void session.start();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
