// The playground in a browser, as a person sees it.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { until } from './server.mjs';

const screenshots = fileURLToPath(new URL('../../../artifacts/screenshots/playground/', import.meta.url));

export function launch(args = []) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', ...args] });
}

export class PlaygroundPage {
  requests = [];
  errors = [];

  static async open(browser, server, { dark = false, width = 1440, height = 900, path = server.url, script = '' } = {}) {
    const self = new PlaygroundPage();
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
    self.page = await context.newPage();
    context.on('request', (request) => self.requests.push(request.url()));
    self.page.on('websocket', (socket) => self.requests.push(socket.url()));
    self.page.on('pageerror', (error) => self.errors.push(error.message));
    self.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        self.errors.push(message.text());
      }
    });
    self.origin = server.origin;
    await self.page.addInitScript(script);
    await self.page.goto(path);
    return self;
  }

  text = (selector) => this.page.locator(selector).innerText();

  /** The ghost text as it is drawn, all its pieces together. */
  ghost = async () => (await this.page.locator('.ghost-text-decoration, .ghost-text-decoration-preview').allInnerTexts()).join('').replaceAll('\u00a0', ' ');

  line = async (text) => (await this.page.locator('.view-line').allInnerTexts()).some((line) => line.replaceAll('\u00a0', ' ').includes(text));

  untilGhost = (wanted = '') => until(async () => (await this.ghost()) !== '' && (await this.ghost()).includes(wanted), () => `No ghost text '${wanted}'`);

  untilPane = (selector, pattern) => until(async () => pattern.test(await this.text(selector)), () => `${selector} never said ${pattern}`);

  total = async (name) => Number.parseInt((await this.page.locator('#totals > div', { hasText: name }).locator('.value').innerText()).replace('–', '0'), 10);

  type = (text, delay = 40) => this.page.keyboard.type(text, { delay });

  async toggle(name) {
    await this.page.locator('.switch', { hasText: name }).click();
  }

  /** Puts the cursor into a new line at the end of the file. */
  async goToEnd() {
    await this.page.locator('.monaco-editor .view-lines').click();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.press('Enter');
  }

  async screenshot(name) {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: `${screenshots}${name}.png` });
  }

  /** Nothing went wrong in the page, and nothing was asked of anybody but its own server. */
  assertClean() {
    assert.deepEqual(this.errors, []);
    const own = [`${this.origin}/`, `${this.origin.replace('http:', 'ws:')}/`];
    assert.deepEqual(this.requests.filter((url) => !own.some((start) => url.startsWith(start)) && !url.startsWith('data:') && !url.startsWith('blob:')), []);
    assert.ok(this.requests.some((url) => url.endsWith('/session')), this.requests.join(' '));
  }
}
