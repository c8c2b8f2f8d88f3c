// The daemon that editors share, seen from their side. Each scenario is one test of ../DaemonTests.cs: node daemon.mjs SERVER NAME.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import { Editor, Home } from './editor.mjs';
import { greetings as code } from './samples.mjs';

const until = async (isSo, what) => {
  for (let waited = 0; waited < 2400; waited++) {
    if (await isSo()) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  assert.fail(`not so after minutes: ${what ?? isSo}`);
};

/** Stops the daemon where it stands, so that nothing that is asked from here on is answered by it. */
const freeze = home => {
  const { pid } = home.daemon('status');
  process.kill(pid, 'SIGSTOP');
  return { pid, kill: () => process.kill(pid, 'SIGKILL') };
};

const isAlive = pid => {
  try {
    // A zombie that nobody waits for has ended all the same.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch { return false; }
};

/** The processes that are daemons of a home. */
const daemonsOf = home => readdirSync('/proc').filter(name => /^\d+$/.test(name)).filter(pid => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0daemon\0run\0') && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(home.runtime);
  } catch { return false; }
});

/** What the ghost text has to be whoever answers: it goes on from what is typed, in the range of what is typed. */
const assertContinues = (editor, item) => {
  assert.ok(item, 'the line above is repeated');
  assert.deepEqual(item.range.end, editor.position(editor.cursor));
  const typed = editor.text.slice(editor.offset(item.range.start), editor.cursor);
  assert.ok(item.insertText.startsWith(typed), `${item.insertText} begins with ${typed}`);
  assert.match(item.insertText, /formatGreeting\(name, \{ polite: true \}\);$/);
};

const messages = editor => editor.notifications.filter(n => n.method === 'window/showMessage');

async function killed(encoding) {
  const editor = await Editor.start({ encoding });
  await editor.ready();
  await editor.open('greet.ts', 'typescript', code);
  await editor.edit(0, 0, '// 𝒳😀\n');
  editor.cursor = editor.text.indexOf('const message = \n') + 'const message = '.length;
  await editor.type('for');
  const { items: [before] } = await editor.complete();
  assertContinues(editor, before);

  // What is typed now the daemon never sees.
  const frozen = freeze(editor.account);
  await editor.type('mat');
  const answers = [editor.complete(), editor.connection.sendRequest('checkStatus', {})];
  await new Promise(resolve => setTimeout(resolve, 100));
  frozen.kill();
  const [{ items: [late] }, status] = await Promise.all(answers);
  assertContinues(editor, late);
  assert.equal(status.status, 'OK');

  await editor.type('Gree');
  const { items: [next] } = await editor.complete();
  assertContinues(editor, next);
  assert.notEqual(editor.account.daemon('status').pid, frozen.pid);
  assert.equal((await editor.ready()).modelState, 'Ready');
  assert.deepEqual(messages(editor), [], 'the editor is told nothing');
  assert.equal(await editor.stop(), 0);
}

