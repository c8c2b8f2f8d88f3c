import { spawn } from 'node:child_process';

export interface RunResult {
  /** The exit code; null when it was ended. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface RunOptions {
  /** Gets every line of standard error as it comes. */
  readonly line?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Runs the daemon's program as a command line. Rejects when it cannot be started at all. */
export function run(program: string, args: readonly string[], { line, signal }: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const process = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, ...(signal && { signal }) });
    let output = '';
    let errors = '';
    let rest = '';
    process.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    process.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      lines.filter(one => one !== '').forEach(one => line?.(one));
    });
    process.on('error', error => signal?.aborted === true ? resolve({ code: null, output, errors }) : reject(error));
    process.on('close', code => resolve({ code, output, errors }));
  });
}

/** What the program complained about, without its name in front. */
export function complaint({ errors, output, code }: RunResult): string {
  const text = errors.trim() || output.trim();
  const said = text.split(/\r?\n/).findLast(line => /error:/.test(line)) ?? text.split(/\r?\n/).at(-1) ?? '';
  return said.replace(/^localcascade: error: /, '') || `It ended with exit code ${code ?? 'none'}.`;
}

/** Settings as the command line takes them. */
export function settingArguments(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${Array.isArray(value) ? value.join(',') : String(value)}`]);
}
