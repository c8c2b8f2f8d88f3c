// What becomes of grey text: accepted, in whole or in part, rejected, undone.
import assert from 'node:assert/strict';

const line = 'return errors.New("queue: full")';
const block = 'for name in sorted(os.listdir(folder)):\n\t\tpath = os.path.join(folder, name)\n\t\tif os.path.isfile(path):\n\t\t\tclient.upload(path, name)\n\t\t\tprint("uploaded", name)';

export const accepting = {
  async 'tab-accepts'(session) {
    const { editor, path, before, after } = await session.open('queue.go');
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.accept();
    await editor.shot('accepted-by-tab');
    assert.equal(await editor.saved(path), before + line + after);
    await editor.discard();
  },

  async 'a-word-is-accepted'(session) {
    const { editor, path, before, after } = await session.open('queue.go');
    await editor.type('return ');
    await editor.ghost('errors.New("queue: full")');
    await editor.press('Control+ArrowRight');
    const rest = await editor.until('a word moved into the text', async () => {
      const { before: written, ghost } = await editor.screen();
      return written.trim().startsWith('return errors') && written.trim() + ghost === line && { written, ghost };
    });
    assert.notEqual(rest.ghost, '');
    await editor.shot('accepted-a-word');
    await editor.press('Escape');
    await editor.noGhost();
    assert.equal(await editor.saved(path), before + rest.written.trim() + after);
    await editor.discard();
  },

  async 'a-line-of-several-is-accepted'(session) {
    const { editor, path, before, after } = await session.open('upload.py');
    await editor.press('Alt+Backslash');
    await editor.until('several lines', async () => (await editor.screen()).ghost.includes('\n'));
    await editor.press('Control+Alt+ArrowRight');
    await editor.until('the first line is text and the others are grey, indented as they should be', async () => /^ {8}path = .*\n {8}if .*\n {12}client/.test((await editor.screen()).ghost));
    await editor.shot('accepted-a-line');
    assert.equal(await editor.saved(path), `${before}${block.split('\n')[0]}\n${after}`);
    await editor.discard();
  },

  async 'escape-rejects'(session) {
    const { editor, path, before, after } = await session.open('queue.go');
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.press('Escape');
    await editor.noGhost();
    await editor.lookOn(500);
    assert.equal((await editor.screen()).ghost, '');
    await editor.shot('rejected');
    assert.equal(await editor.saved(path), `${before}return ${after}`);
    await editor.discard();
  },

  async 'one-undo-takes-an-accepted-text-back'(session) {
    const { editor, path, before, after } = await session.open('queue.go');
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.accept();
    await editor.press('Control+z');
    await editor.until('undone', async () => (await editor.screen()).line.trim() === 'return');
    await editor.shot('undone');
    assert.equal(await editor.saved(path), `${before}return ${after}`);
    await editor.discard();
  },

  async 'a-bracket-that-the-editor-closed-is-not-doubled'(session) {
    const { editor, path } = await session.open('greetings.ts');
    await editor.type('const message = formatGreeting(');
    await editor.until('the bracket is closed and stands around the grey text', async () => {
      const { line, ghost } = await editor.screen();
      return line.endsWith('formatGreeting()') && ghost.startsWith('name, { polite: true }');
    });
    await editor.shot('closed-bracket');
    await editor.press('Tab');
    await editor.until('accepted, with one bracket', async () => /formatGreeting\(name, \{ polite: true \}\);?$/.test((await editor.screen()).line));
    await editor.shot('closed-bracket-accepted');
    const written = (await editor.saved(path)).split('\n').filter(text => text.includes('formatGreeting(')).at(-1);
    assert.match(written, /formatGreeting\(name, \{ polite: true \}\);?$/);
    await editor.discard();
  },

  async 'a-quote-and-a-bracket-that-the-editor-closed-are-not-doubled'(session) {
    const { editor } = await session.open('greetings.ts');
    await editor.press('Home', 'Shift+End', 'Delete');
    await editor.type('log("');
    await editor.until('both are closed', async () => (await editor.screen()).line === '    log("")');
    await editor.press('Alt+Backslash');
    await editor.ghost('😀𝒳');
    await editor.shot('closed-quote');
    await editor.press('Tab');
    await editor.until('one quote, one bracket', async () => (await editor.screen()).line === '    log("😀𝒳")');
    await editor.shot('closed-quote-accepted');
    await editor.press('Control+z');
    await editor.until('undone', async () => (await editor.screen()).line === '    log("")');
    await editor.discard();
  },

  async 'several-lines-keep-the-files-tabs'(session) {
    const { editor, path, before, after } = await session.open('upload.py');
    await editor.press('Alt+Backslash');
    await editor.until('several lines', async () => (await editor.screen()).ghost.includes('\n'));
    await editor.shot('several-lines-with-tabs');
    await editor.accept();
    await editor.shot('several-lines-with-tabs-accepted');
    const written = await editor.saved(path);
    assert.ok(written.startsWith(before), written);
    const added = written.slice(before.length, written.length - after.length);
    assert.ok(added.split('\n').length > 1 && block.startsWith(added), JSON.stringify(added));
    await editor.discard();
  },
};
