import { languages, type Disposable, type InlineCompletionItem } from 'vscode';
import type { CascadeItem } from '../client/protocol.ts';
import type { Outcomes } from './observer.ts';
import type { CascadeProvider } from './provider.ts';
import { selector } from './selector.ts';

// Of VS Code's proposed API inlineCompletionsAdditions, as it is in 1.139: what it calls where an extension is allowed to.
interface LifetimeEvents {
  handleDidShowCompletionItem(item: InlineCompletionItem): void;
  handleDidPartiallyAcceptCompletionItem(item: InlineCompletionItem, accepted: number | { acceptedLength: number }): void;
  handleEndOfLifetime(item: InlineCompletionItem, reason: EndOfLife): void;
}

interface EndOfLife {
  readonly kind: number;
  readonly supersededBy?: InlineCompletionItem;
}

const Rejected = 1;
const Ignored = 2;

/**
 * Registers the provider with the events of VS Code's own that tell what became of items, where this VS Code has and allows
 * them; undefined where not.
 */
export function registerWithLifetime(provider: CascadeProvider, outcomes: Outcomes<CascadeItem>): Disposable | undefined {
  const acceptedLengths = new WeakMap<CascadeItem, number>();
  const events: LifetimeEvents = {
    handleDidShowCompletionItem: item => tell(item, outcomes.shown.bind(outcomes)),
    handleDidPartiallyAcceptCompletionItem: (item, accepted) => tell(item, ours => {
      const length = typeof accepted === 'number' ? accepted : accepted.acceptedLength;
      // It is told twice, the old way and the new.
      if (length > (acceptedLengths.get(ours) ?? 0)) {
        acceptedLengths.set(ours, length);
        outcomes.partlyAccepted(ours, length);
      }
    }),
    handleEndOfLifetime: (item, reason) => tell(item, ours => {
      if (reason.kind === Rejected) {
        outcomes.rejected(ours);
      } else if (reason.kind === Ignored && reason.supersededBy?.insertText !== item.insertText) {
        // The same text again is the same suggestion, typed through.
        outcomes.ignored(ours);
      }
    }),
  };
  const tell = (item: InlineCompletionItem, what: (ours: CascadeItem) => void) => {
    const ours = provider.itemOf(item);
    if (ours !== undefined) {
      what(ours);
    }
  };

  try {
    return languages.registerInlineCompletionItemProvider(selector, Object.assign(provider, events));
  } catch {
    // Not allowed here. An older VS Code would not fail, nor call them; but this extension's oldest does both.
    for (const name of Object.keys(events)) {
      delete (provider as Partial<LifetimeEvents> & CascadeProvider)[name as keyof LifetimeEvents];
    }

    return undefined;
  }
}
