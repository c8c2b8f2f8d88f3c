// Where things lie when nobody says otherwise.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const first = (...paths) => paths.find(path => path && existsSync(path)) ?? paths.at(-1);

export const places = {
  program: first(process.env.CODE_SERVER, join(repository, '.cache', 'code-server', 'code-server')),
  vsix: first(process.env.LOCALCASCADE_VSIX, join(repository, 'dist', `localcascade-linux-${process.arch}.vsix`)),
  browser: first(process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'),
  screenshots: join(repository, 'artifacts', 'screenshots', 'vscode'),
};
