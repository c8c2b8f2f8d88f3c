// Bundles the page into out/, which is all that `localcascade playground` serves.
import { cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = `${here}out`;

await rm(out, { recursive: true, force: true });
await mkdir(out);
await build({
  absWorkingDir: here,
  entryPoints: { page: 'src/main.ts', 'editor.worker': 'monaco-editor/editor/editor.worker.js' },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  legalComments: 'none',
  logLevel: 'warning',
});
await cp(`${here}index.html`, `${out}/index.html`);
await cp(`${here}icon.svg`, `${out}/icon.svg`);
await cp(`${here}samples`, `${out}/samples`, { recursive: true });
await cp(fileURLToPath(new URL('../node_modules/monaco-editor/LICENSE', import.meta.url)), `${out}/monaco-editor.LICENSE.txt`);
await cp(fileURLToPath(new URL('../node_modules/monaco-editor/ThirdPartyNotices.txt', import.meta.url)), `${out}/monaco-editor.ThirdPartyNotices.txt`);

let total = 0;
for (const entry of await readdir(out, { recursive: true })) {
  const file = await stat(`${out}/${entry}`);
  total += file.isFile() ? file.size : 0;
}
console.log(`src/editors/playground/out: ${(total / 1e6).toFixed(1)} MB`);
