// Each scenario is one test of ../CopilotTests.cs: node copilot.mjs SERVER NAME. It ends with 0, or throws. What clients of
// GitHub's copilot-language-server say, in the order in which they say it, by way of the relay.
import assert from 'node:assert/strict';
import http from 'node:http';
import { Editor, Home, server } from './editor.mjs';
import { greetings as code } from './samples.mjs';

const rest = 'formatGreeting(name, { polite: true });';
const initializationOptions = { editorInfo: { name: 'GNU ed', version: '1.19' }, editorPluginInfo: { name: 'Copilot for ed', version: '1.0.0' } };

/** A client as README of copilot-language-server has it; its editor's library offers utf-8 first, as Neovim's does. */
const start = (more = {}) => Editor.start({
  expected: 'utf-16',
  initialize: { initializationOptions, capabilities: { general: { positionEncodings: ['utf-8', 'utf-16'] }, workspace: { workspaceFolders: true }, window: { showDocument: { support: true } } } },
  ...more,
});

const tell = (editor, method, params) => editor.connection.sendNotification(method, params);
const ask = (editor, method, params) => editor.connection.sendRequest(method, params);
const next = (editor, method, accepts = () => true) => editor.waitFor(n => n.method === method && accepts(n.params));

const completion = (editor, more = {}) => ({
  textDocument: { uri: editor.uri, version: editor.version },
  position: editor.position(editor.cursor),
  context: { triggerKind: 2 },
  formattingOptions: { tabSize: 2, insertSpaces: true },
  ...more,
});

/** The parameters of getCompletions, as copilot.lua and others send them. */
const legacy = (editor, more = {}) => ({
  _: true,
  doc: { uri: editor.uri, version: editor.version, relativePath: 'greet.ts', insertSpaces: true, tabSize: 2, indentSize: 2, position: editor.position(editor.cursor), ...more },
});

