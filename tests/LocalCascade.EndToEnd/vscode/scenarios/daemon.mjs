// The process behind it: killed, missing; and what it was told.
import assert from 'node:assert/strict';

const line = 'return errors.New("queue: full")';

export const daemon = {
  async 'a-killed-daemon-comes-back-without-a-word'(session) {
    const { editor } = await session.open('queue.go');
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.press('Escape');
    await editor.noGhost();
    const killed = session.account.daemon();
    process.kill(killed, 'SIGKILL');
    await editor.type('e');
    await editor.ghost('rrors.New("queue: full")');
    await editor.shot('daemon-killed');
    assert.notEqual(session.account.daemon(), killed);
    assert.deepEqual(await editor.notifications(), []);
    await editor.discard();
  },

  async 'shown-accepted-and-rejected-are-counted'(session) {
    const editor = await session.main();
    // What was asked before may still be on its way into the file.
    const began = new Date().toISOString();
    const counts = () => {
      const rows = session.account.requests().filter(row => row.time >= began);
      const column = name => rows.filter(row => name in row).length;
      return { shown: column('shown'), accepted: column('accepted'), partly: column('partly_accepted'), rejected: column('rejected') };
    };
    const ways = [
      ['Tab', () => editor.accept()],
      ['Escape', async () => {
        await editor.press('Escape');
        await editor.noGhost();
      }],
      ['Control+ArrowRight', async () => {
        await editor.press('Control+ArrowRight');
        await editor.until('a word moved into the text', async () => (await editor.screen()).before.trim().startsWith('return errors'));
      }],
    ];
    for (const [, press] of ways) {
      await session.open('queue.go');
      await editor.type('return ');
      await editor.ghost(line.slice(7));
      await press();
      await editor.discard();
    }
    const counted = await editor.until('the file of numbers has them', () => {
      const now = counts();
      return now.shown >= ways.length && now.accepted > 0 && now.partly > 0 && now.rejected > 0 && now;
    });
    assert.equal(counted.rejected, 1, JSON.stringify(counted));
  },
};
