// Bundles the tests of what needs no VS Code, and runs them with Node.js's own runner.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';

const names = readdirSync('test').filter(name => name.endsWith('.test.ts'));
rmSync('out/test', { recursive: true, force: true });
await build({ entryPoints: names.map(name => `test/${name}`), outdir: 'out/test', outExtension: { '.js': '.mjs' }, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'warning' });
// Newer versions of Node.js are talkative in a pipe too; ./build.sh counts TAP's lines.
const reporter = process.stdout.isTTY ? 'spec' : 'tap';
process.exitCode = spawnSync(process.execPath, ['--test', `--test-reporter=${reporter}`, ...names.map(name => `out/test/${name.replace(/ts$/, 'mjs')}`)], { stdio: 'inherit' }).status ?? 1;
