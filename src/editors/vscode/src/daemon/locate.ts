import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { homedir } from 'node:os';
import { executableName } from './platform.ts';

/** Where the daemon's program was found. */
export interface Daemon {
  readonly path: string;
  readonly from: 'setting' | 'bundled' | 'path';
}

/** Why none was found: a sentence for whoever uses the editor. */
export class DaemonNotFound extends Error {}

export interface Places {
  /** The setting localcascade.path; empty for none. */
  readonly setting: string;
  /** The extension's folder. */
  readonly extension: string;
  /** The environment's PATH. */
  readonly searchPath: string;
  readonly platform?: string;
}

/** Finds the daemon: what the setting names, else the one inside the extension, else the one on the PATH. */
export function locateDaemon({ setting, extension, searchPath, platform = process.platform }: Places): Daemon {
  const name = executableName(platform);
  if (setting.trim() !== '') {
    const named = absolute(setting.trim());
    // A folder is taken for the one that the program lies in: people set what they unpacked.
    const path = isDirectory(named) ? join(named, name) : named;
    if (!canRun(path)) {
      throw new DaemonNotFound(`The setting localcascade.path names ${path}, which ${exists(path) ? 'cannot be run' : 'does not exist'}.`);
    }

    return { path, from: 'setting' };
  }

  const bundled = join(extension, 'server', name);
  if (canRun(bundled)) {
    return { path: bundled, from: 'bundled' };
  }

  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, name);
    if (isAbsolute(folder) && canRun(path)) {
      return { path, from: 'path' };
    }
  }

  throw new DaemonNotFound(exists(bundled)
    ? `${bundled} cannot be run. Install the extension again, or name another localcascade in the setting localcascade.path.`
    : 'This build of the extension brings no localcascade, and none is on the PATH. Install the .vsix for your platform, or name the program in the setting localcascade.path.');
}

function absolute(path: string): string {
  return path === '~' || path.startsWith('~/') || path.startsWith('~\\') ? join(homedir(), path.slice(1)) : resolve(path);
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
