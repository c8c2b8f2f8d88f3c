// Runs scenarios in one VS Code: their names come on standard input, a line each, and an answer in JSON goes back for each.
// node run.mjs CODE-SERVER VSIX CHROMIUM SCREENSHOTS
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { accepting } from './scenarios/accepting.mjs';
import { daemon } from './scenarios/daemon.mjs';
import { documents } from './scenarios/documents.mjs';
import { status } from './scenarios/status.mjs';
import { typing } from './scenarios/typing.mjs';
import { windows } from './scenarios/windows.mjs';
import { Session } from './session.mjs';

const scenarios = { ...typing, ...accepting, ...documents, ...windows, ...daemon, ...status };
const [program, vsix, browser, screenshots] = process.argv.slice(2);
const answer = result => process.stdout.write(JSON.stringify(result) + '\n');

// VS Code tells only extensions that it knows what became of grey text; code-server tells all. This has ours find out by itself.
const observing = 'observing: ';

let session;
let special;
async function run(name) {
  const started = Date.now();
  const where = () => special ?? session;
  try {
    if (name.startsWith(observing)) {
      special = await Session.start({ program, vsix, browser, screenshots: join(screenshots, 'observing'), environment: { LOCALCASCADE_VSCODE_OBSERVES: '1' } });
    } else {
      session ??= await Session.start({ program, vsix, browser, screenshots });
    }
    await scenarios[name.replace(observing, '')](where());
    await session?.tidy();
    return { ok: true, seconds: (Date.now() - started) / 1000 };
  } catch (error) {
    const told = where() ? `The daemon's log ends: ${where().account.log().slice(-1500)}\nIts last answers: ${JSON.stringify(where().account.requests().slice(-10))}` : '';
    // What it left behind is nobody else's trouble.
    await session?.stop();
    session = undefined;
    return { ok: false, seconds: (Date.now() - started) / 1000, error: `${error.stack ?? error}\n${told}` };
  } finally {
    await special?.stop();
    special = undefined;
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    await special?.stop();
    await session?.stop();
    process.exit(1);
  });
}
for await (const name of createInterface({ input: process.stdin })) {
  answer(scenarios[name.replace(observing, '')] ? await run(name) : { ok: false, error: `There is no scenario '${name}'.` });
}
await session?.stop();
