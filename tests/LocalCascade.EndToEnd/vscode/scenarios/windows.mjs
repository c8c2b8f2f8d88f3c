// Workspaces of every kind.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const line = 'return errors.New("queue: full")';

export const windows = {
  async 'a-workspace-of-several-folders'(session) {
    const [first, second] = ['shop', 'tools'].map(name => session.account.folder('several', name));
    const workspace = join(session.account.folder('several'), 'all.code-workspace');
    writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'shop' }, { path: 'tools' }] }));
    const editor = await session.window(workspace);
    for (const folder of [first, second]) {
      const { path, before, after } = await session.open('queue.go', { window: editor, folder });
      await editor.type('return ');
      await editor.ghost(line.slice(7));
      await editor.press('Tab');
      await editor.noGhost();
      assert.equal(await editor.saved(path), before + line + after);
    }
    await editor.shot('several-folders');
    await editor.close();
  },

  async 'restricted-mode'(session) {
    const folder = session.account.folder('untrusted');
    mkdirSync(join(folder, '.vscode'));
    // What a workspace that nobody trusts would like to run.
    writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'localcascade.path': '/bin/false' }));
    session.server.configure({ 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' });
    try {
      const editor = await session.window(folder);
      await editor.until('Restricted Mode', async () => (await editor.page.locator('.statusbar').innerText()).includes('Restricted Mode'));
      const { path, before, after } = await session.open('queue.go', { window: editor, folder });
      await editor.type('return ');
      await editor.ghost(line.slice(7));
      await editor.shot('restricted-mode');
      await editor.press('Tab');
      assert.equal(await editor.saved(path), before + line + after);
      await editor.close();
    } finally {
      session.server.configure({});
    }
  },
};
