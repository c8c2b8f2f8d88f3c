import { ConfigurationTarget, env, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { SignInAnswer } from '../client/protocol.ts';
import { sendSettings } from '../client/start.ts';
import { inform, reasonOf } from '../messages.ts';
import { requireClient, requireDaemon, type Workbench } from './workbench.ts';

interface CloudStanding {
  readonly cloudState?: string;
  readonly cloudMessage?: string;
}

/** Signs in to a cloud tier in the browser, or in a terminal where it takes credentials only. */
export async function signIn(workbench: Workbench): Promise<void> {
  const client = requireClient(workbench);
  const hadCloud = (await standing(workbench)).cloudState !== undefined;
  const url = hadCloud ? cloudSetting().get('cloudUrl', '') : await askForCloud(workbench);
  if (url === undefined) {
    return;
  }

  let answer: SignInAnswer;
  try {
    answer = await client.sendRequest<SignInAnswer>('signIn', {});
  } catch (error) {
    if (!hadCloud) {
      // An address that does not work is asked for again. One that takes credentials is remembered with these.
      await cloudSetting().update('cloudUrl', undefined, ConfigurationTarget.Global);
    }

    await offerTerminal(workbench, reasonOf(error), url);
    return;
  }

  if (answer.status === 'AlreadySignedIn') {
    inform(`You are signed in${answer.user ? ` as ${answer.user}` : ''}.`);
    return;
  }

  const page = Uri.parse(answer.command?.arguments?.[0] as string | undefined ?? answer.verificationUri ?? '', true);
  const open = { title: 'Copy Code and Open Browser' };
  if (await window.showInformationMessage(`LocalCascade: enter the code ${answer.userCode} at ${answer.verificationUri} to sign in.`, open) === open) {
    await env.clipboard.writeText(answer.userCode ?? '');
    await env.openExternal(page);
    await waitUntilSignedIn(workbench);
  }
}

export async function signOut(workbench: Workbench): Promise<void> {
  await requireClient(workbench).sendRequest('signOut', {});
  inform('You are signed out. Suggestions go on, from this machine alone.');
}

async function standing(workbench: Workbench): Promise<CloudStanding> {
  return requireClient(workbench).sendRequest<CloudStanding>('localcascade/status', {});
}

/** Asks where the cloud is; undefined when one changes one's mind. */
async function askForCloud(workbench: Workbench): Promise<string | undefined> {
  const url = (await window.showInputBox({
    title: 'LocalCascade: sign in to a cloud',
    prompt: "The address of your team's cloud tier. Without one, everything stays on this machine.",
    placeHolder: 'https://completions.example.org',
    validateInput: text => /^https?:\/\/[^/]+/.test(text.trim()) ? undefined : 'An address such as https://completions.example.org',
  }))?.trim();
  if (url !== undefined) {
    await cloudSetting().update('cloudUrl', url, ConfigurationTarget.Global);
    await sendSettings(requireClient(workbench));
  }

  return url;
}

async function offerTerminal(workbench: Workbench, reason: string, url: string): Promise<void> {
  const inTerminal = { title: 'Sign In in a Terminal' };
  if (await window.showWarningMessage(`LocalCascade: ${reason}`, inTerminal) !== inTerminal) {
    return;
  }

  const terminal = window.createTerminal({ name: 'LocalCascade', shellPath: requireDaemon(workbench).path, shellArgs: ['login', ...(url === '' ? [] : ['--url', url])] });
  terminal.show();
  const closed = window.onDidCloseTerminal(async which => {
    if (which === terminal) {
      closed.dispose();
      // The daemon looks for the new sign-in.
      await sendSettings(requireClient(workbench));
    }
  });
}

function cloudSetting() {
  return workspace.getConfiguration('localcascade');
}

async function waitUntilSignedIn(workbench: Workbench): Promise<void> {
  const done = await window.withProgress({ location: ProgressLocation.Notification, title: 'LocalCascade: waiting for the sign-in in the browser', cancellable: true }, async (_, token) => {
    while (!token.isCancellationRequested) {
      if ((await standing(workbench)).cloudState === 'Ready') {
        return true;
      }

      await new Promise(resolve => setTimeout(resolve, 1000));
    }

    return false;
  });
  if (done) {
    inform('You are signed in.');
  }
}
