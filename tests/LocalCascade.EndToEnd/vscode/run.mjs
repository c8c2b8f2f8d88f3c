// Runs scenarios in one VS Code: their names come on standard input, a line each, and an answer in JSON goes back for each.
// node run.mjs CODE-SERVER VSIX CHROMIUM SCREENSHOTS
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

let session;
async function run(name) {
  const started = Date.now();
  try {
    session ??= await Session.start({ program, vsix, browser, screenshots });
    await scenarios[name](session);
    return { ok: true, seconds: (Date.now() - started) / 1000 };
  } catch (error) {
    return { ok: false, seconds: (Date.now() - started) / 1000, error: `${error.stack ?? error}\nThe daemon's log ends: ${session?.account.log().slice(-1500)}` };
  } finally {
    await session?.tidy().catch(() => {});
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    await session?.stop();
    process.exit(1);
  });
}
for await (const name of createInterface({ input: process.stdin })) {
  answer(scenarios[name] ? await run(name) : { ok: false, error: `There is no scenario '${name}'.` });
}
await session?.stop();
