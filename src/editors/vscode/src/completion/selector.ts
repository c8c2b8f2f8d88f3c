import type { DocumentSelector } from 'vscode';

/** Text that people write code in: files here or on a virtual file system, new documents, notebook cells, VS Code's own settings. */
export const selector: DocumentSelector & { scheme: string }[] = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-notebook-cell' },
  { scheme: 'vscode-userdata' },
  { scheme: 'vscode-vfs' },
  { scheme: 'vscode-remote' },
];
