import { InlineCompletionItem, InlineCompletionList, Range, window, type CancellationToken, type InlineCompletionContext, type InlineCompletionItemProvider, type Position, type TextDocument } from 'vscode';
import { InlineCompletionRequest, LSPErrorCodes, ResponseError } from 'vscode-languageclient/node';
import type { CascadeClient } from '../client/cascadeClient.ts';
import type { CascadeItem, CascadeList, CompletionParams } from '../client/protocol.ts';

/** Shows that an answer is being waited for. */
export type Working = <T>(answer: Promise<T>) => Promise<T>;

/** What an answer is offered to, as it is given to VS Code. */
export type Answer = (document: TextDocument, position: Position, items: readonly CascadeItem[]) => void;

/** Asks the daemon for what could be written at the cursor. */
export class CascadeProvider implements InlineCompletionItemProvider {
  private readonly client: () => CascadeClient | undefined;
  private readonly isPaused: (document: TextDocument) => boolean;
  private readonly working: Working;
  private readonly answer: Answer;
  private readonly items = new WeakMap<InlineCompletionItem, CascadeItem>();

  constructor(client: () => CascadeClient | undefined, isPaused: (document: TextDocument) => boolean, working: Working, answer: Answer) {
    this.client = client;
    this.isPaused = isPaused;
    this.working = working;
    this.answer = answer;
  }

  /** The daemon's item behind one of VS Code's. */
  itemOf(item: InlineCompletionItem): CascadeItem | undefined {
    return this.items.get(item);
  }

  async provideInlineCompletionItems(document: TextDocument, position: Position, context: InlineCompletionContext, token: CancellationToken): Promise<InlineCompletionList | null> {
    const client = this.client();
    if (client?.isRunning() !== true || this.isPaused(document)) {
      return null;
    }

    const items = await this.working(ask(client, document, position, context, token));
    if (items === undefined || token.isCancellationRequested) {
      return null;
    }

    this.answer(document, position, items);
    return new InlineCompletionList(items.map(item => this.toItem(item)));
  }

  private toItem(item: CascadeItem): InlineCompletionItem {
    const { start, end } = item.range;
    const range = new Range(start.line, start.character, end.line, end.character);
    const shown = new InlineCompletionItem(item.insertText, range, item.command);
    this.items.set(shown, item);
    return shown;
  }
}

const expected: readonly number[] = [LSPErrorCodes.RequestCancelled, LSPErrorCodes.ServerCancelled, LSPErrorCodes.ContentModified];

async function ask(client: CascadeClient, document: TextDocument, position: Position, context: InlineCompletionContext, token: CancellationToken): Promise<readonly CascadeItem[] | undefined> {
  const language = document.languageId;
  const standard = client.code2ProtocolConverter.asInlineCompletionParams(document, position, context);
  const formatting = formattingOf(document);
  const parameters: CompletionParams = {
    ...standard,
    textDocument: { uri: standard.textDocument.uri, version: document.version },
    ...(formatting === undefined ? {} : { formattingOptions: formatting }),
  };
  try {
    // By its name: the type's parameters leave no room for what the dialect adds.
    return (await client.sendRequest<CascadeList | null>(InlineCompletionRequest.method, parameters, token))?.items ?? [];
  } catch (error) {
    // The daemon calls off a request that a newer one has made pointless, and VS Code those that it does not wait for.
    if (token.isCancellationRequested) {
      return undefined;
    }

    if (!(error instanceof ResponseError && expected.includes(error.code))) {
      client.error('A suggestion could not be had', error);
      return undefined;
    }

    // A new document's language is found out while one writes: to the daemon it is closed and opened again, which calls off what was asked, and VS Code does not ask again.
    return document.languageId === language ? undefined : ask(client, document, position, context, token);
  }
}

function formattingOf(document: TextDocument): CompletionParams['formattingOptions'] {
  const options = window.visibleTextEditors.find(editor => editor.document === document)?.options;
  return typeof options?.tabSize === 'number' && typeof options.insertSpaces === 'boolean' ? { tabSize: options.tabSize, insertSpaces: options.insertSpaces } : undefined;
}
