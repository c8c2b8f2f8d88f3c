// Bundles the extension into out/extension.js, and the licences of what is bundled into out/THIRD-PARTY-NOTICES.txt.
import { build } from 'esbuild';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { metafile } = await build({ entryPoints: ['src/extension.ts'], outfile: 'out/extension.js', bundle: true, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode'], mainFields: ['module', 'main'], minify: true, legalComments: 'none', metafile: true, logLevel: 'warning' });

// A file of ../node_modules/a/lib/b.js belongs to the package ../node_modules/a.
const folders = new Set(Object.keys(metafile.inputs).map(file => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(folder => folder !== undefined));
const notices = [...folders].sort().map(folder => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find(name => /^licen[cs]e/i.test(name));
  if (file === undefined) {
    throw new Error(`${name} is bundled, but has no licence file.`);
  }

  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
});
writeFileSync('out/THIRD-PARTY-NOTICES.txt', `The extension's program, extension.js, contains:\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`);
