import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { DaemonNotFound, locateDaemon } from '../src/daemon/locate.ts';
import { executableName } from '../src/daemon/platform.ts';

let folder: string;
const name = executableName();

before(() => (folder = mkdtempSync(join(tmpdir(), 'localcascade-locate-'))));
after(() => rmSync(folder, { recursive: true, force: true }));

function program(...names: string[]): string {
  const path = join(folder, ...names, name);
  mkdirSync(join(folder, ...names), { recursive: true });
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

test('The setting comes before the bundled program, and that before the PATH', () => {
  const named = program('named');
  const bundled = program('extension', 'server');
  const onPath = program('bin');
  const places = { extension: join(folder, 'extension'), searchPath: `${join(folder, 'none')}${delimiter}${join(folder, 'bin')}` };
  assert.deepEqual(locateDaemon({ ...places, setting: named }), { path: named, from: 'setting' });
  assert.deepEqual(locateDaemon({ ...places, setting: ' ' }), { path: bundled, from: 'bundled' });
  assert.deepEqual(locateDaemon({ ...places, setting: '', extension: join(folder, 'none') }), { path: onPath, from: 'path' });
});

test('The setting may name the folder that the program lies in', () => {
  const named = program('unpacked');
  assert.equal(locateDaemon({ setting: join(folder, 'unpacked'), extension: '', searchPath: '' }).path, named);
});

test('A setting that names nothing is an error, and nothing else is taken instead', () => {
  program('extension', 'server');
  assert.throws(() => locateDaemon({ setting: join(folder, 'gone'), extension: join(folder, 'extension'), searchPath: '' }), (error: unknown) => error instanceof DaemonNotFound && /localcascade\.path names .*gone, which does not exist/.test(error.message));
});

test('Without any the error says what to do', () => {
  assert.throws(() => locateDaemon({ setting: '', extension: join(folder, 'none'), searchPath: '' }), /Install the \.vsix for your platform, or name the program in the setting localcascade\.path/);
});

test('A relative folder of the PATH is not searched: a workspace must not bring the program', () => {
  assert.throws(() => locateDaemon({ setting: '', extension: join(folder, 'none'), searchPath: `.${delimiter}bin` }), DaemonNotFound);
});
