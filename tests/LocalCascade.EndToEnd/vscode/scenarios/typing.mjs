// Grey text while somebody types.
import assert from 'node:assert/strict';

const line = 'return errors.New("queue: full")';

export const typing = {
  async 'ghost-text-is-shown-while-typing'(session) {
    const { editor } = await session.open('queue.go');
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.shot('ghost-text');
    await editor.discard();
  },

  async 'typing-along-shrinks-the-ghost-text-without-a-flicker'(session) {
    const { editor } = await session.open('queue.go');
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.startFrames();
    // Key by key, so that each has its frames on a slow machine too.
    for (const [i, key] of [...'errors.New'].entries()) {
      await editor.type(key);
      await editor.ghost(line.slice(8 + i));
    }
    await editor.shot('typing-along');
    const frames = await editor.frames();
    for (const frame of frames) {
      assert.equal(frame.before.trimStart() + frame.ghost, line, `A frame showed something else: ${JSON.stringify(frames)}`);
    }
    await editor.discard();
  },

  async 'typing-faster-than-any-answer-never-shows-stale-text'(session) {
    const { editor, path, before, after } = await session.open('store.py');
    await editor.startFrames();
    await editor.type('with open(self.path, encoding="utf-8") as handle:', 8);
    await editor.press('Enter');
    await editor.type('return [line.strip() for line in handle]', 8);
    await editor.until('all is written', async () => (await editor.screen()).line.includes('return [line.strip() for line in handle]'));
    await editor.lookOn(1000);
    await editor.shot('typing-fast');
    const frames = await editor.frames();
    for (let i = 1; i < frames.length; i++) {
      const [last, frame] = [frames[i - 1], frames[i]];
      const added = frame.before.startsWith(last.before) ? frame.before.slice(last.before.length) : '';
      const stale = added !== '' && last.ghost !== '' && frame.ghost === last.ghost;
      assert.ok(!stale, `Text was typed and the grey text stayed as it was: ${JSON.stringify([last, frame])}`);
    }
    assert.equal(await editor.saved(path), `${before}with open(self.path, encoding="utf-8") as handle:\n            return [line.strip() for line in handle]${after}`);
    await editor.discard();
  },

  async 'another-key-than-the-next-takes-the-ghost-text-away'(session) {
    const { editor } = await session.open('queue.go');
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.startFrames();
    await editor.type('x');
    await editor.until('the key is on the screen', async () => (await editor.screen()).line.includes('return x'));
    await editor.lookOn(300);
    for (const frame of (await editor.frames()).filter(frame => frame.before.includes('return x'))) {
      assert.ok(!frame.ghost.startsWith('errors'), `Stale text: ${JSON.stringify(frame)}`);
    }
    await editor.discard();
  },

  async 'the-suggest-widgets-choice-is-continued'(session) {
    const { editor, path, before, after } = await session.open('queue.go');
    await editor.type('return er');
    await editor.ghost('rors.New("queue: full")');
    await editor.press('Control+Space');
    await editor.page.locator('.suggest-widget.visible .monaco-list-row.focused').waitFor();
    await editor.until('the widget is open and the grey text continues its choice', async () => {
      const { suggest, ghost } = await editor.screen();
      return suggest && ghost === 'rors.New("queue: full")';
    });
    await editor.shot('suggest-widget');
    await editor.press('Tab');
    await editor.until('the choice is accepted', async () => !(await editor.screen()).suggest);
    await editor.ghost('.New("queue: full")');
    await editor.shot('suggest-widget-accepted');
    await editor.accept();
    assert.equal(await editor.saved(path), `${before}${line}${after}`);
    await editor.discard();
  },
};
