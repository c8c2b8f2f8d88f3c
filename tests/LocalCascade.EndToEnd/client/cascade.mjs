// The cascade as a whole: editor, relay, daemon, proxy, serving. Each scenario is one test of ../CloudTier/CascadeTests.cs: node cascade.mjs SERVER NAME.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Cloud, tap } from './cloud.mjs';
import { Editor, Home } from './editor.mjs';

const [localcascade, name] = process.argv.slice(2);

// Never sure by the model, so that what decides is whether the user's own code says it; never late on a slow machine.
const settings = ['modelEscalationThreshold=1', 'modelThreshold=0', 'cloudDebounceMilliseconds=0', 'escalationDeadlineMilliseconds=10000', 'cloudDeadlineMilliseconds=20000', 'prefetch=Off', 'cachedAnswers=0'];

const known = `    def step(self):
        with open(self.path, encoding=self.encoding, errors="strict") as handle:
            self.handle(handle)

`;
const code = `class Store:
    def __init__(self, path, encoding):
        self.path = path
        self.encoding = encoding

${known.repeat(6)}    def last(self):
        `;
const line = 'with open(self.path, encoding=self.encoding, errors="strict") as handle:';

// Lines that nothing in the workspace resembles; only the cloud knows them.
const foreign = [
  'zenith = quorum(7, tilt=0.25)',
  'umbra, vertex = braid(wax, yield_curve)',
  'jigsaw[mosaic:] = glyphs.prune(depth=3)',
  'nougat |= flange(kelp ^ 0x5f)',
];

const explain = editor => editor.connection.sendRequest('localcascade/explain', { textDocument: { uri: editor.uri } });

/** Types a line a character at a time, asking behind each: where the answers came from, also added to `seen`. */
async function typeAsking(editor, text, seen = []) {
  const begun = seen.length;
  for (const character of text) {
    await editor.type(character);
    const { items } = await editor.complete({ triggerKind: 1 });
    const why = await explain(editor);
    seen.push({ ...why, text: items[0]?.insertText });
  }
  return seen.slice(begun);
}

