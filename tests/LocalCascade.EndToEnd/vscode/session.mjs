// One VS Code for all scenarios: an account, a code-server with the extension, a browser, and windows as they are wanted.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Account } from './account.mjs';
import { CodeServer } from './code-server.mjs';
import { Editor } from './editor.mjs';
import { patience } from './patience.mjs';

const samples = join(dirname(fileURLToPath(import.meta.url)), 'workspace');

export class Session {
  windows = new Map();
  count = 0;
  written = [];

  static async start(options) {
    const { program, vsix, browser, screenshots, environment = {}, settings = {} } = options;
    const session = new Session();
    session.options = options;
    session.screenshots = screenshots;
    session.account = new Account();
    Object.assign(session.account.environment, environment);
    try {
      session.server = await CodeServer.start({ program, vsix, settings, account: session.account });
      const extensions = session.account.folder('extensions');
      const installed = readdirSync(extensions).find(name => name.startsWith('localcascade.'));
      session.account.server = join(extensions, installed ?? '', 'server', 'localcascade');
      if (!existsSync(session.account.server)) {
        throw new Error(`${vsix} brings no server along: ${session.account.server} does not exist.`);
      }
      // No sandbox: a container gives none to its root, and the only pages are our own.
      session.browser = await chromium.launch({ timeout: patience, executablePath: browser, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
      session.work = session.account.folder('work');
      return session;
    } catch (error) {
      await session.stop();
      throw error;
    }
  }

  /** Another account with a VS Code of its own, whose settings concern nobody else. */
  another(settings) {
    return Session.start({ ...this.options, settings });
  }

  /** The window that most scenarios share. */
  async main() {
    const window = this.windows.get(this.work) ?? (await this.window(this.work));
    this.windows.set(this.work, window);
    return window;
  }

  /** A window of its own, with the extension at work unless it is not to be waited for. */
  async window(workspace, { ready = true } = {}) {
    const window = await Editor.open({ browser: this.browser, url: this.server.url, workspace, screenshots: this.screenshots });
    if (ready) {
      await window.until('the extension is ready', async () => /ready/i.test((await window.status())?.says ?? ''));
    }
    return window;
  }

  /** Writes a sample under a name that no other scenario uses. */
  write(name, { folder = this.work, endOfLine = '\n' } = {}) {
    const marked = readFileSync(join(samples, name), 'utf8');
    const [before] = marked.split('‸');
    const path = join(folder, name.replace('.', `${++this.count}.`));
    this.written.push(path);
    writeFileSync(path, marked.replace('‸', '').replaceAll('\n', endOfLine));
    return { path, line: before.split('\n').length, before: before.replaceAll('\n', endOfLine), after: marked.slice(before.length + 1).replaceAll('\n', endOfLine) };
  }

  /** Writes a sample and opens it in a window, with the cursor at its mark. */
  async open(name, { window, ...how } = {}) {
    const sample = this.write(name, how);
    const editor = window ?? (await this.main());
    await editor.file(sample.path, sample.line);
    return { editor, ...sample };
  }

  /** Leaves nothing of a scenario that the next one could learn from, or stumble over. */
  async tidy() {
    for (const path of this.written.splice(0)) {
      rmSync(path, { force: true });
    }
    // What was closed stays known, be it file, untitled or cell: the suggestions after it would be others.
    await this.windows.get(this.work)?.restart();
  }

  async stop() {
    await this.browser?.close().catch(() => {});
    this.server?.stop();
    this.account.remove();
  }
}
