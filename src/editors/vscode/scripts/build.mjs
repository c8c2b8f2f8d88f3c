// Bundles the extension into out/extension.js, and with --tests the tests into out/test/.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';

const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', legalComments: 'none' };

if (process.argv.includes('--tests')) {
  rmSync('out/test', { recursive: true, force: true });
  const entryPoints = readdirSync('test').filter(name => name.endsWith('.test.ts')).map(name => `test/${name}`);
  await build({ ...common, entryPoints, outdir: 'out/test', format: 'esm', outExtension: { '.js': '.mjs' } });
} else {
  await build({ ...common, entryPoints: ['src/extension.ts'], outfile: 'out/extension.js', format: 'cjs', external: ['vscode'], minify: true, mainFields: ['module', 'main'] });
}
