// From a packed extension to the first grey text, as a newcomer gets there: prints the seconds of each step as JSON.
import { places } from './places.mjs';
import { Session } from './session.mjs';

const seconds = {};
let last = Date.now();
const step = name => {
  seconds[name] = (Date.now() - last) / 1000;
  last = Date.now();
};

const session = await Session.start(places);
try {
  seconds.install = session.server.installSeconds;
  // Starting code-server and Chromium is this test's way to a window; who has VS Code has it open.
  last = Date.now();
  const window = await session.window(session.work);
  step('window');
  session.windows.set(session.work, window);
  const { editor } = await session.open('queue.go');
  step('file');
  await editor.type('return ', 120);
  await editor.ghost('errors.New("queue: full")');
  step('ghost');
  await editor.shot('first-ghost-text');
} finally {
  await session.stop();
}
console.log(JSON.stringify(seconds));
