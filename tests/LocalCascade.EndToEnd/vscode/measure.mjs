// How long from a key to the grey text on the screen, in a real VS Code: `node measure.mjs` (after ./build.sh vscode and fetch.sh).
// Code is typed at a person's speed; what each frame shows is noted. Prints a table.
import { places } from './places.mjs';
import { Session } from './session.mjs';

// Typed as it stands in the samples above the cursor, so that there is something to suggest; the editor indents and closes brackets.
const passages = [
  ['upload.py', 'for name in sorted(os.listdir(folder)):\npath = os.path.join(folder, name)\nif os.path.isfile(path):\nclient.upload(path, name)\nprint("uploaded", name)'],
  ['queue.go', 'return errors.New("queue: full")'],
  ['store.py', 'with open(self.path, encoding="utf-8") as handle:\nreturn len(handle.readlines())'],
  ['greetings.ts', 'const message = formatGreeting(name, { polite: true });\nconsole.log(message);'],
];

// Pauses between keys, in milliseconds: some 65 words a minute, as uneven as people are.
const pauses = [140, 190, 120, 260, 160, 130, 210, 170, 150, 320, 140, 180];

const samples = { echo: [], first: [], along: [] };
let keys = 0;
let silent = 0;

const session = await Session.start(places);
try {
  // The first passage warms up what every editor has warm: the code paths of VS Code and of the daemon.
  for (const [name, text, warm] of [['queue.go', 'return errors.New', true], ...passages]) {
    const { editor } = await session.open(name);
    await editor.page.waitForTimeout(1000);
    await editor.startFrames();
    for (const [i, key] of [...text].entries()) {
      await editor.press(key === '\n' ? 'Enter' : key);
      await editor.page.waitForTimeout(pauses[i % pauses.length]);
    }
    await editor.page.waitForTimeout(500);
    const pressed = await editor.keys();
    const frames = await editor.frames();
    if (!warm) {
      take(pressed, frames);
    }
    await editor.discard();
    await session.tidy();
  }
} finally {
  await session.stop();
}

/** Sorts out what each key brought before the next one came. */
function take(pressed, frames) {
  for (const [i, key] of pressed.entries()) {
    const end = pressed[i + 1]?.at ?? Infinity;
    const before = frames.findLast(frame => frame.at < key.at);
    const after = frames.filter(frame => frame.at >= key.at && frame.at < end);
    const echo = after.find(frame => frame.before !== before?.before);
    const shown = after.find(frame => frame.ghost !== '' && frame.before !== before?.before);
    keys++;
    if (echo) {
      samples.echo.push(echo.at - key.at);
    }
    if (!shown) {
      silent++;
    } else {
      const along = before !== undefined && before.ghost !== '' && before.ghost.endsWith(shown.ghost);
      samples[along ? 'along' : 'first'].push(shown.at - key.at);
    }
  }
}

const percentile = (values, p) => (values.length ? values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * p) - 1)] : NaN).toFixed(0);
const row = (what, values) => console.log(`| ${what} | ${values.length} | ${percentile(values, 0.5)} ms | ${percentile(values, 0.95)} ms | ${percentile(values, 1)} ms |`);
console.log(`${keys} keys; after ${silent} of them nothing was suggested before the next came.\n`);
console.log('| from a key to the screen | n | median | p95 | longest |\n|---|---|---|---|---|');
row('the key itself', samples.echo);
row('grey text where none was, or another', samples.first);
row('grey text typed along', samples.along);
row('grey text, all', [...samples.first, ...samples.along]);
