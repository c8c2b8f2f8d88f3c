// The page as an editor: asks for completions and reports what becomes of them, as the Copilot dialect has it.
import { RpcError, type Connection } from './connection';
import { toMonacoRange, type Documents } from './documents';
import { languages } from './monaco';
import type { InlineItem } from './protocol';

interface Item extends languages.InlineCompletion {
  readonly item: InlineItem;
}

interface Items extends languages.InlineCompletions<Item> {
  readonly items: Item[];
}

export type Fate = 'shown' | 'accepted' | 'partly' | 'rejected' | 'ignored';

export interface CompletionEvents {
  /** An item's answer was here after this many milliseconds since the keystroke. */
  received(itemId: string, milliseconds: number): void;
  became(itemId: string, fate: Fate): void;
}

const idOf = (item: Item): string => item.item.command.arguments[0] ?? '';

/** Whose triggers count as typing: the page's own, at the beginning. */
export interface Asking {
  byPage: boolean;
}

export function provideCompletions(connection: () => Connection, documents: Documents, asking: Asking, events: CompletionEvents): void {
  const provider: languages.InlineCompletionsProvider<Items> = {
    debounceDelayMs: 0,

    async provideInlineCompletions(model, position, context, token) {
      const document = documents.of(model);
      if (!document || token.isCancellationRequested) {
        return { items: [] };
      }

      const options = model.getOptions();
      const explicit = context.triggerKind === languages.InlineCompletionTriggerKind.Explicit && !asking.byPage;
      asking.byPage = false;
      const asked = explicit || performance.now() - documents.lastChange > 1000 ? performance.now() : documents.lastChange;
      try {
        const answer = await connection().request<{ items: InlineItem[] }>(
          'textDocument/inlineCompletion',
          {
            textDocument: { uri: document.uri, version: model.getVersionId() },
            position: { line: position.lineNumber - 1, character: position.column - 1 },
            context: { triggerKind: explicit ? 1 : 2 },
            formattingOptions: { tabSize: options.tabSize, insertSpaces: options.insertSpaces },
          },
          (cancel) => token.onCancellationRequested(cancel),
        );
        const items = answer.items.map((item) => ({ insertText: item.insertText, range: toMonacoRange(item.range), item }));
        if (items[0]) {
          events.received(idOf(items[0]), performance.now() - asked);
        }
        return { items };
      } catch (error) {
        if (error instanceof RpcError) {
          return { items: [] };
        }
        throw error;
      }
    },

    handleItemDidShow(_, item) {
      connection().notify('textDocument/didShowCompletion', { item: item.item });
      events.became(idOf(item), 'shown');
    },

    handlePartialAccept(_, item, _characters, info) {
      connection().notify('textDocument/didPartiallyAcceptCompletion', { item: item.item, acceptedLength: info.acceptedLength });
      events.became(idOf(item), 'partly');
    },

    handleEndOfLifetime(_, item, reason, summary) {
      if (reason.kind === languages.InlineCompletionEndOfLifeReasonKind.Accepted) {
        void connection().request('workspace/executeCommand', item.item.command).catch(() => {});
        events.became(idOf(item), 'accepted');
      } else if (reason.kind === languages.InlineCompletionEndOfLifeReasonKind.Rejected) {
        connection().notify('localcascade/didReject', { item: item.item });
        events.became(idOf(item), 'rejected');
      } else if (summary.shown && !(reason.supersededBy && idOf(reason.supersededBy) === idOf(item))) {
        // Typed through, the same item comes again under its id.
        connection().notify('localcascade/didIgnore', { item: item.item });
        events.became(idOf(item), 'ignored');
      }
    },

    // Nothing of a list is held; Monaco insists on being able to say so.
    disposeInlineCompletions() {},
  };
  languages.registerInlineCompletionsProvider('*', provider);
}
