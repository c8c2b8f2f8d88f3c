import { target } from './platform.ts';
import { complaint, run } from './run.ts';

const codes: Readonly<Record<string, string>> = {
  ENOEXEC: 'it was built for another platform.',
  EACCES: 'it may not be executed.',
  EPERM: 'it may not be executed.',
  // The file itself was there a moment ago.
  ENOENT: 'a system library that it needs is missing, as on a Linux that it was not built for.',
  UNKNOWN: 'it was built for another platform.',
};

/** Why a program that was found does not come up: a sentence. `otherwise` is for one that runs by itself. */
export async function diagnose(path: string, otherwise: string): Promise<string> {
  return `${path} does not run on this machine (${target()}): ${await reason(path, otherwise)}`;
}

async function reason(path: string, otherwise: string): Promise<string> {
  try {
    const result = await run(path, ['--version']);
    return result.code === 0 ? otherwise : complaint(result);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return codes[code ?? ''] ?? message;
  }
}
