// The item in the status bar, its menu, and errors.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const line = 'return errors.New("queue: full")';

/** Gives a folder settings of its own, which concern no other window. */
function settle(folder, settings) {
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  return folder;
}

export const status = {
  async 'the-status-bar-says-ready'(session) {
    const editor = await session.main();
    await editor.until('the item says ready', async () => /ready/i.test((await editor.status()).says));
    await editor.shot('status-ready');
  },

  async 'the-embedded-model-answers-where-the-predictor-does-not'(session) {
    const folder = settle(session.account.folder('model'), { 'localcascade.useWorkspace': false });
    const editor = await session.window(folder);
    const { path, before } = await session.open('queue.go', { window: editor, folder });
    await editor.type('return ');
    await editor.press('Alt+Backslash');
    await editor.ghost();
    await editor.until('the item says who it was', async () => /by the local model/.test((await editor.status()).says));
    await editor.shot('embedded-model');
    // The text of the request by key takes the place of the one that came unasked.
    await editor.startFrames();
    await editor.press('Tab');
    await editor.until('accepted', async () => (await editor.screen()).line.trim() !== 'return');
    const { ghost } = (await editor.frames()).findLast(frame => frame.line.trim() === 'return');
    assert.notEqual(ghost, '');
    assert.ok((await editor.saved(path)).startsWith(`${before}return ${ghost.split('\n')[0]}`));
    await editor.close();
  },

  async 'the-status-bar-says-offline'(session) {
    const editor = await session.window(settle(session.account.folder('offline'), { 'localcascade.offline': true }));
    await editor.until('the item says offline', async () => /offline/i.test((await editor.status()).says));
    await editor.shot('status-offline');
    await editor.close();
  },

  async 'a-language-is-paused-by-the-menu-and-resumed'(session) {
    const { editor } = await session.open('queue.go');
    await editor.menu('Pause for this language');
    await editor.until('the item says paused', async () => /paused for go/i.test((await editor.status()).says));
    await editor.type('return ');
    await editor.lookOn(700);
    assert.equal((await editor.screen()).ghost, '');
    await editor.shot('status-paused');
    await editor.menu('Resume');
    await editor.until('the item says ready', async () => /ready/i.test((await editor.status()).says));
    await editor.type('e');
    await editor.ghost(line.slice(8));
    await editor.shot('status-resumed');
    await editor.discard();
  },

  async 'a-wrong-path-is-an-error-that-says-what-to-do'(session) {
    const main = await session.main();
    session.server.configure({}, { 'localcascade.path': '/nowhere/localcascade' });
    try {
      const editor = await session.window(session.account.folder('elsewhere'), { ready: false });
      await editor.until('the item says what failed', async () => /localcascade\.path names \/nowhere\/localcascade, which does not exist/.test((await editor.status())?.says ?? ''));
      await editor.until('so does a notification', async () => (await editor.notifications()).some(text => text.includes('/nowhere/localcascade')));
      await editor.shot('wrong-path');
      await editor.close();
      // A window that was open follows the setting both ways.
      await main.until('the other window says so too', async () => ((await main.status())?.says ?? '').includes('/nowhere/localcascade'));
    } finally {
      session.server.configure({});
    }
    await main.until('all is well again', async () => /ready/i.test((await main.status())?.says ?? ''));
    await main.command('Notifications: Clear All Notifications');
    const { editor } = await session.open('queue.go');
    await editor.type('return ');
    await editor.ghost(line.slice(7));
    await editor.discard();
  },
};
