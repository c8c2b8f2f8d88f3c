// A user's account of its own: home, settings, telemetry, and with them a daemon of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patience } from './patience.mjs';

export class Account {
  /** The program `localcascade` of this account. */
  server = '';

  constructor() {
    // Short: a socket's path has to fit into about a hundred bytes.
    this.path = mkdtempSync(join(tmpdir(), 'lc-vscode-'));
    this.runtime = this.folder('run');
    this.environment = {
      ...process.env,
      HOME: this.folder('home'),
      XDG_CONFIG_HOME: this.folder('config'),
      XDG_DATA_HOME: this.folder('data'),
      XDG_STATE_HOME: this.folder('state'),
      XDG_CACHE_HOME: this.folder('cache'),
      XDG_RUNTIME_DIR: this.runtime,
      LOCALCASCADE_RUNTIME_DIR: this.runtime,
    };
    // Set where this runs inside somebody's VS Code, whose extension host it then takes itself for.
    for (const name of Object.keys(this.environment).filter(name => /^(VSCODE_|ELECTRON_|CODE_SERVER)/.test(name))) {
      delete this.environment[name];
    }
  }

  /** A folder of the account, made. */
  folder(...names) {
    const path = join(this.path, ...names);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  }

  /** Runs `localcascade ARGUMENTS`. */
  run(...args) {
    return spawnSync(this.server, args, { env: this.environment, encoding: 'utf8', timeout: patience });
  }

  /** The daemon's process; NaN when none runs. */
  daemon() {
    return Number(this.run('daemon', 'status').stdout.match(/process:? (\d+)/i)?.[1]);
  }

  /** What the telemetry has on each request: the columns that say something. */
  requests() {
    const [head, ...rows] = this.run('report', '--csv', '-').stdout.trim().split(/\r?\n/).map(row => row.split(','));
    return rows.map(row => Object.fromEntries(head.map((name, i) => [name, row[i]]).filter(([, value]) => value)));
  }

  log() {
    try {
      return readFileSync(join(this.path, 'state', 'localcascade', 'localcascade.log'), 'utf8');
    } catch {
      return '(no log)';
    }
  }

  /** Leaves nothing behind. */
  remove() {
    if (this.server) {
      this.run('daemon', 'stop');
    }
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
