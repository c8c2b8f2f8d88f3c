// A cloud tier on this machine: the proxy's demo, which brings an inference server with the embedded model.
import { execFileSync, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { until } from './server.mjs';

export class CloudTier {
  output = '';

  static async start(program) {
    const cloud = new CloudTier();
    cloud.program = program;
    cloud.process = spawn(join(dirname(program), 'localcascade-proxy'), ['--demo'], { stdio: ['ignore', 'pipe', 'ignore'] });
    cloud.exited = new Promise((resolve) => cloud.process.once('exit', resolve));
    cloud.process.stdout.setEncoding('utf8').on('data', (text) => (cloud.output += text));
    await until(() => cloud.output.includes('--credential-stdin'), () => `The cloud tier did not start: ${cloud.output}`, cloud.exited);
    return cloud;
  }

  /** Signs an account in. */
  signIn(env) {
    const [credential] = /lc_[\w-]+/.exec(this.output);
    const [url] = /http:\/\/127[\d.:]+/.exec(this.output);
    execFileSync(this.program, ['login', '--url', url, '--credential-stdin'], { input: `${credential}\n`, env });
  }

  async stop() {
    this.process.kill('SIGINT');
    await this.exited;
  }
}
