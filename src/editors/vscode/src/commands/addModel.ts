import { ProgressLocation, window, type Uri } from 'vscode';
import { complaint, run } from '../daemon/run.ts';
import { complain, offers } from '../messages.ts';
import { useModel } from './switchModel.ts';
import { requireDaemon, type Workbench } from './workbench.ts';

/** Adds a model from a folder or an archive on disk, and offers to use it. */
export async function addModel(workbench: Workbench, source?: Uri): Promise<void> {
  const daemon = requireDaemon(workbench);
  const chosen = source ?? await chooseSource();
  if (chosen === undefined) {
    return;
  }

  const result = await window.withProgress({ location: ProgressLocation.Notification, title: 'LocalCascade: adding a model', cancellable: true }, async (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    let shown = 0;
    return run(daemon.path, ['models', 'add', chosen.fsPath], {
      signal: stop.signal,
      line: line => {
        // Such as "40 % of 1200 MB".
        const percent = Number(/^(\d+) %/.exec(line)?.[1] ?? shown);
        progress.report({ message: line, increment: percent - shown });
        shown = percent;
      },
    });
  });
  if (result.code === null) {
    return;
  }

  workbench.log.info(`models add: ${(result.output + result.errors).trim()}`);
  if (result.code !== 0) {
    complain(`The model was not added. ${complaint(result)}`, offers.showLog);
    return;
  }

  const name = /^(.+) is installed in /m.exec(result.output)?.[1] ?? '';
  const use = { title: 'Use It' };
  if (await window.showInformationMessage(`LocalCascade: the model ${name} was added.`, use) === use) {
    await useModel(name);
  }
}

async function chooseSource(): Promise<Uri | undefined> {
  const folder = { label: '$(folder) A model folder…', detail: 'In the ONNX Runtime GenAI layout: genai_config.json, model.onnx, tokenizer.json' };
  const archive = { label: '$(file-zip) An archive of one…', detail: '.zip, .tar, .tar.gz, .tgz' };
  const kind = await window.showQuickPick([folder, archive], { placeHolder: 'Nothing is downloaded: the model is taken from this disk' });
  if (kind === undefined) {
    return undefined;
  }

  const options = kind === folder
    ? { canSelectFiles: false, canSelectFolders: true }
    : { canSelectFiles: true, filters: { 'Archives': ['zip', 'tar', 'gz', 'tgz'] } };
  return (await window.showOpenDialog({ ...options, canSelectMany: false, openLabel: 'Add Model' }))?.[0];
}
