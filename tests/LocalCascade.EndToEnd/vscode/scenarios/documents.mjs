// Documents of every kind.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const line = 'return errors.New("queue: full")';

export const documents = {
  async 'a-file-with-crlf-keeps-its-line-ends'(session) {
    const { editor, path, before, after } = await session.open('queue.go', { endOfLine: '\r\n' });
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.accept();
    await editor.shot('crlf');
    const written = await editor.saved(path);
    assert.equal(written, before + line + after);
    assert.equal(written.replaceAll('\r\n', '').includes('\r'), false);
    assert.equal(written.replaceAll('\r\n', '').includes('\n'), false);
    await editor.discard();
  },

  async 'several-lines-in-a-file-with-crlf'(session) {
    const { editor, path, before, after } = await session.open('upload.py', { endOfLine: '\r\n' });
    await editor.press('Alt+Backslash');
    await editor.until('several lines', async () => (await editor.screen()).ghost.includes('\n'));
    await editor.accept();
    await editor.shot('crlf-several-lines');
    const written = await editor.saved(path);
    const added = written.slice(before.length, written.length - after.length);
    assert.match(added, /^for name in sorted\(os\.listdir\(folder\)\):\r\n\t\tpath = /);
    assert.equal(written.replaceAll('\r\n', '').search(/[\r\n]/), -1);
    await editor.discard();
  },

  async 'emoji-stand-before-the-cursor'(session) {
    const { editor, path, before, after } = await session.open('greetings.ts');
    await editor.type('const message = form');
    await editor.ghost('atGreeting(name, { polite: true });');
    await editor.shot('emoji');
    await editor.accept();
    await editor.shot('emoji-accepted');
    assert.equal(await editor.saved(path), `${before}const message = formatGreeting(name, { polite: true });${after}`);
    await editor.discard();
  },

  async 'an-untitled-file'(session) {
    const { editor, before } = await session.open('queue.go');
    await editor.press('Control+Alt+n');
    await editor.page.locator('.tab.active').filter({ hasText: /^Untitled-1$/ }).waitFor();
    await editor.writing('data-uri^="untitled:"');
    await editor.paste(before);
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.shot('untitled');
    await editor.accept();
    assert.equal((await editor.screen()).line.trim(), line);
    await editor.discard();
    await editor.discard();
  },

  async 'a-cell-of-a-notebook'(session) {
    const editor = await session.main();
    const path = join(session.work, 'sales.ipynb');
    session.written.push(path);
    const cells = ['sales', 'costs', 'visits', 'orders'].map(name => `table = client.query("select * from ${name}", timeout=30)\ntable.plot(kind="bar", figsize=(12, 4))`);
    cells.push('table = client.query("select * from returns", timeout=30)\n');
    writeFileSync(path, JSON.stringify({
      cells: cells.map((source, i) => ({ cell_type: 'code', id: `cell${i}`, execution_count: null, metadata: {}, outputs: [], source })),
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5,
    }));
    await editor.notebook(path);
    await editor.page.locator('.notebookOverlay .monaco-editor .view-line').filter({ hasText: 'returns' }).click();
    await editor.writing('data-uri^="vscode-notebook-cell:"');
    await editor.press('Control+End');
    // The predictor is sure where the line begins, and not behind the point: what it said there is typed along.
    await editor.type('t');
    await editor.ghost('able.plot(kind="bar", figsize=(12, 4))');
    await editor.type('able.');
    await editor.ghost('plot(kind="bar", figsize=(12, 4))');
    await editor.shot('notebook');
    await editor.accept();
    assert.equal((await editor.screen()).line, 'table.plot(kind="bar", figsize=(12, 4))');
    await editor.shot('notebook-accepted');
    await editor.press('Escape', 'Escape');
    await editor.discard();
  },
};
