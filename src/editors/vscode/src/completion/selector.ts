import { languages, window, type DocumentSelector, type TextDocument } from 'vscode';

/** Text that people write code in: files here or on a virtual file system, new documents, notebook cells, VS Code's own settings. */
export const selector: DocumentSelector & { scheme: string }[] = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-notebook-cell' },
  { scheme: 'vscode-userdata' },
  { scheme: 'vscode-vfs' },
  { scheme: 'vscode-remote' },
];

/** The document that one writes in; undefined where it is none of ours, such as a log. */
export function activeDocument(): TextDocument | undefined {
  const document = window.activeTextEditor?.document;
  return document !== undefined && languages.match(selector, document) > 0 ? document : undefined;
}
