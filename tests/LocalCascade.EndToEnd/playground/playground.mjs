// node playground.mjs PROGRAM SCENARIO: one scenario of `localcascade playground` in a real browser.
import * as scenarios from './scenarios.mjs';
import { launch } from './page.mjs';
import { PlaygroundServer } from './server.mjs';

const [program, name] = process.argv.slice(2);
const scenario = scenarios[name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase())];
if (!scenario) {
  throw new Error(`There is no scenario ${name}.`);
}

const server = await PlaygroundServer.start(program);
const browser = await launch();
try {
  await scenario({ program, server, browser });
} catch (error) {
  console.error(error);
  console.error(server.output);
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
}
