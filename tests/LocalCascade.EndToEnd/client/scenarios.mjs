// Each scenario is one test of ../EditorTests.cs: node scenarios.mjs SERVER NAME. It ends with 0, or throws.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource, ResponseError } from 'vscode-jsonrpc/node';
import { Editor, Home } from './editor.mjs';
import { greetings as code } from './samples.mjs';

const rejected = (promise, expected) => assert.rejects(promise, error => error instanceof ResponseError && error.code === expected);

async function typing(encoding) {
  const editor = await Editor.start({ encoding });
  await editor.open('greet.ts', 'typescript', code);
  await editor.type('form');
  const { items: [item] } = await editor.complete();
  assert.ok(item, 'the line above is repeated');
  assert.equal(item.range.start.line, item.range.end.line);
  assert.deepEqual(item.range.end, editor.position(editor.cursor));
  const inRange = editor.text.slice(editor.offset(item.range.start), editor.cursor);
  assert.ok(item.insertText.startsWith(inRange), `${item.insertText} begins with ${inRange}`);
  assert.match(item.insertText, /formatGreeting\(name, \{ polite: true \}\);$/);

  // Typing along the ghost text is answered from it, and only the rest is left.
  await editor.type('atG');
  const { items: [rest] } = await editor.complete();
  assert.equal(rest.insertText.trim(), item.insertText.trim());
  assert.equal((await editor.status()).fromCache, 1);

  assert.equal(await editor.accept(rest), null);
  assert.equal(editor.text.match(/const message = formatGreeting\(name, \{ polite: true \}\);/g).length, 3);
  assert.equal((await editor.status()).accepted, 1);
  assert.equal(await editor.stop(), 0);
}

