import type { LogOutputChannel, Uri } from 'vscode';
import type { CascadeClient } from '../client/cascadeClient.ts';
import type { Daemon } from '../daemon/locate.ts';
import type { Pauses } from '../pauses.ts';
import type { Situation } from '../status/view.ts';

/** What commands work with. */
export interface Workbench {
  /** The connection, while it stands. */
  readonly client: () => CascadeClient | undefined;
  /** The program; undefined when none was found. */
  readonly daemon: () => Daemon | undefined;
  readonly situation: () => Situation;
  readonly pauses: Pauses;
  readonly log: LogOutputChannel;
  /** A folder for this extension's own files. */
  readonly storage: Uri;
  readonly restart: () => Promise<void>;
}

/** The program, or a message that there is none. */
export class NoDaemon extends Error {
  constructor() {
    super('No localcascade was found. Name one in the setting localcascade.path.');
  }
}

export function requireDaemon(workbench: Workbench): Daemon {
  const daemon = workbench.daemon();
  if (daemon === undefined) {
    throw new NoDaemon();
  }

  return daemon;
}

export function requireClient(workbench: Workbench): CascadeClient {
  const client = workbench.client();
  if (client?.isRunning() !== true) {
    throw new Error('It is not running. Restart it, or see the log.');
  }

  return client;
}
