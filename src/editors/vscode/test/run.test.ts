import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaint, run, settingArguments } from '../src/daemon/run.ts';

test('A program\'s output, errors and exit code come back', async () => {
  const lines: string[] = [];
  const result = await run(process.execPath, ['-e', 'console.log("out"); console.error("10 %\\n20 %"); process.exitCode = 3'], { line: line => lines.push(line) });
  assert.deepEqual(result, { code: 3, output: 'out\n', errors: '10 %\n20 %\n' });
  assert.deepEqual(lines, ['10 %', '20 %']);
});

test('A program that does not exist rejects', async () => {
  await assert.rejects(run('/no/such/program', []), /ENOENT/);
});

test('One that is told to stop ends without a code', async () => {
  const stop = new AbortController();
  const running = run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { signal: stop.signal });
  stop.abort();
  assert.equal((await running).code, null);
});

test('The complaint is the program\'s own sentence', () => {
  assert.equal(complaint({ code: 1, output: '', errors: '10 % of 5 MB\nlocalcascade: error: The archive is damaged.\n' }), 'The archive is damaged.');
  assert.equal(complaint({ code: 1, output: '', errors: '' }), 'It ended with exit code 1.');
});

test('Settings are written as the command line reads them', () => {
  assert.deepEqual(settingArguments({ offline: true, httpNoProxy: ['a', 'b'], model: '' }), ['--set', 'offline=true', '--set', 'httpNoProxy=a,b', '--set', 'model=']);
});
