// Puts the native ONNX Runtime of one platform into FOLDER, from the npm package that ships the official builds.
// Usage: node fetch-onnxruntime.mjs PLATFORM FOLDER     (PLATFORM: a .NET runtime identifier, such as linux-x64)
// The package's integrity and every file's sha256 are pinned in onnxruntime.json; a file appears in FOLDER only after
// it has been checked, by a rename, so that an interrupted fetch leaves nothing half-written.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const [platform, folder] = process.argv.slice(2);
const pins = JSON.parse(await readFile(new URL('./onnxruntime.json', import.meta.url), 'utf8'));

function fail(message) {
  console.error(`fetch-onnxruntime: error: ${message}`);
  process.exit(1);
}

function run(command, args, cwd) {
  // npm is a .cmd file on Windows, which only a shell starts.
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.error?.code === 'ENOENT') {
    fail(`'${command}' is not on the PATH. Install Node.js 20 or newer (it brings npm) and run the build again.`);
  }
  if (result.status !== 0) {
    fail(`'${command} ${args.join(' ')}' ended with ${result.status ?? result.error}:\n${result.stderr}`);
  }
  return result.stdout;
}

async function digest(file, algorithm, encoding) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest(encoding);
}

async function present(file, sha256) {
  return await stat(file).then(() => digest(file, 'sha256', 'hex')).catch(() => null) === sha256;
}

if (!folder) fail('usage: node fetch-onnxruntime.mjs PLATFORM FOLDER');
const files = pins.platforms[platform];
if (!files) {
  fail(`${pins.package} ${pins.version} has no build for ${platform}, only for ${Object.keys(pins.platforms).join(', ')}. ` +
    'Build with -p:OnnxRuntimeSource=nuget, or put your own library into the folder and name it by LOCALCASCADE_ONNXRUNTIME.');
}

await mkdir(folder, { recursive: true });
const missing = [];
for (const [name, { sha256 }] of Object.entries(files)) {
  if (!await present(join(folder, name), sha256)) missing.push(name);
}
if (missing.length === 0) process.exit(0);

console.log(`Fetching ONNX Runtime ${pins.version} for ${platform} (113 MB, once) ...`);
const work = await mkdtemp(join(folder, '.fetch-'));
try {
  const spec = `${pins.package}@${pins.version}`;
  const archive = join(work, JSON.parse(run('npm', ['pack', spec, '--json', '--loglevel=error'], work))[0].filename);
  const integrity = 'sha512-' + await digest(archive, 'sha512', 'base64');
  if (integrity !== pins.integrity) {
    fail(`the downloaded ${spec} has integrity ${integrity}, expected ${pins.integrity}. Nothing was installed; check your npm registry and try again.`);
  }
  const members = missing.map(name => `package/bin/napi-v6/${files[name].from}`);
  run('tar', ['-xzf', archive.slice(work.length + 1), ...members], work);
  for (const name of missing) {
    const { from, sha256 } = files[name];
    const extracted = join(work, 'package/bin/napi-v6', from);
    if (!await present(extracted, sha256)) fail(`${from} in ${spec} does not have the pinned sha256 ${sha256}. Nothing was installed.`);
    const staged = join(work, name);
    await copyFile(extracted, staged);
    await rename(staged, join(folder, name));
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
console.log(`ONNX Runtime ${pins.version} is in ${folder}`);
