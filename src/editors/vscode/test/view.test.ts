import assert from 'node:assert/strict';
import { test } from 'node:test';
import { view } from '../src/status/view.ts';

const ready = { connection: 'running', daemon: { state: 'ready' } } as const;

test('It says where the last answer came from', () => {
  assert.equal(view({ ...ready, daemon: { state: 'ready', lastTier: 'workspace' } }).says, 'LocalCascade: ready; last answer from your own code');
  const cloud = view({ ...ready, daemon: { state: 'ready', lastTier: 'cloud' } });
  assert.match(cloud.text, /cloud/);
  assert.match(cloud.says, /by the cloud/);
});

test('Offline is to be seen', () => {
  const { text, says } = view({ ...ready, daemon: { state: 'ready', offline: true, lastTier: 'model' } });
  assert.match(text, /debug-disconnect/);
  assert.match(says, /by the local model; offline/);
});

test('What needs somebody is a warning that says what to do', () => {
  const shown = view({ connection: 'running', daemon: { state: 'error', message: 'The model qwen is not there.', action: 'doctor' } });
  assert.equal(shown.severity, 'warning');
  assert.match(shown.says, /needs you: The model qwen is not there\./);
  assert.ok(shown.details.some(line => /doctor/.test(line)));
});

test('A daemon that cannot be started is an error', () => {
  const shown = view({ connection: 'failed', problem: 'None was found.' });
  assert.equal(shown.severity, 'error');
  assert.equal(shown.says, 'LocalCascade: does not run. None was found.');
});

test('A pause comes before everything that the daemon says', () => {
  assert.equal(view({ ...ready, pause: 'language', language: 'python' }).says, 'LocalCascade: is paused for python');
});

test('Every situation is called by its name in the bar', () => {
  for (const connection of ['starting', 'running', 'stopped', 'failed'] as const) {
    assert.match(view({ connection }).text, /^\$\([\w~-]+\) LocalCascade$/);
  }
});

test('Without a cloud it says that nothing leaves the machine', () => {
  assert.ok(view({ ...ready, daemon: { state: 'ready', model: 'm', cloudState: null } }).details.includes('Cloud: none; nothing leaves this machine'));
});
