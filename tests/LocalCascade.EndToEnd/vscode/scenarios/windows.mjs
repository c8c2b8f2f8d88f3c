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
      await editor.accept();
      assert.equal(await editor.saved(path), before + line + after);
    }
    await editor.shot('several-folders');
    await editor.close();
  },

  async 'restricted-mode'(session) {
    // Not in the session that the others share: its windows would ask to be loaded anew.
    const alone = await session.another({ 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' });
    try {
      mkdirSync(join(alone.work, '.vscode'));
      // What a workspace that nobody trusts would like to run.
      writeFileSync(join(alone.work, '.vscode', 'settings.json'), JSON.stringify({ 'localcascade.path': '/bin/false' }));
      const { editor, path, before, after } = await alone.open('queue.go');
      await editor.until('Restricted Mode', async () => (await editor.page.locator('.statusbar').innerText()).includes('Restricted Mode'));
      await editor.type('return ');
      await editor.ghost(line.slice(7));
      await editor.shot('restricted-mode');
      await editor.accept();
      assert.equal(await editor.saved(path), before + line + after);
    } finally {
      await alone.stop();
    }
  },
};
