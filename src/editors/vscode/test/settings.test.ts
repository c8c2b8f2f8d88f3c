// The settings that the extension contributes are the daemon's: names, descriptions, values, and who may change them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { executableName } from '../src/daemon/platform.ts';
import { effective, restrictions, tighter } from '../src/client/restrict.ts';

interface Contributed {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly scope: string;
  readonly markdownDescription: string;
}

interface Defined {
  readonly kind: string;
  readonly description: string;
  readonly least: number;
  readonly most: number;
  readonly restrict: string | undefined;
}

const root = resolve('../../..');
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { contributes: { configuration: { properties: Record<string, Contributed> }[] }; capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } } };
const contributed = new Map(manifest.contributes.configuration.flatMap(group => Object.entries(group.properties)).map(([key, value]) => [key.replace('localcascade.', ''), value]));
const defined = readDefinitions();
const types: Record<string, string> = { Flag: 'boolean', Integer: 'integer', Fraction: 'number', Text: 'string', List: 'array' };

// Those by which a repository could run something, or say where code goes.
const dangerous = 'path model provider providerLibrary cloudUrl cloudCaFile cloudAllowClearText httpProxy httpNoProxy httpProxyStrictSsl workspaceIndexFolder telemetryFile otlpEndpoint'.split(' ');

test('Every setting of the daemon is contributed, and no other but the program', () => {
  assert.ok(defined.size > 40, `only ${defined.size} definitions were read`);
  assert.deepEqual([...contributed.keys()].sort(), [...defined.keys(), 'path'].sort());
});

test('Types, ranges and descriptions are the daemon\'s', () => {
  for (const [key, { kind, description, least, most }] of defined) {
    const setting = contributed.get(key)!;
    assert.equal(setting.type, types[kind], key);
    assert.equal(setting.markdownDescription, description, key);
    if (kind === 'Integer' || kind === 'Fraction') {
      assert.deepEqual([setting.minimum, setting.maximum], [least, most], key);
    }
  }
});

test('A workspace has a say in the settings where the daemon lets it, and the same say', () => {
  for (const [key, { restrict }] of defined) {
    assert.equal(restrictions[key], restrict, key);
    assert.equal(contributed.get(key)!.scope, restrict === undefined ? 'machine' : key === 'enabled' ? 'resource' : 'window', key);
  }
});

test('What could run or send something is set on the machine only, and left out in a workspace that is not trusted', () => {
  for (const key of dangerous) {
    assert.equal(contributed.get(key)?.scope, 'machine', key);
    assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(`localcascade.${key}`), key);
  }
});

const program = resolve(root, 'dist', executableName());
test('Defaults are the daemon\'s', { skip: existsSync(program) ? false : `${program} is not built` }, () => {
  const { stdout } = spawnSync(program, ['config', '--config', resolve(root, 'no-such-file.json')], { encoding: 'utf8', env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LOCALCASCADE_'))) });
  const printed = new Map([...stdout.matchAll(/^(\w+) +(\[.*?\]|"[^"]*"|\S+) +default /gm)].map(([, key, value]) => [key!, JSON.parse(value!) as unknown]));
  assert.deepEqual(Object.fromEntries(printed), Object.fromEntries([...contributed].filter(([key]) => key !== 'path').map(([key, setting]) => [key, setting.default])));
});

test('Nothing is sent for a setting that nobody set', () => {
  assert.equal(effective('modelThreshold', { default: 0.5 }), undefined);
});

test('A workspace tightens and never loosens', () => {
  assert.equal(effective('offline', { default: false, user: true, workspace: false }), true);
  assert.equal(effective('offline', { default: false, workspace: true }), true);
  assert.equal(effective('sendContext', { default: true, user: false, workspace: true }), false);
  assert.equal(effective('enabled', { default: true, folder: false }), false);
  assert.equal(effective('modelThreshold', { default: 0.5, workspace: 0.1 }), 0.5);
  assert.equal(effective('modelEscalationThreshold', { default: 0.8, workspace: 0.9 }), 0.8);
  assert.deepEqual(effective('localOnlyLanguages', { default: [], user: ['c'], workspace: ['sql', 'c'] }), ['c', 'sql']);
  assert.equal(effective('telemetry', { default: 'local', user: 'off', workspace: 'local' }), 'off');
});

test('A workspace has no say in other settings', () => {
  assert.equal(effective('model', { default: '', workspace: './evil' }), undefined);
  assert.equal(effective('model', { default: '', user: 'mine', workspace: './evil', folder: './evil' }), 'mine');
});

test('A value that does not fit tightens nothing', () => {
  assert.equal(tighter('And', true, 'no'), true);
  assert.equal(tighter('Greater', 0.5, '0.9'), 0.5);
  assert.deepEqual(tighter('Union', ['a'], 'b'), ['a']);
});

function readDefinitions(): Map<string, Defined> {
  const source = readFileSync(resolve(root, 'src/LocalCascade.Daemon/Configuration/SettingDefinitions.cs'), 'utf8');
  const number = (line: string, name: string) => Number(new RegExp(`\\b${name}: (-?[\\d_]+)`).exec(line)?.[1]?.replaceAll('_', '') ?? 0);
  return new Map(source.split('\n').flatMap(line => {
    const [, key, kind, description] = /^\s*(?:Engine|Cloud|Telemetry|new)\("(\w+)", SettingKind\.(\w+), "(.*?)", s =>/.exec(line) ?? [];
    return key === undefined ? [] : [[key, { kind: kind!, description: description!, least: number(line, 'least'), most: number(line, 'most'), restrict: /\b[rR]estrict: (\w+)/.exec(line)?.[1] }] as const];
  }));
}
