// The files that are open in the editor, kept the same in the server.
import type { Connection } from './connection';
import { toMonaco } from './languages';
import { Uri, editor } from './monaco';
import type { OpenedFile, Range } from './protocol';

export interface OpenDocument {
  readonly name: string;
  readonly uri: string;
  readonly languageId: string;
  readonly model: editor.ITextModel;
  viewState: editor.ICodeEditorViewState | null;
}

export class Documents {
  /** When a document was last changed, by `performance.now()`. */
  lastChange = 0;

  private readonly open = new Map<string, OpenDocument>();

  constructor(private connection: Connection) {}

  get all(): OpenDocument[] {
    return [...this.open.values()];
  }

  byName(name: string): OpenDocument | undefined {
    return this.all.find((document) => document.name === name);
  }

  of(model: editor.ITextModel): OpenDocument | undefined {
    return this.open.get(model.uri.toString());
  }

  add(file: OpenedFile): OpenDocument {
    const model = editor.createModel(file.text, toMonaco(file.languageId), Uri.parse(file.uri));
    const document: OpenDocument = { name: file.name, uri: file.uri, languageId: file.languageId, model, viewState: null };
    this.open.set(model.uri.toString(), document);
    this.tell(document);
    model.onDidChangeContent((event) => {
      this.lastChange = performance.now();
      this.connection.notify('textDocument/didChange', {
        textDocument: { uri: document.uri, version: model.getVersionId() },
        contentChanges: event.isEolChange ? [{ text: model.getValue() }] : event.changes.map((change) => ({ range: toLsp(change.range), rangeLength: change.rangeLength, text: change.text })),
      });
    });
    return document;
  }

  /** Tells another server of everything that is open. */
  moveTo(connection: Connection): void {
    this.connection = connection;
    for (const document of this.open.values()) {
      this.tell(document);
    }
  }

  private tell(document: OpenDocument): void {
    const { uri, languageId, model } = document;
    this.connection.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: model.getVersionId(), text: model.getValue() } });
  }
}

interface MonacoRange {
  startLineNumber: number;
  startColumn: number;
  endLineNumber: number;
  endColumn: number;
}

function toLsp(range: MonacoRange): Range {
  return {
    start: { line: range.startLineNumber - 1, character: range.startColumn - 1 },
    end: { line: range.endLineNumber - 1, character: range.endColumn - 1 },
  };
}

export function toMonacoRange(range: Range): MonacoRange {
  return { startLineNumber: range.start.line + 1, startColumn: range.start.character + 1, endLineNumber: range.end.line + 1, endColumn: range.end.character + 1 };
}
