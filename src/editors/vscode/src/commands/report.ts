import { ColorThemeKind, Uri, ViewColumn, window, workspace, type WebviewPanel } from 'vscode';
import { givenSettings } from '../client/settings.ts';
import { complaint, run, settingArguments } from '../daemon/run.ts';
import { requireDaemon, type Workbench } from './workbench.ts';

let panel: WebviewPanel | undefined;

/** Shows what was answered where, how fast, and what became of it. */
export async function openReport(workbench: Workbench): Promise<void> {
  const page = await readReport(workbench);
  if (panel === undefined) {
    // The page needs no script and fetches nothing, so it is allowed neither.
    panel = window.createWebviewPanel('localcascade.report', 'LocalCascade Report', ViewColumn.Active, { enableScripts: false, localResourceRoots: [], enableFindWidget: true });
    panel.onDidDispose(() => (panel = undefined));
  } else {
    panel.reveal();
  }

  panel.webview.html = inTheme(page);
}

async function readReport(workbench: Workbench): Promise<string> {
  const daemon = requireDaemon(workbench);
  await workspace.fs.createDirectory(workbench.storage);
  const file = Uri.joinPath(workbench.storage, 'report.html');
  const known = Object.entries(givenSettings()).filter(([key]) => /^(telemetry|cloudPrice|cloudCurrency)/.test(key));
  const result = await run(daemon.path, ['report', '--html', file.fsPath, ...settingArguments(Object.fromEntries(known))]);
  if (result.code !== 0) {
    throw new Error(`The report could not be made. ${complaint(result)}`);
  }

  const page = new TextDecoder().decode(await workspace.fs.readFile(file));
  await workspace.fs.delete(file);
  return page;
}

/** The page follows the system's light and dark; in the editor it follows the editor's. */
function inTheme(page: string): string {
  const kind = window.activeColorTheme.kind;
  const dark = kind === ColorThemeKind.Dark || kind === ColorThemeKind.HighContrast;
  return page.replace(/@media\s*\(prefers-color-scheme:\s*(dark|light)\)/g, (_, scheme: string) => (scheme === 'dark') === dark ? '@media all' : '@media not all');
}
