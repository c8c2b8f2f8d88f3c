// The process behind it: killed, missing; and what it was told.
import assert from 'node:assert/strict';

const line = 'return errors.New("queue: full")';

export const daemon = {
  async 'a-killed-daemon-comes-back-without-a-word'(session) {
    const { editor } = await session.open('queue.go');
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.press('Escape');
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
    const counts = () => {
      const { stdout } = session.account.run('report', '--csv', '-');
      const [head, ...rows] = stdout.trim().split('\n').map(row => row.split(','));
      const column = name => rows.filter(row => row[head.indexOf(name)] !== '').length;
      return { shown: column('shown'), accepted: column('accepted'), partly: column('partly_accepted'), rejected: column('rejected') };
    };
    const before = counts();
    for (const keys of [['Tab'], ['Escape'], ['Control+ArrowRight']]) {
      const { editor } = await session.open('queue.go');
      await editor.type('return ');
      await editor.ghost(line.slice(7));
      await editor.page.waitForTimeout(300);
      await editor.press(...keys);
      await editor.page.waitForTimeout(300);
      await editor.discard();
    }
    const editor = await session.main();
    const grew = await editor.until('the file of numbers grew', () => {
      const now = counts();
      return now.shown - before.shown >= 3 && now.accepted > before.accepted && now.partly > before.partly && now.rejected > before.rejected && now;
    });
    assert.equal(grew.rejected - before.rejected, 1, JSON.stringify([before, grew]));
  },
};
