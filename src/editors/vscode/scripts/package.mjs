// Packs the extension with a published daemon inside: node scripts/package.mjs FOLDER-OF-THE-DAEMON OUT-FOLDER [--target linux-x64] [--marketplace]
import { createVSIX } from '@vscode/vsce';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const root = resolve(here, '../../..');
const { values, positionals } = parseArgs({ allowPositionals: true, options: { target: { type: 'string' }, marketplace: { type: 'boolean' } } });
const [daemon, out] = positionals;
if (!daemon || !out) {
  fail('Usage: npm run package -- FOLDER-OF-THE-PUBLISHED-DAEMON OUT-FOLDER [--target linux-x64] [--marketplace]');
}

const target = values.target ?? `${process.platform}-${process.arch}`;
const executable = target.startsWith('win32') ? 'localcascade.exe' : 'localcascade';
if (!existsSync(join(daemon, executable))) {
  fail(`${join(daemon, executable)} does not exist. Publish the daemon first: ./build.sh`);
}

if (!existsSync(join(here, 'out/extension.js'))) {
  fail('out/extension.js does not exist. Run npm run build first.');
}

// What the daemon needs and nothing else: not the proxy, the inference server, symbols and samples that lie beside it.
const serverParts = [new RegExp(`^${executable.replace('.', '\\.')}$`), /^(lib)?onnxruntime.*\.(so|dylib|dll)[.\d]*$/, /^(lib)?e_sqlite3\.(so|dylib|dll)$/, /^(DirectML|dxcompiler|dxil)\.dll$/i, /^models$/, /^LICENSE$/, /^THIRD-PARTY-NOTICES\.md$/];
const stage = mkdtempSync(join(tmpdir(), 'localcascade-vsix-'));
try {
  for (const part of ['out/extension.js', 'out/THIRD-PARTY-NOTICES.txt', 'media', 'walkthrough', 'README.md', 'CHANGELOG.md']) {
    if (existsSync(join(here, part))) {
      cpSync(join(here, part), join(stage, part), { recursive: true });
    }
  }

  cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
  for (const name of readdirSync(daemon).filter(name => serverParts.some(part => part.test(name)))) {
    cpSync(join(daemon, name), join(stage, 'server', name), { recursive: true, dereference: true });
  }

  if (!target.startsWith('win32')) {
    chmodSync(join(stage, 'server', executable), 0o755);
  }

  const manifest = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  const version = /<Version>([^<]+)<\/Version>/.exec(readFileSync(join(root, 'Directory.Build.props'), 'utf8'))?.[1] ?? fail('Directory.Build.props has no <Version>.');
  const { private: _, scripts: __, devDependencies: ___, ...published } = { ...manifest, version };
  if (values.marketplace) {
    // The marketplace takes no extension that asks for proposed API; this one does without where it is not allowed.
    delete published.enabledApiProposals;
  }

  writeFileSync(join(stage, '.vscodeignore'), '');
  writeFileSync(join(stage, 'package.json'), JSON.stringify(published, null, 2));
  mkdirSync(out, { recursive: true });
  const packagePath = join(resolve(out), `localcascade-${target}.vsix`);
  await createVSIX({ cwd: stage, packagePath, target, dependencies: false, allowMissingRepository: true });
  console.log(`${packagePath}: ${(statSync(packagePath).size / 1e6).toFixed(1)} MB`);
} finally {
  rmSync(stage, { recursive: true, force: true });
}

function fail(message) {
  console.error(`package: error: ${message}`);
  process.exit(1);
}
