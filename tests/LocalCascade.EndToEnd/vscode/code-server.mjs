// VS Code's server half: code-server on a free port of the loopback, with settings and extensions of its own.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { patience } from './patience.mjs';

const quiet = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'error',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  // The DOM is read line by line.
  'editor.renderWhitespace': 'none',
  'editor.accessibilitySupport': 'off',
};

export class CodeServer {
  /** Installs the extension as a user would, and starts. */
  static async start({ program, vsix, account, settings = {} }) {
    const server = new CodeServer();
    server.account = account;
    server.data = account.folder('vscode');
    server.arguments = ['--user-data-dir', server.data, '--extensions-dir', account.folder('extensions')];
    server.settings = { ...quiet, ...settings };
    server.configure({});

    const environment = { ...account.environment };
    const installing = Date.now();
    const install = spawnSync(program, [...server.arguments, '--install-extension', vsix], { env: environment, encoding: 'utf8', timeout: patience });
    if (install.status !== 0 || !/successfully installed/.test(install.stdout)) {
      throw new Error(`code-server did not install ${vsix}: ${install.stdout}${install.stderr}`);
    }

    server.installSeconds = (Date.now() - installing) / 1000;
    const port = await freePort();
    server.url = `http://127.0.0.1:${port}`;
    server.output = '';
    server.process = spawn(program, [...server.arguments, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'], {
      env: environment,
      // Of its own group, so that its children end with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [server.process.stdout, server.process.stderr]) {
      stream.on('data', data => (server.output += data));
    }
    for (const until = Date.now() + patience; !(await answers(server.url)); ) {
      if (Date.now() > until || server.process.exitCode !== null) {
        server.stop();
        throw new Error(`code-server did not start: ${server.output}`);
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    return server;
  }

  /** Writes the user's settings, and those of the machine that the server runs on; windows that are open see them change. */
  configure(settings, machine = {}) {
    this.write('Machine', machine);
    this.write('User', { ...this.settings, ...settings });
  }

  // Whole at once: a window that is open reads the file whenever it changes.
  write(whose, settings) {
    const folder = join(this.data, whose);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'settings.new'), JSON.stringify(settings, null, 2));
    renameSync(join(folder, 'settings.new'), join(folder, 'settings.json'));
  }

  stop() {
    try {
      process.kill(-this.process.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

function freePort() {
  return new Promise(resolve => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });
}

async function answers(url) {
  try {
    return (await fetch(`${url}/healthz`)).ok;
  } catch {
    return false;
  }
}
