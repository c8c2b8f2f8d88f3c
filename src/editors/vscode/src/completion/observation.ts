import { commands, Disposable, EndOfLine, languages, Range, window, workspace, type Position, type TextDocument, type TextEditor } from 'vscode';
import type { CascadeItem } from '../client/protocol.ts';
import { SuggestionObserver, type Answered, type Outcomes } from './observer.ts';
import type { CascadeProvider } from './provider.ts';
import { selector } from './selector.ts';

// Milliseconds.
const settled = 20;

/** Feeds the observer with what VS Code tells every extension. */
export class Observation implements Disposable {
  private readonly observer: SuggestionObserver<CascadeItem>;
  private readonly subscriptions: Disposable;

  constructor(provider: CascadeProvider, outcomes: Outcomes<CascadeItem>) {
    this.observer = new SuggestionObserver(outcomes, (milliseconds, action) => {
      const timer = setTimeout(action, milliseconds);
      return { cancel: () => clearTimeout(timer) };
    });
    this.subscriptions = Disposable.from(
      languages.registerInlineCompletionItemProvider(selector, provider),
      workspace.onDidChangeTextDocument(event => this.observer.changed(
        event.document.uri.toString(),
        event.contentChanges.map(change => ({ offset: change.rangeOffset, removed: change.rangeLength, inserted: change.text })),
      )),
      // A little later: accepting a part of the text lets the cursor pass through where it was.
      window.onDidChangeTextEditorSelection(({ textEditor }) => void setTimeout(() => this.moved(textEditor), settled)),
      workspace.onDidCloseTextDocument(document => this.observer.moved(document.uri.toString(), undefined)),
    );
    // Escape is ours only where VS Code does not tell us of it.
    void commands.executeCommand('setContext', 'localcascade.observing', true);
  }

  answered(document: TextDocument, position: Position, items: readonly CascadeItem[]): void {
    const first = items[0];
    this.observer.answered(document.uri.toString(), first && standing(document, position, first));
  }

  accepted(): void {
    this.observer.accepted();
  }

  dismissed(): void {
    this.observer.dismissed();
  }

  private moved({ document, selections }: TextEditor): void {
    const only = selections.length === 1 && selections[0]?.isEmpty === true ? selections[0].active : undefined;
    this.observer.moved(document.uri.toString(), only && document.offsetAt(only));
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.observer.dispose();
  }
}

/** Where an answer stands; undefined when the document has moved on, or VS Code will not show it there. */
function standing(document: TextDocument, position: Position, item: CascadeItem): Answered<CascadeItem> | undefined {
  const eol = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  const text = item.insertText.replace(/\r\n|\n/g, eol);
  const start = document.offsetAt(position.with(item.range.start.line, item.range.start.character));
  const cursor = document.offsetAt(position);
  const covered = cursor - start;
  const behind = document.offsetAt(position.with(item.range.end.line, item.range.end.character)) - cursor;
  const written = document.getText(new Range(document.positionAt(start), position));
  return covered >= 0 && covered < text.length && text.startsWith(written) ? { item, text, start, covered, behind } : undefined;
}
