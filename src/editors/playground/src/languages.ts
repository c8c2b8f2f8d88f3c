// LSP's names for languages that Monaco knows by others.
const monacoIds = new Map([
  ['shellscript', 'shell'],
  ['typescriptreact', 'typescript'],
  ['javascriptreact', 'javascript'],
]);

export const toMonaco = (languageId: string): string => monacoIds.get(languageId) ?? languageId;

const names = new Map([
  ['c', 'C'],
  ['cpp', 'C++'],
  ['csharp', 'C#'],
  ['go', 'Go'],
  ['java', 'Java'],
  ['javascript', 'JavaScript'],
  ['python', 'Python'],
  ['rust', 'Rust'],
  ['typescript', 'TypeScript'],
]);

/** A language's name for people. */
export const languageName = (languageId: string): string => names.get(languageId) ?? languageId;
