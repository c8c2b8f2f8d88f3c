// An editor in a few lines: starts `localcascade lsp --stdio` and speaks LSP with npm's own protocol library.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import protocol from 'vscode-languageserver-protocol/node';

export const server = process.argv[2];

/** Lengths of a text in the units of a position encoding. */
const measure = {
  'utf-16': text => text.length,
  'utf-8': text => Buffer.byteLength(text),
  'utf-32': text => [...text].length,
};

/** The user's account of one test: home, settings, and with them a daemon of its own. */
export class Home {
  static all = [];

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'localcascade-e2e-'));
    this.runtime = join(this.path, 'run');
    this.environment = { ...process.env, HOME: this.path, XDG_CONFIG_HOME: join(this.path, 'config'), XDG_STATE_HOME: join(this.path, 'state'), XDG_DATA_HOME: join(this.path, 'data'), LOCALCASCADE_RUNTIME_DIR: this.runtime };
    Home.all.push(this);
  }

  /** The same account with other environment variables. */
  with(variables) {
    return Object.assign(Object.create(this), { environment: { ...this.environment, ...variables } });
  }

  /** Runs `localcascade ARGUMENTS`. */
  run(...args) {
    return spawnSync(server, args, { env: this.environment, encoding: 'utf8' });
  }

  /** Runs `localcascade daemon COMMAND`. */
  daemon(...args) {
    const { status, stdout } = spawnSync(server, ['daemon', ...args], { env: this.environment, encoding: 'utf8' });
    return { status, output: stdout, pid: Number(stdout.match(/process:? (\d+)/i)?.[1]), editors: Number(stdout.match(/Editors: (\d+)/)?.[1]), memory: Number(stdout.match(/Memory: (\d+)/)?.[1]) };
  }

  log() {
    return readFileSync(join(this.path, 'state', 'localcascade', 'localcascade.log'), 'utf8');
  }

  /** Leaves nothing behind: no daemon, no files. */
  static clear() {
    for (const home of Home.all) {
      home.daemon('stop');
      rmSync(home.path, { recursive: true, force: true });
    }
  }
}

export class Editor {
  /** Starts a server in a home of its own, or in one that it shares, with the home as its workspace. */
  static async start({ encoding = 'utf-16', options = {}, initialize = {}, settings = [], credentials, home = new Home(), args = [], stderr = 'inherit', command = [server, 'lsp', '--stdio'], expected = encoding } = {}) {
    const editor = new Editor();
    editor.account = home;
    editor.home = home.path;
    if (credentials) {
      mkdirSync(join(editor.home, 'config', 'localcascade'), { recursive: true, mode: 0o700 });
      writeFileSync(join(editor.home, 'config', 'localcascade', 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
    }
    editor.encoding = expected;
    editor.notifications = [];
    editor.process = spawn(command[0], [...command.slice(1), ...args, ...settings.flatMap(s => ['--set', s])], {
      cwd: editor.home,
      env: home.environment,
      stdio: ['pipe', 'pipe', stderr],
    });
    editor.exited = new Promise(resolve => editor.process.on('exit', code => resolve(code)));
    editor.connection = createMessageConnection(new StreamMessageReader(editor.process.stdout), new StreamMessageWriter(editor.process.stdin));
    editor.connection.onNotification((method, params) => editor.notifications.push({ method, params }));
    editor.connection.onUnhandledProgress(params => editor.notifications.push({ method: '$/progress', params }));
    editor.connection.onRequest('window/workDoneProgress/create', () => null);
    editor.connection.onRequest('workspace/configuration', params => params.items.map(() => options.configuration ?? null));
    editor.registrations = [];
    editor.connection.onRequest('client/registerCapability', params => { editor.registrations.push(...params.registrations); return null; });
    editor.connection.listen();
    editor.initialized = await editor.connection.sendRequest(protocol.InitializeRequest.type, {
      processId: process.pid,
      rootUri: pathToFileURL(editor.home).href,
      workspaceFolders: [{ uri: pathToFileURL(editor.home).href, name: 'home' }],
      capabilities: {
        general: { positionEncodings: [encoding] },
        workspace: { configuration: true, workspaceFolders: true },
        window: { workDoneProgress: true },
        textDocument: { inlineCompletion: {} },
      },
      ...initialize,
    });
    assert.equal(editor.initialized.capabilities.positionEncoding, expected);
    await editor.connection.sendNotification(protocol.InitializedNotification.type, {});
    return editor;
  }

  /** Opens a document; `‸` in the text marks the cursor. */
  async open(name, languageId, marked) {
    this.uri = pathToFileURL(join(this.home, name)).href;
    this.cursor = marked.indexOf('‸');
    this.text = marked.replace('‸', '');
    this.version = 1;
    await this.connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument: { uri: this.uri, languageId, version: 1, text: this.text } });
  }

  position(offset) {
    const before = this.text.slice(0, offset);
    const lines = before.split(/\r\n|\n|\r/);
    return { line: lines.length - 1, character: measure[this.encoding](lines.at(-1)) };
  }

  offset({ line, character }) {
    const starts = [0];
    for (const match of this.text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
    let at = starts[line];
    while (measure[this.encoding](this.text.slice(starts[line], at)) < character) at += this.text.codePointAt(at) > 0xffff ? 2 : 1;
    return at;
  }

  /** Replaces a range, as an editor tells it. */
  async edit(start, length, newText) {
    const range = { start: this.position(start), end: this.position(start + length) };
    this.text = this.text.slice(0, start) + newText + this.text.slice(start + length);
    this.cursor = start + newText.length;
    await this.connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
      textDocument: { uri: this.uri, version: ++this.version },
      contentChanges: [{ range, text: newText }],
    });
  }

  /** Types at the cursor, a character at a time. */
  async type(text) {
    for (const character of text) await this.edit(this.cursor, 0, character);
  }

  /** Asks for completions at the cursor. */
  complete({ triggerKind = 2, token, ...more } = {}) {
    const params = { textDocument: { uri: this.uri, version: this.version }, position: this.position(this.cursor), context: { triggerKind }, ...more };
    return this.connection.sendRequest('textDocument/inlineCompletion', params, ...(token ? [token] : []));
  }

  /** Accepts an item as an editor does: its text in its range, then its command. */
  async accept(item) {
    const start = this.offset(item.range.start);
    await this.edit(start, this.offset(item.range.end) - start, item.insertText);
    return await this.connection.sendRequest('workspace/executeCommand', item.command);
  }

  status() {
    return this.connection.sendRequest('localcascade/status', {});
  }

  /** Waits for a notification, which may have come already. */
  async waitFor(accepts) {
    for (;;) {
      const found = this.notifications.find(accepts);
      if (found) return found;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  /** Waits until the model is loaded. */
  async ready() {
    for (;;) {
      const status = await this.status();
      if (status.modelState !== 'Loading') return status;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  log() {
    return this.account.log();
  }

  /** Ends the session as LSP asks; returns the exit code. */
  async stop() {
    assert.equal(await this.connection.sendRequest('shutdown'), null);
    await this.connection.sendNotification('exit');
    return await this.exited;
  }
}