const scenarios = {
  async 'a-session-from-initialize-to-exit'() {
    const editor = await start();
    const { capabilities, serverInfo } = editor.initialized;
    assert.equal(capabilities.textDocumentSync.change, 2);
    assert.ok(capabilities.inlineCompletionProvider);
    assert.ok(capabilities.executeCommandProvider.commands.includes('github.copilot.didAcceptCompletionItem'));
    assert.ok(capabilities.executeCommandProvider.commands.includes('github.copilot.finishDeviceFlow'));
    assert.ok(serverInfo.name && serverInfo.version);
    await tell(editor, 'workspace/didChangeConfiguration', { settings: { http: { proxy: null, proxyStrictSSL: null }, telemetry: { telemetryLevel: 'all' }, 'github-enterprise': { uri: null } } });
    assert.equal((await ask(editor, 'checkStatus', {})).status, 'OK');
    const status = await next(editor, 'didChangeStatus', params => !params.busy);
    assert.equal(status.params.kind, 'Normal');
    assert.equal(typeof status.params.message, 'string');

    await editor.open('greet.ts', 'typescript', code);
    await tell(editor, 'textDocument/didFocus', { textDocument: { uri: editor.uri } });
    await editor.type('form');
    const { items: [item] } = await ask(editor, 'textDocument/inlineCompletion', completion(editor));
    assert.ok(item.insertText.endsWith(rest), item.insertText);
    assert.equal(item.command.command, 'github.copilot.didAcceptCompletionItem');
    assert.ok(item.command.title && item.command.arguments.length === 1);
    assert.deepEqual(item.range.end, editor.position(editor.cursor), 'in UTF-16, behind emoji');

    // copilot.el names the item by its command alone.
    await tell(editor, 'textDocument/didShowCompletion', { item: { command: item.command } });
    await tell(editor, 'textDocument/didPartiallyAcceptCompletion', { item: { command: item.command }, acceptedLength: item.insertText.length - rest.length + 6 });
    // And executes the whole Command object.
    assert.equal(await ask(editor, 'workspace/executeCommand', item.command), true);
    await tell(editor, 'textDocument/didFocus', {});
    const { shown, partiallyAccepted, accepted } = await editor.status();
    assert.deepEqual([shown, partiallyAccepted, accepted], [1, 1, 1]);
    assert.equal(await editor.stop(), 0);
  },

  async 'a-version-that-is-not-the-documents-is-refused'() {
    const editor = await start();
    await editor.open('greet.ts', 'typescript', code);
    await editor.type('form');
    for (const version of [0, editor.version - 1, editor.version + 1]) {
      await assert.rejects(ask(editor, 'textDocument/inlineCompletion', completion(editor, { textDocument: { uri: editor.uri, version } })), { code: -32801, message: 'Document Version Mismatch' });
    }
    assert.equal((await ask(editor, 'textDocument/inlineCompletion', completion(editor, { textDocument: { uri: editor.uri } }))).items.length, 1);
    assert.deepEqual(await ask(editor, 'textDocument/inlineCompletion', completion(editor, { textDocument: { uri: 'file:///not/open.ts', version: 0 } })), { items: [] });
    assert.equal(await editor.stop(), 0);
  },

  async 'versions-outlive-the-daemon'() {
    const editor = await start();
    await editor.open('greet.ts', 'typescript', code);
    await editor.type('form');
    assert.equal((await ask(editor, 'textDocument/inlineCompletion', completion(editor))).items.length, 1);
    process.kill(editor.account.daemon('status').pid, 'SIGKILL');
    const { items: [item] } = await ask(editor, 'textDocument/inlineCompletion', completion(editor));
    assert.equal(item.command.command, 'github.copilot.didAcceptCompletionItem');
    assert.ok((await ask(editor, 'getCompletions', legacy(editor))).completions[0].text.endsWith(rest));
    await next(editor, 'didChangeStatus', () => true);
    assert.equal(await editor.stop(), 0);
  },

  async 'a-newer-request-takes-the-older-ones-place'() {
    const editor = await start();
    await editor.open('greet.ts', 'typescript', code);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => ask(editor, 'textDocument/inlineCompletion', completion(editor)).then(() => 'answered', error => error.code)));
    assert.equal(outcomes.at(-1), 'answered');
    assert.ok(outcomes.every(outcome => outcome === 'answered' || outcome === -32800), `${outcomes}`);
    assert.equal(await editor.stop(), 0);
  },

  async 'older-clients-get-whole-lines'() {
    const editor = await start();
    await editor.open('greet.ts', 'typescript', code);
    await editor.type('form');
    for (const method of ['getCompletions', 'getCompletionsCycling']) {
      const { completions: [first] } = await ask(editor, method, legacy(editor));
      assert.ok(first.text.endsWith(rest), first.text);
      assert.equal(first.range.start.character, 0, 'copilot.lua shows no other');
      assert.ok(first.displayText.length > 0 && first.text.endsWith(first.displayText));
    }
    const { completions: [{ uuid, text }] } = await ask(editor, 'getCompletions', legacy(editor));
    assert.equal(await ask(editor, 'notifyShown', { uuid }), 'OK');
    assert.equal(await ask(editor, 'notifyAccepted', { uuid, acceptedLength: text.length }), 'OK');
    assert.equal((await editor.status()).accepted, 1);
    assert.equal(await ask(editor, 'notifyRejected', { uuids: [uuid] }), 'OK');
    assert.deepEqual((await ask(editor, 'getCompletions', legacy(editor))).completions, []);
    assert.equal(await editor.stop(), 0);
  },

  async 'a-client-that-opens-no-documents'() {
    const editor = await start({ initialize: { capabilities: {}, initializationOptions: undefined } });
    assert.equal(await ask(editor, 'setEditorInfo', initializationOptions), 'OK');
    const source = code.replace('‸', 'form');
    const before = code.slice(0, code.indexOf('‸')).split('\n');
    const doc = { source, tabSize: 2, indentSize: 2, insertSpaces: true, path: '/w/greet.ts', uri: 'file:///w/greet.ts', relativePath: 'greet.ts', languageId: 'typescript', position: { line: before.length - 1, character: before.at(-1).length + 4 } };
    const { completions: [first] } = await ask(editor, 'getCompletions', { doc });
    assert.ok(first.text.endsWith(rest), first.text);
    assert.equal(await editor.stop(), 0);
  },

  async 'panels-in-both-forms'() {
    const editor = await start();
    await editor.open('greet.ts', 'typescript', code);
    await editor.type('form');
    const { items } = await ask(editor, 'textDocument/copilotPanelCompletion', completion(editor));
    assert.ok(items.length >= 1);
    assert.deepEqual(await ask(editor, 'textDocument/copilotPanelCompletion', completion(editor, { partialResultToken: 'panel' })), { items: [] });
    assert.ok((await next(editor, '$/progress', params => params.token === 'panel')).params.value.items.length >= 1);

    const { solutionCountTarget } = await ask(editor, 'getPanelCompletions', { ...legacy(editor), panelId: 'copilot:///1' });
    assert.ok(solutionCountTarget > 0);
    assert.ok((await next(editor, 'PanelSolution')).params.completionText.endsWith(';'));
    assert.deepEqual((await next(editor, 'PanelSolutionsDone')).params, { status: 'OK', panelId: 'copilot:///1' });
    assert.equal(await editor.stop(), 0);
  },

  async 'what-is-not-done-here-is-answered-politely'() {
    const editor = await start();
    await editor.open('greet.ts', 'typescript', code);
    assert.deepEqual(await ask(editor, 'textDocument/copilotInlineEdit', completion(editor)), { edits: [] });
    assert.deepEqual((await ask(editor, 'context/registerProviders', { providers: [{ id: 'lint', selector: ['*'] }] })).registered, ['lint']);
    await tell(editor, 'context/update', {});
    await tell(editor, 'textDocument/didShowInlineEdit', { item: { command: { arguments: ['x'] } } });
    await editor.ready();
    assert.deepEqual((await ask(editor, 'copilot/models', {})).map(model => model.scopes), [['completion']]);
    assert.match((await ask(editor, 'debug/diagnostics', {})).report, /Version/);
    assert.ok((await ask(editor, 'getVersion', {})).version);
    assert.equal((await ask(editor, 'signInInitiate', { _: true })).status, 'AlreadySignedIn');
    assert.equal((await ask(editor, 'signInConfirm', { userCode: 'ABCD-EFGH' })).status, 'OK');
    assert.equal((await ask(editor, 'workspace/executeCommand', { command: 'github.copilot.finishDeviceFlow', arguments: [] })).status, 'OK');
    assert.equal((await ask(editor, 'signOut', {})).status, 'NotSignedIn');
    await assert.rejects(ask(editor, 'conversation/create', {}), { code: -32601 });
    assert.equal(editor.notifications.filter(n => n.method === 'window/showMessage').length, 0);
    assert.equal(await editor.stop(), 0);
  },

  async 'signing-in-by-the-device-flow'() {
    // A cloud tier and its identity provider, as far as signing in needs them.
    const answers = { pending: [400, { error: 'authorization_pending' }], denied: [400, { error: 'access_denied' }], given: [200, { access_token: 'a', refresh_token: 'r', expires_in: 600 }] };
    let token = answers.pending;
    const tier = http.createServer((request, response) => {
      const url = `http://127.0.0.1:${tier.address().port}`;
      const [status, body] = {
        '/v1/sign-in': [200, { credential: false, oidc: { issuer: url, client_id: 'localcascade', scope: 'openid' } }],
        '/.well-known/openid-configuration': [200, { issuer: url, device_authorization_endpoint: `${url}/device`, token_endpoint: `${url}/token` }],
        '/device': [200, { device_code: 'd', user_code: 'ABCD-EFGH', verification_uri: `${url}/enter`, expires_in: 600, interval: 1 }],
        '/token': token,
      }[request.url] ?? [401, { error: 'unauthorized' }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise(resolve => tier.listen(0, '127.0.0.1', resolve));
    const page = `http://127.0.0.1:${tier.address().port}/enter`;

    const editor = await start({ settings: [`cloudUrl=http://127.0.0.1:${tier.address().port}`] });
    const opened = [];
    editor.connection.onRequest('window/showDocument', params => { opened.push(params.uri); return { success: true }; });
    await next(editor, 'didChangeStatus', params => params.kind === 'Warning');
    assert.equal((await ask(editor, 'checkStatus', {})).status, 'NotSignedIn');
    await assert.rejects(ask(editor, 'signInConfirm', { userCode: 'ABCD-EFGH' }), { code: -32600 });

    // Refused in the browser: the one that waits is told.
    const prompt = await ask(editor, 'signIn', {});
    assert.deepEqual([prompt.status, prompt.userCode, prompt.verificationUri, prompt.command.command], ['PromptUserDeviceFlow', 'ABCD-EFGH', page, 'github.copilot.finishDeviceFlow']);
    const refused = ask(editor, 'workspace/executeCommand', prompt.command);
    token = answers.denied;
    await assert.rejects(refused, { code: 1001 });
    assert.deepEqual(opened, [page]);

    // Older clients ask and confirm by requests.
    token = answers.pending;
    assert.equal((await ask(editor, 'signInInitiate', {})).userCode, 'ABCD-EFGH');
    const confirmed = ask(editor, 'signInConfirm', { userCode: 'ABCD-EFGH' });
    token = answers.given;
    const { status, user } = await confirmed;
    assert.ok(status === 'OK' && user.length > 0);
    assert.equal((await ask(editor, 'signOut', {})).status, 'NotSignedIn');
    assert.equal(await editor.stop(), 0);
    tier.closeAllConnections();
    tier.close();
  },

  async 'a-client-that-can-set-a-path-only'() {
    const editor = await start({ command: [server, '--stdio'] });
    await editor.open('greet.ts', 'typescript', code);
    assert.equal((await ask(editor, 'textDocument/inlineCompletion', completion(editor))).items.length, 1);
    assert.equal(await editor.stop(), 0);
  },

  async 'the-status-of-our-own-clients-comes-again-from-the-next-daemon'() {
    const editor = await Editor.start({ initialize: { capabilities: { general: { positionEncodings: ['utf-16'] }, experimental: { localcascade: { status: true } } } } });
    const ready = params => params.state === 'ready';
    assert.deepEqual((await next(editor, 'localcascade/didChangeStatus', ready)).params.lastTier, null);
    const { models } = await ask(editor, 'localcascade/models', {});
    assert.equal(models.filter(model => model.current).length, 1);
    await editor.open('greet.ts', 'typescript', code);
    await editor.complete();
    await next(editor, 'localcascade/didChangeStatus', params => params.lastTier === 'workspace');
    editor.notifications.length = 0;
    process.kill(editor.account.daemon('status').pid, 'SIGKILL');
    assert.equal((await next(editor, 'localcascade/didChangeStatus', ready)).params.model, models.find(model => model.current).name);
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
