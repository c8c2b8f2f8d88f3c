// Bundles the extension into out/extension.js.
import { build } from 'esbuild';

await build({ entryPoints: ['src/extension.ts'], outfile: 'out/extension.js', bundle: true, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode'], mainFields: ['module', 'main'], minify: true, legalComments: 'none', logLevel: 'warning' });
