// Everything that works without a network, done as a user does it: node offline.mjs SERVER VARIANT CLOUD_PORT COLLECTOR_PORT
// It ends with 0 when all of it worked. Whether a network socket was opened is for ../OfflineTests.cs to see.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Editor, Home } from './editor.mjs';

const [server, variant, cloudPort, collectorPort] = process.argv.slice(2);
const cloud = `http://127.0.0.1:${cloudPort}`;
const collector = `http://127.0.0.1:${collectorPort}`;
const isSignedIn = variant !== 'no-cloud';

const home = new Home();
const folder = join(home.path, 'config', 'localcascade');
mkdirSync(folder, { recursive: true, mode: 0o700 });
if (isSignedIn) {
  writeFileSync(join(folder, 'credentials.json'), JSON.stringify({ url: cloud, credential: 'lc_test' }), { mode: 0o600 });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ otlpEndpoint: collector, ...(variant === 'offline-by-file' ? { offline: true, cloudUrl: cloud } : {}) }));
}
if (variant === 'offline-by-environment') home.environment.LOCALCASCADE_OFFLINE = '1';
if (variant === 'offline-by-workspace') writeFileSync(join(home.path, '.localcascade.json'), '{ "offline": true }');
const settings = variant === 'offline-by-command-line' ? ['offline=true'] : [];

const code = name => `class ${name}:
    def __init__(self, path, encoding):
        self.path = path
        self.encoding = encoding

    def load(self):
        with open(self.path, encoding=self.encoding) as handle:
            return handle.read()

    def first(self):
        with open(self.path, encoding=self.encoding) as handle:
            return handle.readline()

`;

function run(...args) {
  const { status, stdout, stderr } = spawnSync(server, [...args, ...settings.flatMap(s => ['--set', s])], { cwd: home.path, env: home.environment, encoding: 'utf8' });
  return { status, stdout, stderr };
}

async function type() {
  const editor = await Editor.start({ home, settings });
  assert.equal((await editor.ready()).modelState, 'Ready');
  const ready = Date.now();
  await editor.open('store.py', 'python', `${code('Store')}    def lines(self):\n        ‸`);
  let answers = 0;
  for (const character of 'with open(self.path, encoding=self.encoding) as handle:\n            return ') {
    await editor.type(character);
    answers += (await editor.complete({ triggerKind: 1 })).items.length;
  }
  assert.ok(answers > 0, 'the workspace predictor answers');
  const { items: [item] } = await editor.complete({ triggerKind: 0 });
  if (item) {
    await editor.connection.sendNotification('textDocument/didShowCompletion', { item: { command: item.command } });
    await editor.accept(item);
  }
  await editor.type('\n\nsurprise = ');
  await editor.complete({ triggerKind: 0 });
  await editor.complete({ triggerKind: 0 });
  const why = await editor.connection.sendRequest('localcascade/explain', { textDocument: { uri: editor.uri } });
  if (variant !== 'online') {
    assert.equal(why.cloudOutcome, 'NotAsked', why.explanation);
    const hosts = await editor.connection.sendRequest('localcascade/hosts', {});
    assert.deepEqual([hosts.offline, hosts.hosts], [isSignedIn, []]);
  }

  // ONNX Runtime's telemetry would be sent some seconds after the model was loaded, and kept here meanwhile.
  if (variant === 'no-cloud') await new Promise(resolve => setTimeout(resolve, Math.max(0, ready + 10_000 - Date.now())));
  assert.ok(!existsSync(join(home.path, '.cache')));
  assert.equal(await editor.stop(), 0);
}

try {
  for (const name of ['Other', 'Cache', 'Journal', 'Archive', 'Queue', 'Stack', 'Index', 'Ledger', 'Basket', 'Folder', 'Shelf', 'Drawer']) {
    writeFileSync(join(home.path, `${name.toLowerCase()}.py`), code(name));
  }
  await type();
  const place = run('complete', 'other.py:8:20', '--json');
  assert.ok([0, 3].includes(place.status) || JSON.parse(place.stdout), place.stderr);
  for (const command of [
    ['complete', 'other.py:8:20', '--explain', '--tier', 'local'],
    ['doctor'],
    ['report'],
    ['report', '--json'],
    ['report', '--html', 'report.html'],
    ['calibrate', '.', '--untracked', '--holes', '100'],
    ['config'],
    ['config', '--hosts'],
    ['models', 'list'],
  ]) {
    const { status, stdout, stderr } = run(...command);
    assert.ok(status === 0 || command[0] === 'complete', `${command.join(' ')}: ${status}\n${stdout}${stderr}`);
    if (command[1] === '--hosts') assert.equal(/^Hosts: none\./.test(stdout), variant !== 'online', stdout);
  }
  if (variant === 'online') await new Promise(resolve => setTimeout(resolve, 500));
  const report = JSON.parse(run('report', '--json').stdout);
  assert.ok(report.answered > 10, 'the report counts what was typed');
  if (variant !== 'online') assert.deepEqual([report.cloud.requests, report.stayedShare], [0, 1]);
} finally {
  Home.clear();
}
process.exit(0);
