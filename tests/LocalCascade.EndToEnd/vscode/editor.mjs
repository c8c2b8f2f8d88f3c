// A window of VS Code, as its user sees it: keys go in, and what is on the screen is read from the page.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { watchFrames } from './frames.mjs';
import { patience } from './patience.mjs';

export class Editor {
  /** Opens a folder or a .code-workspace file in a window of its own. */
  static async open({ browser, url, workspace, screenshots, colorScheme = 'dark' }) {
    const editor = new Editor();
    editor.screenshots = screenshots;
    editor.context = await browser.newContext({ viewport: { width: 1000, height: 640 }, colorScheme });
    editor.page = await editor.context.newPage();
    editor.page.setDefaultTimeout(patience);
    await editor.page.addInitScript(watchFrames);
    const where = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
    await editor.page.goto(`${url}/?${where}=${encodeURIComponent(workspace)}`);
    await editor.page.waitForSelector('.monaco-workbench .part.statusbar .statusbar-item');
    return editor;
  }

  async close() {
    await this.context.close();
  }

  /** Waits until something is so, and returns it. */
  async until(what, isSo) {
    let last;
    for (const end = Date.now() + patience; Date.now() < end; await this.page.waitForTimeout(30)) {
      last = await isSo();
      if (last) {
        return last;
      }
    }
    await this.shot('FAILED-' + what.replace(/\W+/g, '-').slice(0, 60)).catch(() => {});
    assert.fail(`${what}: not so after ${patience / 1000} s. The screen: ${JSON.stringify(await this.screen())}`);
  }

  /** Presses keys, as Playwright names them. */
  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  /** Types as a person does, a key every so many milliseconds. */
  async type(text, delay = 50) {
    await this.page.keyboard.type(text, { delay });
  }

  /** Runs a command of the palette. */
  async command(title) {
    await this.choose('F1', `>${title}`, title);
  }

  /** Opens a file, with the cursor at the end of that line. */
  async file(path, line) {
    await this.find(path);
    await this.writing(`data-uri$="${path}"`);
    // Brackets have their colours once the language's configuration is read: from then on they are closed and lines indented.
    await this.until("the language's configuration is read", async () => (await this.page.locator('.monaco-editor.focused [class*="bracket-highlighting-"]').count()) > 0);
    await this.goTo(line);
  }

  async find(path) {
    const name = basename(path);
    await this.choose('Control+p', path, name);
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
  }

  /** Waits until keys go into an editor, whose tab is there earlier; of a document that its attribute tells, if it is given. */
  async writing(attribute) {
    const editor = this.page.locator(`.monaco-editor.focused${attribute ? `[${attribute}]` : ''}`);
    await this.until(`keys go into the editor ${attribute ?? ''}`, async () => (await editor.count()) > 0);
    // A new editor puts off the part of itself that asks for grey text until the page has nothing else to do: keys before that ask for none.
    await this.page.evaluate(() => new Promise(done => requestIdleCallback(() => done())));
  }

  /** Puts the cursor at the end of a line. */
  async goTo(line) {
    await this.choose('Control+g', `:${line}`, String(line));
    await this.cursorIn(line);
    await this.writing();
    await this.press('End');
  }

  cursorIn(line) {
    return this.until(`the cursor is in line ${line}`, async () => (await this.page.locator('.statusbar').innerText()).includes(`Ln ${line},`));
  }

  /** Opens a list by a key, types, and takes the entry that is wanted: once it is the one that Enter takes, for the list follows the text later. */
  async choose(key, text, entry) {
    await this.press(key);
    const input = this.page.locator('.quick-input-widget:visible input').first();
    await input.fill(text);
    await this.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: entry }).waitFor();
    await this.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** What stands in the cursor's line, what is grey in it, and grey lines below it. */
  screen() {
    return this.page.evaluate(() => globalThis.readScreen());
  }

  /** Waits for ghost text; returns all of it. */
  async ghost(expected) {
    const { ghost } = await this.until(`ghost text${expected ? ` ${JSON.stringify(expected)}` : ''}`, async () => {
      const screen = await this.screen();
      return (expected === undefined ? screen.ghost : screen.ghost === expected) && screen;
    });
    return ghost;
  }

  noGhost() {
    return this.until('no ghost text', async () => (await this.screen()).ghost === '');
  }

  /** Accepts the grey text, and returns it once it stands in the document. */
  async accept() {
    const { ghost } = await this.screen();
    const end = ghost.split('\n').at(-1).trim();
    assert.notEqual(end, '', 'There is nothing to accept.');
    await this.press('Tab');
    await this.until('accepted', async () => (await this.screen()).line.trimEnd().endsWith(end));
    return ghost;
  }

  /** Looks on while nothing is to come; a slow machine only sees less of it. */
  lookOn(milliseconds) {
    return this.page.waitForTimeout(milliseconds);
  }

  /** The whole text of a file that was changed, after it was saved. */
  async saved(path) {
    // The tab says so a little later than the text.
    await this.until('changed', async () => (await this.page.locator('.tab.active.dirty').count()) > 0);
    await this.press('Control+s');
    await this.until('saved', async () => (await this.page.locator('.tab.active.dirty').count()) === 0);
    return readFileSync(path, 'utf8');
  }

  /** Puts a text into an empty document by way of the clipboard. */
  async paste(text) {
    await this.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.evaluate(what => navigator.clipboard.writeText(what), text);
    await this.press('Control+v');
    await this.cursorIn(text.split('\n').length);
  }

  /** Opens a notebook. */
  async notebook(path) {
    await this.find(path);
    await this.page.locator('.notebookOverlay .monaco-editor .view-line').first().waitFor();
  }

  /** Throws the active editor away, changed or not. */
  async discard() {
    const tabs = await this.page.locator('.tab').count();
    await this.command('Revert and Close Editor');
    await this.until('the editor is closed', async () => (await this.page.locator('.tab').count()) < tabs);
  }

  /** Clicks the extension's item in the status bar and chooses entries of its menus. */
  async menu(...entries) {
    await (await this.status()).item.click();
    for (const entry of entries) {
      const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: entry }).first();
      await row.waitFor();
      await this.shot(`menu-${entry.toLowerCase().replaceAll(' ', '-')}`);
      await row.click();
    }
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.press('Control+1');
    await this.writing();
  }

  /** Starts the extension's half of the daemon anew, which then knows nothing of what was written before. */
  async restart() {
    const restarted = this.page.evaluate(limit => globalThis.untilRestarted(limit), patience);
    restarted.catch(() => {});
    await this.command('LocalCascade: Restart');
    await restarted;
  }

  /** Texts of the notifications on the screen. */
  notifications() {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** The extension's item in the status bar: not that of VS Code's, which says that the model is being loaded. */
  async status() {
    const item = this.page.locator('.statusbar-item[id$="localcascade.status"]');
    return (await item.count()) ? { text: (await item.innerText()).trim(), says: (await item.locator('a').first().getAttribute('aria-label')) ?? '', classes: (await item.getAttribute('class')) ?? '', item } : null;
  }

  async shot(name) {
    mkdirSync(this.screenshots, { recursive: true });
    await this.page.screenshot({ path: join(this.screenshots, `${name}.png`) });
  }

  /** Starts to note what every frame shows; one was noted when it returns. */
  startFrames() {
    return this.page.evaluate(() => globalThis.startFrames());
  }

  /** The frames that differed from the one before: {at, before, ghost, after}. */
  frames() {
    return this.page.evaluate(() => globalThis.stopFrames());
  }

  /** The keys since the frames began: {at, key}. */
  keys() {
    return this.page.evaluate(() => globalThis.takeKeys());
  }
}