const scenarios = {
  async 'three-editors-share-one-daemon-and-one-model'() {
    const home = new Home();
    const first = await Editor.start({ home });
    await first.ready();
    const alone = home.daemon('status');
    const editors = [first, await Editor.start({ home }), await Editor.start({ home })];
    for (const editor of editors) {
      assert.equal((await editor.ready()).modelState, 'Ready');
      await editor.open(`greet${editors.indexOf(editor)}.ts`, 'typescript', code);
      assertContinues(editor, (await editor.complete()).items[0]);
    }
    const together = home.daemon('status');
    assert.equal(together.editors, 3);
    assert.equal(together.pid, alone.pid);
    assert.deepEqual(daemonsOf(home), [String(alone.pid)]);

    assert.ok(together.memory - alone.memory < 40, `${alone.memory} MB became ${together.memory} MB`);
    for (const editor of editors) assert.equal(await editor.stop(), 0);
    await until(() => home.daemon('status').editors === 0);
  },

  async 'each-editor-has-its-own-settings'() {
    const home = new Home();
    const without = await Editor.start({ home, settings: ['useModel=false'] });
    const other = await Editor.start({ home: home.with({ LOCALCASCADE_ENABLED: 'false' }) });
    const plain = await Editor.start({ home });
    assert.equal((await without.ready()).modelState, 'Off');
    assert.equal((await plain.ready()).modelState, 'Ready');
    for (const editor of [without, other, plain]) await editor.open('greet.ts', 'typescript', code);
    assertContinues(without, (await without.complete()).items[0]);
    assertContinues(plain, (await plain.complete()).items[0]);
    assert.deepEqual((await other.complete()).items, []);
    assert.equal(daemonsOf(home).length, 1);
  },

  'a-killed-daemon-is-replaced-and-the-answer-comes-late-utf-16': () => killed('utf-16'),
  'a-killed-daemon-is-replaced-and-the-answer-comes-late-utf-8': () => killed('utf-8'),

  async 'a-daemon-that-hangs-is-ended-and-the-answer-comes-late'() {
    const editor = await Editor.start();
    await editor.ready();
    await editor.open('greet.ts', 'typescript', code);
    assertContinues(editor, (await editor.complete()).items[0]);

    // Nobody kills it but the relay, once it has given no sign of life for long.
    const { pid } = freeze(editor.account);
    assertContinues(editor, (await editor.complete()).items[0]);
    await until(() => !isAlive(pid));
    assert.notEqual(editor.account.daemon('status').pid, pid);
    assert.deepEqual(messages(editor), [], 'the editor is told nothing');
    assert.equal(await editor.stop(), 0);
  },

  async 'a-request-for-text-that-is-gone-is-not-asked-of-the-next-daemon'() {
    const editor = await Editor.start();
    await editor.open('greet.ts', 'typescript', code);
    await editor.complete();
    const frozen = freeze(editor.account);
    const gone = editor.complete().then(() => 'answered', error => error.code);
    await editor.type('form');
    const latest = editor.complete();
    await new Promise(resolve => setTimeout(resolve, 100));
    frozen.kill();
    assert.equal(await gone, -32800);
    assertContinues(editor, (await latest).items[0]);
    assert.equal(await editor.stop(), 0);
  },

  async 'settings-and-folders-outlive-the-daemon'() {
    const home = new Home();
    const editor = await Editor.start({ home, initialize: { workspaceFolders: null, rootUri: null, capabilities: { general: { positionEncodings: ['utf-16'] } } } });
    mkdirSync(join(home.path, 'other'));
    writeFileSync(join(home.path, 'other', '.localcascade.json'), '{"disabledLanguages": ["python"]}');
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: { localcascade: { useModel: false } } });
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: { http: { proxy: '' } } });
    await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [{ uri: `file://${home.path}/other`, name: 'other' }], removed: [] } });
    await editor.open('a.py', 'python', 'x = ‸\n');
    await editor.complete();
    const before = await editor.status();
    process.kill(home.daemon('status').pid, 'SIGKILL');
    assert.equal((await editor.ready()).modelState, 'Off');
    assert.deepEqual((await editor.complete()).items, []);
    const after = await editor.status();
    assert.match(after.lastAnswer, /^Disabled/);
    assert.equal(after.lastAnswer, before.lastAnswer);
    assert.equal(await editor.stop(), 0);
  },

  async 'editors-that-start-at-once-make-one-daemon'() {
    const home = new Home();
    const editors = await Promise.all([1, 2, 3, 4].map(() => Editor.start({ home })));
    for (const editor of editors) assert.ok(await editor.status());
    assert.equal(home.daemon('status').editors, 4);
    await until(() => daemonsOf(home).length === 1);
    assert.doesNotMatch(home.log(), /without a daemon/);
  },

  async 'what-a-killed-daemon-left-behind-does-not-hinder'() {
    const home = new Home();
    assert.equal(home.daemon('start').status, 0);
    const { pid } = home.daemon('status');
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    assert.ok(existsSync(join(home.runtime, 'daemon.sock')), 'its socket is still there');
    assert.equal(home.daemon('status').status, 3);
    const editor = await Editor.start({ home });
    assert.ok(await editor.status());
    assert.equal(home.daemon('status').editors, 1);
    assert.doesNotMatch(home.log(), /without a daemon/);
  },

  async 'a-stopped-daemon-comes-back-with-the-next-request'() {
    const editor = await Editor.start();
    await editor.open('greet.ts', 'typescript', code);
    await editor.complete();
    const { pid } = editor.account.daemon('status');
    assert.equal(editor.account.daemon('stop').status, 0);
    await until(() => !isAlive(pid));
    await editor.type('fo');
    assert.equal(editor.account.daemon('status').status, 3, 'typing alone does not start it');
    assertContinues(editor, (await editor.complete()).items[0]);
    const again = editor.account.daemon('status');
    assert.equal(again.status, 0);
    assert.notEqual(again.pid, pid);
    assert.equal(await editor.stop(), 0);
  },

  async 'a-session-without-a-daemon-ends-in-order'() {
    const editor = await Editor.start();
    await editor.status();
    editor.account.daemon('stop');
    assert.equal(await editor.stop(), 0);
    assert.equal(editor.account.daemon('status').status, 3);
  },

  async 'sigterm-ends-the-daemon-in-order'() {
    const editor = await Editor.start();
    await editor.status();
    const { pid } = editor.account.daemon('status');
    process.kill(pid, 'SIGTERM');
    await until(() => !isAlive(pid));
    assert.ok(!existsSync(join(editor.account.runtime, 'daemon.sock')));
    assert.ok(await editor.status(), 'the editor goes on');
    assert.equal(await editor.stop(), 0);
  },

  async 'a-daemon-of-another-version-makes-way'() {
    const home = new Home();
    const old = await Editor.start({ home });
    await old.open('greet.ts', 'typescript', code);
    await old.complete();
    const { pid } = home.daemon('status');

    // A relay of another version, in its first words.
    const socket = connect(join(home.runtime, 'daemon.sock'));
    const relay = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    relay.listen();
    const answer = await relay.sendRequest('localcascade/hello', { version: '99.0.0', folders: [], somethingNew: true });
    assert.equal(answer.accepted, false);
    assert.equal(answer.retired, true);
    relay.dispose();
    socket.destroy();

    const next = await Editor.start({ home });
    assert.ok(await next.status());
    assert.notEqual(home.daemon('status').pid, pid, 'there is another to be found');
    await old.type('form');
    assertContinues(old, (await old.complete()).items[0]);
    assert.ok(isAlive(pid), 'it serves whom it has');
    assert.equal(await old.stop(), 0);
    await until(() => !isAlive(pid), 'the old daemon ends with its last session');
    assert.equal(home.daemon('status').editors, 1);
  },

  async 'without-a-place-for-the-socket-the-relay-serves'() {
    for (const runtime of ['/proc/nowhere', 'long/'.repeat(40)]) {
      const own = new Home();
      const home = own.with({ LOCALCASCADE_RUNTIME_DIR: resolve(own.path, runtime) });
      const editor = await Editor.start({ home });
      assert.equal((await editor.ready()).modelState, 'Ready');
      await editor.open('greet.ts', 'typescript', code);
      assertContinues(editor, (await editor.complete()).items[0]);
      assert.match(home.log(), /The editor is served without a daemon: /);
      assert.deepEqual(messages(editor), []);
      assert.equal(await editor.stop(), 0);
    }
  },

  async 'no-daemon-is-started-for-who-wants-none'() {
    const editor = await Editor.start({ args: ['--no-daemon'] });
    await editor.open('greet.ts', 'typescript', code);
    assertContinues(editor, (await editor.complete()).items[0]);
    assert.equal(editor.account.daemon('status').status, 3);
    assert.equal(await editor.stop(), 0);
  },

  async 'a-daemon-that-keeps-dying-is-given-up'() {
    const editor = await Editor.start();
    await editor.open('greet.ts', 'typescript', code);
    await editor.status();
    for (let death = 0; death < 5; death++) {
      let pid;
      await until(() => (pid = editor.account.daemon('status').pid) > 0);
      process.kill(pid, 'SIGKILL');
      await until(() => !isAlive(pid));
    }
    await until(() => messages(editor).length === 1);
    assert.match(messages(editor)[0].params.message, /ended 5 times within a minute/);
    assertContinues(editor, (await editor.complete()).items[0]);
    assert.equal((await editor.ready()).modelState, 'Off');
    assert.equal(editor.account.daemon('status').status, 3);
    assert.equal(await editor.stop(), 0);
  },

  async 'only-the-user-may-connect'() {
    const home = new Home();
    assert.equal(home.daemon('start').status, 0);
    assert.equal(statSync(home.runtime).mode & 0o777, 0o700);
    const socket = join(home.runtime, 'daemon.sock');
    assert.equal(statSync(socket).mode & 0o777, 0o600);
    if (process.getuid() === 0 && spawnSync('setpriv', ['--version']).status === 0) {
      const attempt = () => spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'node', '-e',
        `const s = require('net').connect(${JSON.stringify(socket)}); s.on('error', e => { console.log(e.code); process.exit(); });
         s.write('Content-Length: 59\\r\\n\\r\\n{"jsonrpc":"2.0","id":1,"method":"localcascade/daemonStatus"}');
         s.on('data', () => { console.log('answered'); process.exit(); }); s.on('close', () => { console.log('closed'); process.exit(); });`], { cwd: '/', encoding: 'utf8' }).stdout.trim();
      assert.equal(attempt(), 'EACCES');

      // Even with the doors open the daemon asks the kernel who is there.
      for (const path of [home.path, home.runtime, socket]) spawnSync('chmod', ['a+rwx', path]);
      assert.match(attempt(), /closed|ECONNRESET|EPIPE/);
      assert.equal(home.daemon('status').status, 0);
    }
  },

  async 'the-daemon-outlives-who-started-it-and-holds-none-of-its-pipes'() {
    const home = new Home();
    const editor = await Editor.start({ home, stderr: 'pipe' });
    await editor.status();
    const closed = Promise.all([editor.process.stdout, editor.process.stderr].map(stream => new Promise(resolve => stream.resume().on('close', resolve))));
    const { pid } = home.daemon('status');
    process.kill(editor.process.pid, 'SIGKILL');
    await closed;
    await until(() => home.daemon('status').editors === 0, 'the session ended with its relay');
    assert.equal(home.daemon('status').pid, pid);
    const session = /^\d+ \(.*\) \S+ \d+ \d+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))[1];
    assert.equal(Number(session), pid, 'it leads a session of its own');
  },

  async 'an-idle-daemon-leaves'() {
    const home = new Home();
    // On a busy machine it may have left before `start` has asked it how it is.
    home.daemon('start', '--idle', '0.01');
    await until(() => home.daemon('status').status === 3);
    await until(() => daemonsOf(home).length === 0);
    assert.match(home.log(), /Daemon has had no session for a while and ends/);
  },
};

try {
  await scenarios[process.argv[3]]();
} finally {
  Home.clear();
}
process.exit(0);
