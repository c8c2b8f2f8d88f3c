// `localcascade playground`, run for a scenario in an account of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class PlaygroundServer {
  output = '';

  /** Starts it and waits until it says where it is. */
  static async start(program, args = [], prepare = () => {}) {
    const server = new PlaygroundServer();
    server.home = mkdtempSync(join(tmpdir(), 'lc-playground-'));
    const home = server.home;
    const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_DATA_HOME: home, LOCALCASCADE_RUNTIME_DIR: join(home, 'run') };
    await prepare(env);
    server.process = spawn(program, ['playground', '--no-browser', ...args], { env });
    server.exited = new Promise((resolve) => server.process.once('exit', (code) => resolve(code)));
    for (const stream of [server.process.stdout, server.process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (server.output += text));
    }
    await until(() => server.output.includes('Ctrl+C'), () => `The playground did not start: ${server.output}`, server.exited);
    server.url = /http:\/\/\S+/.exec(server.output)[0];
    server.origin = new URL(server.url).origin;
    server.key = new URL(server.url).hash.slice(1);
    return server;
  }

  /** Ends it as Ctrl+C does; its exit code. */
  async stop() {
    this.process.kill('SIGINT');
    const code = await this.exited;
    rmSync(this.home, { recursive: true, force: true });
    return code;
  }
}

/** Waits for a condition, generously. */
export async function until(condition, message, ended = new Promise(() => {})) {
  const end = Date.now() + 60_000;
  let over = false;
  void ended.then(() => (over = true));
  while (!(await condition())) {
    if (over || Date.now() > end) {
      throw new Error(typeof message === 'function' ? message() : message);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
