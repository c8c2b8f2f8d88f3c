// The cloud tier as an operator runs it: localcascade-serve with recorded answers, localcascade-proxy in front, a user who is signed in.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const model = 'teacher-forced-replay-end-to-end';

/** The name of a place in a file of recorded answers, as LocalCascade.Wire.Replay.ReplayKey has it; for text without surrogates. */
function keyOf(prefix, suffix) {
  const end = text => {
    if (text.length <= 240) return text;
    const line = text.indexOf('\n', text.length - 240);
    return text.slice(line >= 0 && line < text.length - 1 ? line + 1 : text.length - 240);
  };
  const start = text => {
    if (text.length <= 120) return text;
    const line = text.lastIndexOf('\n', 119);
    return text.slice(0, line >= 0 ? line + 1 : 120);
  };
  return createHash('sha256').update(`${end(prefix)}\0${start(suffix)}`).digest('hex').slice(0, 32);
}

/** A port that nobody listens on, where the system takes none of those that it chooses by itself: nobody gets it meanwhile. */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const isFree = await new Promise(resolve => server.on('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)));
    if (!isFree) continue;
    await new Promise(resolve => server.close(resolve));
    return port;
  }
}

export class Cloud {
  static processes = [];

  /** Answers: [{ before, line, behind }] — at each point of typing `line` between the texts, the rest of the line. */
  static async start(localcascade, home, answers) {
    const cloud = new Cloud();
    cloud.folder = dirname(localcascade);
    cloud.localcascade = localcascade;
    cloud.home = home;
    cloud.log = '';
    const lines = [{ model, source: 'the test' }];
    for (const { before, line, behind } of answers) {
      for (let typed = 0; typed < line.length; typed++) lines.push({ key: keyOf(before + line.slice(0, typed), behind), text: line.slice(typed) });
    }
    writeFileSync(join(home.path, 'answers.jsonl'), lines.map(line => JSON.stringify(line)).join('\n'));
    const [serving] = await cloud.run('localcascade-serve', ['--urls', 'http://127.0.0.1:0', '--replay', join(home.path, 'answers.jsonl'), '--replay-first-token-ms', '5', '--replay-tokens-per-second', '2000', '--replay-unknown', 'empty']);
    cloud.port = await freePort();
    cloud.url = `http://127.0.0.1:${cloud.port}`;
    cloud.config = join(home.path, 'proxy.json');
    writeFileSync(cloud.config, JSON.stringify({
      listen: { addresses: [cloud.url] },
      telemetry: { logLevel: 'Debug' },
      health: { probeMilliseconds: 50 },
      upstreams: [{ name: 'serve', url: serving, model, extensions: true, contextTokens: 2000 }],
    }));
    const added = spawnSync(join(cloud.folder, 'localcascade-proxy'), ['users', 'add', 'ann', '-o', 'acme', '--config', cloud.config], { encoding: 'utf8' });
    assert.equal(added.status, 0, added.stderr);
    cloud.credential = added.stdout.split('\n')[0].trim();
    await cloud.startProxy();
    return cloud;
  }

  async startProxy() {
    [, this.proxy] = await this.run('localcascade-proxy', ['--config', this.config]);
  }

  /** Pulls the plug. */
  async killProxy() {
    // With all that it had written.
    const gone = new Promise(resolve => this.proxy.on('close', resolve));
    this.proxy.kill('SIGKILL');
    await gone;
  }

  signIn() {
    const login = spawnSync(this.localcascade, ['login', '--url', this.url, '--credential-stdin'], { env: this.home.environment, input: `${this.credential}\n`, encoding: 'utf8' });
    assert.equal(login.status, 0, login.stdout + login.stderr);
  }

  /** As if the user had signed in at somebody on the way. Not by `login`, which speaks HTTP/1.1 without TLS, and the tap HTTP/2 only. */
  signInAt(url) {
    const folder = join(this.home.path, 'config', 'localcascade');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'credentials.json'), JSON.stringify({ url, credential: this.credential }), { mode: 0o600 });
  }

  /** Completion requests that the proxy has counted since it was started, whatever became of them. */
  async requests() {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return [...text.matchAll(/^localcascade_proxy_requests(?:_total)?\{.*\} (\d+)/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** The ids of the completion requests in the proxies' log. */
  ids() {
    return [...this.log.matchAll(/\b([0-9a-f]{32}): acme /g)].map(([, id]) => id);
  }

  async run(program, args) {
    const child = spawn(join(this.folder, program), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    Cloud.processes.push(child);
    let output = '';
    const url = await new Promise((resolve, reject) => {
      const read = text => {
        output += text;
        this.log += text;
        const listening = output.match(/listening on (http:\S+)/);
        if (listening) resolve(listening[1]);
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      child.on('exit', code => reject(new Error(`${program} ended (${code}): ${output}`)));
      child.on('error', reject);
    });
    return [url, child];
  }

  static clear() {
    for (const child of Cloud.processes) child.kill('SIGKILL');
  }
}

/** Somebody on the way to the proxy who reads everything: HTTP/2 in, HTTP/2 out. Gives its URL and the bodies of completion requests. */
export async function tap(target) {
  const bodies = [];
  const out = http2.connect(target);
  const server = http2.createServer();
  server.on('stream', async (stream, headers) => {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('error', () => {});
    await new Promise(resolve => stream.on('end', resolve));
    const body = Buffer.concat(chunks);
    if (headers[':path'] === '/v1/completions') {
      bodies.push((headers['content-encoding'] === 'br' ? brotliDecompressSync(body) : body).toString('utf8'));
    }
    const forwarded = out.request({ ...headers, ':authority': new URL(target).host }, { endStream: body.length === 0 });
    forwarded.on('response', answer => { if (!stream.destroyed) stream.respond(answer); });
    forwarded.on('data', chunk => { if (!stream.destroyed) stream.write(chunk); });
    forwarded.on('end', () => { if (!stream.destroyed) stream.end(); });
    forwarded.on('error', () => stream.destroy());
    stream.on('close', () => forwarded.close(http2.constants.NGHTTP2_CANCEL));
    if (body.length > 0) forwarded.end(body);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, bodies };
}