const scenarios = {
  'typing-utf-16': () => typing('utf-16'),
  'typing-utf-8': () => typing('utf-8'),
  'typing-utf-32': () => typing('utf-32'),

  async 'an-edit-inside-a-surrogate-pair-keeps-the-document-in-step'() {
    const editor = await Editor.start();
    await editor.open('greet.ts', 'typescript', code);
    const cursor = editor.cursor;
    // An emoji typed in two halves, as a JavaScript editor may tell it; then a line of its own above the cursor's.
    await editor.edit(0, 0, '\ud83d');
    await editor.edit(1, 0, '\ude00');
    await editor.edit(2, 0, '\n');
    editor.cursor = cursor + 3;
    await editor.type('form');
    const { items: [item] } = await editor.complete();
    assert.deepEqual(item.range.end, editor.position(editor.cursor));
    assert.match(item.insertText, /formatGreeting\(name, \{ polite: true \}\);$/);
    assert.equal(await editor.stop(), 0);
  },

  async 'settings-of-the-editor-lie-over-its-options'() {
    const editor = await Editor.start({
      options: { configuration: {} },
      initialize: { initializationOptions: { useModel: false }, capabilities: { general: { positionEncodings: ['utf-16'] }, workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } } },
    });
    assert.equal((await editor.ready()).modelState, 'Off', 'an empty answer takes nothing back');
    assert.deepEqual(editor.registrations.map(r => r.method), ['workspace/didChangeConfiguration']);
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: { localcascade: { useModel: true } } });
    assert.equal((await editor.ready()).modelState, 'Ready');
    assert.equal(await editor.stop(), 0);
  },

  async 'cancelled-requests-are-answered'() {
    const editor = await Editor.start();
    await editor.open('greet.ts', 'typescript', code);
    for (let i = 0; i < 50; i++) {
      const source = new CancellationTokenSource();
      const answer = editor.complete({ token: source.token });
      source.cancel();
      await answer.then(result => assert.ok(Array.isArray(result.items)), error => assert.equal(error.code, -32800));
    }
    assert.equal(await editor.stop(), 0);
  },

  async 'the-latest-request-of-a-document-wins'() {
    const editor = await Editor.start();
    await editor.open('notes.py', 'python', 'import zlib\n\n\ndef crc(data):\n    return ‸\n');
    const answers = [];
    for (const key of 'zli') {
      answers.push(editor.complete({ triggerKind: 0 }).then(() => 'answered', error => error.code));
      await editor.type(key);
    }
    answers.push(editor.complete({ triggerKind: 0 }).then(() => 'answered', error => error.code));
    const outcomes = await Promise.all(answers);
    assert.equal(outcomes.at(-1), 'answered');
    assert.ok(outcomes.slice(0, -1).every(outcome => outcome === -32800 || outcome === 'answered'), `${outcomes}`);
    assert.ok(outcomes.includes(-32800), `at least one was superseded: ${outcomes}`);
    assert.equal(await editor.stop(), 0);
  },

  async 'a-thousand-requests-in-flight-are-all-answered'() {
    const editor = await Editor.start();
    await editor.open('greet.ts', 'typescript', code);
    const outcomes = await Promise.all(Array.from({ length: 1000 }, () => editor.complete().then(() => 'answered', error => error.code)));
    assert.ok(outcomes.every(outcome => outcome === 'answered' || outcome === -32800));
    assert.equal(outcomes.at(-1), 'answered');
    assert.equal(await editor.stop(), 0);
  },

  async 'the-model-answers-when-asked'() {
    const editor = await Editor.start({ settings: ['useWorkspace=false'] });
    const status = await editor.ready();
    assert.equal(status.modelState, 'Ready', status.modelMessage);
    await editor.open('shapes.py', 'python', 'class Square:\n    def __init__(self, side):\n        self.‸\n');
    const { items } = await editor.complete({ triggerKind: 0 });
    assert.ok(items.length > 0, (await editor.status()).lastAnswer);
    assert.match((await editor.status()).lastAnswer, /^LocalModel/);
    assert.ok(editor.notifications.some(n => n.method === '$/progress' && n.params.value.kind === 'begin'));
    assert.ok(editor.notifications.some(n => n.method === '$/progress' && n.params.value.kind === 'end'));
    assert.equal(await editor.stop(), 0);
  },

  async 'the-copilot-dialect'() {
    const editor = await Editor.start({ initialize: { initializationOptions: { editorInfo: { name: 'test', version: '1' }, editorPluginInfo: { name: 'test', version: '1' } } } });
    await editor.ready();
    await editor.connection.sendNotification('textDocument/didFocus', {});
    await editor.open('greet.ts', 'typescript', code);
    const { items: [item] } = await editor.complete({ formattingOptions: { tabSize: 2, insertSpaces: true } });
    assert.ok(item);
    await editor.connection.sendNotification('textDocument/didShowCompletion', { item: { command: item.command } });
    await editor.connection.sendNotification('textDocument/didPartiallyAcceptCompletion', { item, acceptedLength: 9 });
    assert.equal(await editor.connection.sendRequest('workspace/executeCommand', { command: 'github.copilot.didAcceptCompletionItem', arguments: item.command.arguments }), true);
    const status = await editor.status();
    assert.deepEqual([status.shown, status.partiallyAccepted, status.accepted], [1, 1, 1]);
    assert.equal((await editor.connection.sendRequest('checkStatus', {})).status, 'OK');
    assert.equal((await editor.connection.sendRequest('signIn', {})).status, 'AlreadySignedIn');
    await editor.waitFor(n => n.method === 'didChangeStatus' && n.params.kind === 'Normal' && !n.params.busy);
    assert.equal(await editor.stop(), 0);
  },

  async 'a-rejected-text-is-not-shown-again'() {
    const editor = await Editor.start();
    await editor.open('greet.ts', 'typescript', code);
    const { items: [item] } = await editor.complete();
    await editor.connection.sendNotification('localcascade/didReject', { item: { command: item.command } });
    const { items: again } = await editor.complete();
    assert.ok(again.every(other => other.insertText !== item.insertText));
    assert.equal(await editor.stop(), 0);
  },

  async 'secrets-and-ignored-files-are-left-alone'() {
    const editor = await Editor.start();
    await editor.open('.env', 'plaintext', 'API_KEY=marker\nAPI_KEY=‸\n');
    assert.deepEqual((await editor.complete({ triggerKind: 0 })).items, []);
    assert.match((await editor.status()).lastAnswer, /^Excluded/);
    assert.equal(await editor.stop(), 0);
  },

  async 'a-file-that-another-program-writes-is-used-at-once'() {
    // An editor that tells of files, and one that leaves watching to the server.
    for (const dynamicRegistration of [true, false]) {
      const home = new Home();
      mkdirSync(join(home.path, 'work', 'src'), { recursive: true });
      const folder = pathToFileURL(join(home.path, 'work')).href;
      const editor = await Editor.start({
        home,
        settings: ['useModel=false'],
        initialize: { workspaceFolders: [{ uri: folder, name: 'work' }], capabilities: { general: { positionEncodings: ['utf-16'] }, workspace: { didChangeWatchedFiles: { dynamicRegistration } } } },
      });
      await editor.open('work/src/open.ts', 'typescript', 'const stream = ‸\n');
      assert.deepEqual((await editor.complete({ triggerKind: 0 })).items, []);

      const path = join(home.path, 'work', 'src', 'made.ts');
      let text;
      while (!text) {
        // Written anew each time: the server may begin to watch after the first.
        writeFileSync(path, `const stream = openArchive(path, { buffered: true });\n// ${editor.version}\n`);
        if (editor.registrations.some(r => r.method === 'workspace/didChangeWatchedFiles')) {
          await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: pathToFileURL(path).href, type: 1 }] });
        }
        await new Promise(resolve => setTimeout(resolve, 500));
        await editor.edit(editor.text.length, 0, '\n');
        editor.cursor = 'const stream = '.length;
        text = (await editor.complete({ triggerKind: 0 })).items[0]?.insertText;
      }
      assert.match(text, /openArchive\(path, \{ buffered: true \}\);$/);
      assert.equal(editor.registrations.some(r => r.method === 'workspace/didChangeWatchedFiles'), dynamicRegistration);
      assert.equal(await editor.stop(), 0);
    }
  },

  async 'line-endings-are-the-documents'() {
    const editor = await Editor.start();
    await editor.open('a.py', 'python', 'def first(x):\n    if x:\n        return one(x)\n    return two(x)\n\n\ndef second(x):\n    ‸\n'.replaceAll('\n', '\r\n'));
    const { items } = await editor.complete({ triggerKind: 0 });
    for (const item of items) assert.ok(!/(^|[^\r])\n/.test(item.insertText), JSON.stringify(item.insertText));
    assert.equal(await editor.stop(), 0);
  },

  async 'nothing-of-the-code-is-logged'() {
    const marker = 'zebra_marker_7341';
    const editor = await Editor.start({ settings: ['logLevel=Trace'] });
    await editor.ready();
    await editor.open('a.py', 'python', `def ${marker}(x):\n    return ${marker}_inner(x)\n\n\ndef again(x):\n    return ‸\n`);
    await editor.complete({ triggerKind: 0 });
    await editor.connection.sendNotification('textDocument/didChange', { textDocument: { uri: editor.uri, version: 9 }, contentChanges: [{ range: null, text: 5 }] });
    await editor.connection.sendRequest('textDocument/inlineCompletion', { textDocument: { uri: marker }, position: { line: 0, character: 0 } }).catch(() => {});
    const log = editor.log();
    assert.ok(log.length > 0);
    assert.ok(!log.includes(marker), log);
    assert.equal(await editor.stop(), 0);
  },

  async 'numbers-are-kept-and-reported-and-hold-no-code'() {
    const editor = await Editor.start();
    const report = () => JSON.parse(editor.account.run('report', '--json').stdout);
    assert.equal(report().requests, 0);
    await editor.open('greet.ts', 'typescript', code);
    // Keystrokes before the daemon has the document reach it as a part of its text, not as typing.
    await editor.ready();
    await editor.type('form');
    const { items: [item] } = await editor.complete();
    await editor.connection.sendNotification('textDocument/didShowCompletion', { item });
    await editor.accept(item);
    assert.equal(await editor.stop(), 0);

    // The daemon writes within a second.
    let numbers;
    do numbers = report(); while (numbers.total.accepted === 0 || numbers.insertedCharacters === 0);
    assert.deepEqual([numbers.requests, numbers.answered, numbers.localShare, numbers.total.shown], [1, 1, 1, 1]);
    assert.deepEqual([numbers.byTier[0].name, numbers.byLanguage[0].name], ['workspace', 'typescript']);
    assert.deepEqual([numbers.typedCharacters, numbers.insertedCharacters], [4, 'atGreeting(name, { polite: true });'.length]);
    assert.match(editor.account.run('report').stdout, /100 % of 1 answers came from this machine/);

    const folder = join(editor.home, 'state', 'localcascade');
    for (const name of readdirSync(folder).filter(f => f.startsWith('telemetry.'))) {
      const bytes = readFileSync(join(folder, name));
      for (const word of ['formatGreeting', 'polite', 'greet', editor.home]) assert.ok(!bytes.includes(word), `${name} holds ${word}`);
    }
  },

  async 'an-editor-that-wants-no-telemetry-gets-none'() {
    const editor = await Editor.start({ initialize: { initializationOptions: { editorInfo: { name: 'test', version: '1' }, telemetry: { telemetryLevel: 'off' } } } });
    await editor.open('greet.ts', 'typescript', code);
    assert.equal((await editor.complete()).items.length, 1);
    assert.equal(await editor.stop(), 0);
    editor.account.daemon('stop');
    assert.deepEqual(readdirSync(join(editor.home, 'state', 'localcascade')).filter(f => f.startsWith('telemetry.')), []);
  },

  async 'a-fifty-megabyte-document'() {
    const editor = await Editor.start({ settings: ['maxDocumentLength=100000000'] });
    const line = 'const value = compute(first, second, third);\n';
    await editor.open('large.ts', 'typescript', line.repeat(50_000_000 / line.length | 0) + 'const value = ‸\n');
    const { items: [item] } = await editor.complete();
    assert.match(item.insertText, /compute\(first, second, third\);$/);
    editor.position = () => ({ line: 50_000_000 / line.length | 0, character: 14 });
    await editor.edit(editor.cursor, 0, 'c');
    assert.equal(await editor.stop(), 0);
  },

  async 'the-server-ends-with-its-editor'() {
    const editor = await Editor.start();
    editor.process.stdin.end();
    assert.equal(await editor.exited, 1, 'without shutdown the exit code is 1');
  },

  async 'the-server-ends-when-the-process-it-watches-dies'() {
    const watched = spawn('sleep', ['1000']);
    const editor = await Editor.start({ initialize: { processId: watched.pid } });
    watched.kill('SIGKILL');
    await editor.exited;
  },

  async 'a-closed-standard-output-ends-the-server'() {
    const editor = await Editor.start();
    editor.connection.dispose();
    editor.process.stdout.destroy();
    const frame = body => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const timer = setInterval(() => editor.process.stdin.write(frame('{"jsonrpc":"2.0","id":99,"method":"localcascade/status","params":{}}'), () => {}), 20);
    editor.process.stdin.on('error', () => {});
    await editor.exited;
    clearInterval(timer);
  },

  async 'a-damaged-model-is-told-once-and-the-workspace-answers'() {
    const editor = await Editor.start({ settings: ['model=/nowhere/model'] });
    const status = await editor.ready();
    assert.equal(status.modelState, 'Failed');
    await editor.open('greet.ts', 'typescript', code);
    const { items: [item] } = await editor.complete();
    assert.match(item.insertText, /formatGreeting/);
    const messages = editor.notifications.filter(n => n.method === 'window/showMessage');
    assert.equal(messages.length, 1, JSON.stringify(messages));
    assert.match(messages[0].params.message, /does not exist/);
    await rejected(editor.connection.sendRequest('no/such/method', {}), -32601);
    assert.equal(await editor.stop(), 0);
  },
};

const name = process.argv[3];
try {
  await scenarios[name]();
} finally {
  Home.clear();
}
process.exit(0);
