// A window of VS Code, as its user sees it: keys go in, and what is on the screen is read from the page.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { watchFrames } from './frames.mjs';

/** How long something may take on a machine that is busy with other things. */
const patience = 30_000;

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
  async until(what, isSo, limit = patience) {
    let last;
    for (const end = Date.now() + limit; Date.now() < end; await this.page.waitForTimeout(30)) {
      last = await isSo();
      if (last) {
        return last;
      }
    }
    await this.shot('FAILED-' + what.replace(/\W+/g, '-').slice(0, 60)).catch(() => {});
    assert.fail(`${what}: not so after ${limit / 1000} s. The screen: ${JSON.stringify(await this.screen())}`);
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
    await this.press('F1');
    const input = this.page.locator('.quick-input-widget:visible input').first();
    await input.fill('>' + title);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().waitFor();
    await this.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Opens a file, with the cursor at the end of that line. */
  async file(path, line) {
    await this.find(path);
    await this.page.locator('.editor-instance .view-line').first().waitFor();
    await this.goTo(line);
  }

  async find(path) {
    const name = basename(path);
    await this.press('Control+p');
    const input = this.page.locator('.quick-input-widget:visible input').first();
    await input.fill(path);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().waitFor();
    await this.press('Enter');
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
  }

  /** Puts the cursor at the end of a line. */
  async goTo(line) {
    await this.press('Control+g');
    const input = this.page.locator('.quick-input-widget:visible input').first();
    await input.fill(`:${line}`);
    await this.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await this.until(`the cursor is in line ${line}`, async () => (await this.page.locator('.statusbar').innerText()).includes(`Ln ${line},`));
    await this.press('End');
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

  /** The whole text of a file after it was saved. */
  async saved(path) {
    await this.press('Control+s');
    await this.until('saved', async () => (await this.page.locator('.tab.active.dirty').count()) === 0);
    return readFileSync(path, 'utf8');
  }

  /** Waits until nothing grey is left; what follows an accepted text by itself is sent away. */
  async noGhostOrDismiss() {
    await this.page.waitForTimeout(200);
    await this.press('Escape');
    await this.noGhost();
  }

  /** Puts a text in by way of the clipboard. */
  async paste(text) {
    await this.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.evaluate(what => navigator.clipboard.writeText(what), text);
    await this.press('Control+v');
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

  /** Closes what a scenario that failed left open. */
  async closeAll() {
    await this.press('Escape', 'Escape');
    while ((await this.page.locator('.tab').count()) > 0) {
      await this.discard();
    }
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
  }

  /** Texts of the notifications on the screen. */
  notifications() {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** The extension's item in the status bar. */
  async status() {
    const item = this.page.locator('.statusbar-item').filter({ hasText: 'LocalCascade' }).first();
    return (await item.count()) ? { text: (await item.innerText()).trim(), says: (await item.locator('a').first().getAttribute('aria-label')) ?? '', classes: (await item.getAttribute('class')) ?? '', item } : null;
  }

  async shot(name) {
    mkdirSync(this.screenshots, { recursive: true });
    await this.page.screenshot({ path: join(this.screenshots, `${name}.png`) });
  }

  /** Starts to note what every frame shows. */
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