async function until(what, isSo) {
  for (let attempt = 0; attempt < 600; attempt++) {
    const last = await what();
    if (isSo(last)) return last;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  assert.fail(`It did not come to that: ${JSON.stringify(await what())}`);
}

/** Waits for the proxy's lines about requests that reached it: it writes them when it has ended them, behind the answer. */
const logged = (cloud, answers) => until(() => cloud.ids(), ids => answers.every(answer => !answer.cloudRequestId || answer.cloudOutcome === 'Failed' || ids.includes(answer.cloudRequestId)));

const cloudReady = editor => until(() => editor.status(), status => status.cloudState === 'Ready');
const isError = ({ method, params }) => method === 'window/showMessage' || (method === 'didChangeStatus' && params.kind === 'Error');

function report(home, ...args) {
  const { status, stdout, stderr } = spawnSync(localcascade, ['report', ...args], { env: home.environment, cwd: home.path, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

function rows(home) {
  const [head, ...lines] = report(home, '--csv', '-').trim().split('\r\n').map(text => text.split(','));
  return lines.map(fields => Object.fromEntries(fields.map((field, i) => [head[i], field])));
}

const scenarios = {
  async 'sure-is-local-unsure-is-cloud-and-unplugging-costs-quality-only'() {
    const home = new Home();
    const before = `${code}${line}\n            `;
    const places = [];
    let text = before;
    for (const each of foreign) {
      places.push({ before: text, line: each, behind: '\n' });
      text += `${each}\n            `;
    }
    const cloud = await Cloud.start(localcascade, home, places);
    cloud.signIn();
    // Whatever the local tier has is shown, so that it can be seen to answer alone.
    const editor = await Editor.start({ home, settings: [...settings, 'workspaceThreshold=0'] });
    await editor.ready();
    await cloudReady(editor);
    await editor.open('store.py', 'python', `${code}‸\n`);
    const seen = [];

    // Where the user's own code says it, nothing is sent.
    const sure = await typeAsking(editor, line, seen);
    const fromWorkspace = sure.filter(answer => answer.origin === 'Workspace');
    assert.ok(fromWorkspace.length > 0 && sure.filter(answer => answer.text).length > line.length / 2, JSON.stringify(sure.map(s => s.explanation)));
    assert.ok(sure.some(answer => answer.code === 'LocalSure' && /sure enough \(predictor/.test(answer.explanation)), JSON.stringify(sure.map(s => s.explanation)));
    for (const answer of sure.filter(answer => answer.code === 'LocalSure')) assert.equal(answer.cloudOutcome, 'NotAsked');
    const escalatedEarly = sure.filter(answer => answer.cloudRequestId).length;
    await until(() => cloud.requests(), requests => requests >= escalatedEarly);
    assert.equal(await cloud.requests(), escalatedEarly, 'what the policy kept did not reach the proxy');
    assert.ok(escalatedEarly < line.length / 2, `${escalatedEarly} of ${line.length}`);

    // Where it does not, the cloud answers, and says by which request.
    await editor.type('\n            ');
    for (const each of foreign.slice(0, 2)) {
      const unsure = await typeAsking(editor, each, seen);
      const first = unsure.find(answer => answer.cloudOutcome === 'Won');
      assert.ok(first, JSON.stringify(unsure.map(s => s.explanation)));
      assert.equal(first.origin, 'Cloud');
      assert.equal(first.code, 'EscalatedUnsure');
      assert.match(first.explanation, /^Cloud: .*unsure|nothing to say/);
      assert.equal(first.text.trim(), each);
      await logged(cloud, [first]);
      await editor.type('\n            ');
    }

    // Unplugged in the middle of a line: answers go on, no error reaches the editor.
    const [third, fourth] = foreign.slice(2);
    await typeAsking(editor, third.slice(0, 3), seen);
    await logged(cloud, seen);
    await cloud.killProxy();
    const counted = cloud.ids().length;
    await editor.edit(editor.cursor - 3, 3, '');
    const alone = await typeAsking(editor, 'handle.read(self.encoding) or ', seen);
    assert.ok(alone.every(answer => answer.origin !== 'Cloud'), JSON.stringify(alone.map(s => s.explanation)));
    assert.ok(alone.filter(answer => answer.text).length > alone.length / 2, `the local tier answers: ${JSON.stringify(alone.map(s => s.explanation))}`);
    assert.ok(alone.some(answer => answer.code === 'KeptCircuit' || answer.cloudOutcome === 'Failed'), JSON.stringify(alone.map(s => s.explanation)));
    assert.equal(cloud.ids().length, counted);
    assert.deepEqual(editor.notifications.filter(isError), []);

    // Plugged in again: the cloud answers again, and nobody had to do anything.
    await editor.edit(editor.cursor - 'handle.read(self.encoding) or '.length, 'handle.read(self.encoding) or '.length, '');
    await editor.type(`${third}\n            `);
    await cloud.startProxy();
    await cloudReady(editor);
    const again = await until(async () => {
      await editor.edit(editor.cursor, 0, fourth[0]);
      await editor.complete({ triggerKind: 1 });
      const why = await explain(editor);
      seen.push(why);
      if (why.origin !== 'Cloud') await editor.edit(editor.cursor - 1, 1, '');
      return why;
    }, why => why.origin === 'Cloud');
    await logged(cloud, [again]);
    assert.deepEqual(editor.notifications.filter(isError), []);
    assert.equal(await editor.stop(), 0);

    // The report shows the split that happened, by the proxy's own ids.
    const split = origin => seen.filter(answer => answer.origin === origin && answer.text !== undefined).length;
    const told = await until(() => JSON.parse(report(home, '--json')), told => told.requests >= seen.length);
    assert.equal(told.requests, seen.length);
    const asked = seen.filter(answer => answer.cloudRequestId);
    assert.equal(told.cloud.requests, asked.length);
    assert.equal(told.stayedShare.toFixed(6), (1 - asked.length / seen.length).toFixed(6));
    const recorded = rows(home);
    assert.deepEqual(recorded.filter(row => Number(row.cloud_requests) > 0).map(row => row.id).sort(), asked.map(answer => answer.cloudRequestId).sort());
    await logged(cloud, asked);
    const reached = new Set(cloud.ids());
    for (const answer of asked) assert.equal(reached.has(answer.cloudRequestId), answer.cloudOutcome !== 'Failed', answer.explanation);
    assert.equal(reached.size, asked.filter(answer => answer.cloudOutcome !== 'Failed').length, 'the proxy saw no other request');
    assert.ok(split('Workspace') > 0 && split('Cloud') > 0);
  },

  async 'what-must-not-leave-does-not'() {
    const home = new Home();
    const cloud = await Cloud.start(localcascade, home, []);
    const { url, bodies } = await tap(cloud.url);
    cloud.signInAt(url);
    const editor = await Editor.start({ home, settings: [...settings, 'localOnlyPatterns=*.local.py', 'offPatterns=*.off.py', 'localOnlyLanguages=ruby'] });
    await editor.ready();
    await cloudReady(editor);

    // All alike, so that each would be sent as context of another.
    const like = marker => `def braid_${marker}(wax, kelp):\n    umbra = quorum(wax, kelp)\n    vertex = flange(umbra, kelp)\n    return vertex\n\n\ndef nougat(wax, kelp):\n    `;
    const kept = { 'a.local.py': ['python', 'LOCALMARK', like('LOCALMARK')], 'b.off.py': ['python', 'OFFMARK', like('OFFMARK')], 'c.py': ['python', 'SECRETMARK', `key = "AKIAQ3EGRIJVK7WXN2LP"\n${like('SECRETMARK')}`], 'd.rb': ['ruby', 'RUBYMARK', like('RUBYMARK')] };
    for (const [file, [language, , text]] of Object.entries(kept)) {
      await editor.open(file, language, `${text}‸\n`);
      await typeAsking(editor, 'umbra = q');
      await editor.complete({ triggerKind: 0 });
      await editor.complete({ triggerKind: 0 });
      const why = await explain(editor);
      assert.ok(why.code === 'KeptRule' || why.code === 'None', `${file}: ${why.explanation}`);
      assert.equal(why.cloudOutcome, 'NotAsked');
    }
    assert.equal(await cloud.requests(), 0, 'none of these asked the cloud');
    assert.equal(bodies.length, 0);

    // An ordinary file does ask, and brings other ordinary files along, but none of those.
    await editor.open('e.py', 'python', `${like('FREEMARK')}‸\n`);
    await editor.open('f.py', 'python', `${like('ASKEDMARK')}‸\n`);
    await typeAsking(editor, 'umbra = quorum(');
    await editor.complete({ triggerKind: 0 });
    await editor.complete({ triggerKind: 0 });
    assert.ok(bodies.length > 0 && await cloud.requests() > 0, (await explain(editor)).explanation);
    const sent = bodies.join('\n');
    assert.ok(sent.includes('ASKEDMARK') && sent.includes('FREEMARK'), 'text and context are sent');
    for (const [, marker] of Object.values(kept)) assert.ok(!sent.includes(marker), marker);
    assert.ok(!sent.includes('AKIAQ3EGRIJVK7WXN2LP'));
    assert.ok(!sent.includes(home.path), 'no path of this machine');
    assert.equal(await editor.stop(), 0);
  },
};

try {
  await scenarios[name]();
} finally {
  Home.clear();
  Cloud.clear();
}
process.exit(0);
