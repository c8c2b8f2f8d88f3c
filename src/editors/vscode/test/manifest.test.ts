// What package.json points at exists.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as {
  icon: string;
  contributes: {
    commands: { command: string }[];
    keybindings: { command: string }[];
    walkthroughs: { steps: { media: { svg?: string; markdown?: string } }[] }[];
  };
};
const contributed = manifest.contributes.commands.map(({ command }) => command).sort();

test('Every command of the palette is registered, and every registered one is contributed', () => {
  const table = /const all[^{]*\{([^}]*)\}/.exec(readFileSync('src/commands/register.ts', 'utf8'))?.[1] ?? '';
  const registered = [...table.matchAll(/^ {2}(\w+)[:,]/gm)].map(([, name]) => `localcascade.${name}`);
  assert.deepEqual([...registered, 'localcascade.dismiss'].sort(), contributed);
});

test('Keys and walkthrough call commands that exist', () => {
  const called = [...text.matchAll(/\(command:(localcascade\.\w+)/g)].map(([, command]) => command!);
  assert.ok(called.length > 3);
  for (const command of [...called, ...manifest.contributes.keybindings.map(({ command }) => command).filter(command => command.startsWith('localcascade.'))]) {
    assert.ok(contributed.includes(command), command);
  }
});

test('Pictures and texts are there', () => {
  for (const file of [manifest.icon, ...manifest.contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg ?? media.markdown ?? ''))]) {
    assert.ok(existsSync(file), file);
  }
});
