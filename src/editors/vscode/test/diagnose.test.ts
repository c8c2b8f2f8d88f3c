import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { diagnose } from '../src/daemon/diagnose.ts';

let folder: string;
before(() => (folder = mkdtempSync(join(tmpdir(), 'localcascade-diagnose-'))));
after(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, 0o755);
  return path;
}

const posix = { skip: process.platform === 'win32' ? 'scripts do not run as programs on Windows' : false };

test('A program that complains is quoted', posix, async () => {
  const path = program('complains', '#!/bin/sh\necho "localcascade: error: The folder is not there." >&2\nexit 1\n');
  assert.match(await diagnose(path, 'x'), /complains does not run on this machine \(\w+-\w+\): The folder is not there\.$/);
});

test('A program whose loader is missing lacks a library', posix, async () => {
  assert.match(await diagnose(program('loader', '#!/no/such/loader\n'), 'x'), /a system library that it needs is missing/);
});

test('A program that runs by itself fails for the other reason', posix, async () => {
  assert.match(await diagnose(program('fine', '#!/bin/sh\nexit 0\n'), 'The pipe was closed.'), /: The pipe was closed\.$/);
});
