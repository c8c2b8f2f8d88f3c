/**
 * What becomes of suggestions, concluded from what can be seen of them: VS Code tells published extensions of acceptance
 * only. A suggestion is the text that was answered; it stands as long as what is in the document agrees with it.
 */

/** A suggestion as the daemon answered it. */
export interface Answered<T> {
  readonly item: T;
  /** All the text, in the document's line endings. */
  readonly text: string;
  /** Where it begins in the document, in UTF-16 units. */
  readonly start: number;
  /** How much of it stands in the document already, up to the cursor. */
  readonly covered: number;
  /** How much text behind the cursor it replaces: a bracket that closed itself, which it brings along. */
  readonly behind?: number;
}

/** One change of a document. */
export interface Change {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: string;
}

/** Where conclusions go. */
export interface Outcomes<T> {
  shown(item: T): void;
  /** `length` counts UTF-16 units from the beginning of the item's text. */
  partlyAccepted(item: T, length: number): void;
  rejected(item: T): void;
  ignored(item: T): void;
}

interface Standing<T> extends Answered<T> {
  covered: number;
  shown: boolean;
  readonly document: string;
  readonly timer: { cancel(): void };
}

/** How long a suggestion has to stand before it counts as seen: below that, nobody read it. */
export const glance = 100;

/** Watches the one suggestion that is on the screen. */
export class SuggestionObserver<T> {
  private readonly outcomes: Outcomes<T>;
  private readonly after: (milliseconds: number, action: () => void) => { cancel(): void };
  private standing: Standing<T> | undefined;

  constructor(outcomes: Outcomes<T>, after: (milliseconds: number, action: () => void) => { cancel(): void }) {
    this.outcomes = outcomes;
    this.after = after;
  }

  /** The daemon answered. With nothing, undefined, what stands is left standing: VS Code goes on showing it as long as the text agrees. */
  answered(document: string, answer: Answered<T> | undefined): void {
    if (answer === undefined) {
      return;
    }

    const before = this.standing;
    if (before !== undefined && before.document === document && isSame(before, answer)) {
      // Typed through: another answer with the same text takes over, and is seen where the one before was.
      before.timer.cancel();
      this.stand(document, answer);
      if (before.shown) {
        this.see();
      }
    } else {
      this.end('ignored');
      this.stand(document, answer);
    }
  }

  /** A document was changed, by all of `changes` at once. */
  changed(document: string, changes: readonly Change[]): void {
    const standing = this.standing;
    if (standing?.document !== document || changes.length === 0) {
      return;
    }

    const only = changes.length === 1 ? changes[0] : undefined;
    const covered = only === undefined ? undefined : coveredAfter(standing, only);
    if (covered === undefined) {
      this.end('ignored');
    } else if (covered >= standing.text.length) {
      // Typed to its end, or accepted: then its command follows.
      this.see();
      this.end('nothing');
    } else {
      if (covered > standing.covered && !isTyped(standing.text.slice(standing.covered, covered))) {
        this.see();
        this.outcomes.partlyAccepted(standing.item, covered);
      }

      standing.covered = covered;
    }
  }

  /** The cursor stands at `offset` of a document; undefined: something is selected, or there are several. */
  moved(document: string, offset: number | undefined): void {
    const standing = this.standing;
    if (standing !== undefined && (standing.document !== document || standing.start + standing.covered !== offset)) {
      this.end('ignored');
    }
  }

  /** Somebody pressed the key that hides the suggestion: so it was there. */
  dismissed(): void {
    this.see();
    this.end('rejected');
  }

  /** An item was accepted whole. */
  accepted(): void {
    this.see();
    this.end('nothing');
  }

  dispose(): void {
    this.standing?.timer.cancel();
    this.standing = undefined;
  }

  private stand(document: string, answer: Answered<T>): void {
    this.standing = { ...answer, document, shown: false, timer: this.after(glance, () => this.see()) };
  }

  private see(): void {
    const standing = this.standing;
    if (standing !== undefined && !standing.shown) {
      standing.shown = true;
      standing.timer.cancel();
      this.outcomes.shown(standing.item);
    }
  }

  private end(outcome: 'ignored' | 'rejected' | 'nothing'): void {
    const standing = this.standing;
    this.standing = undefined;
    standing?.timer.cancel();
    // Nobody ignores what was not to be seen.
    if (standing?.shown === true && outcome !== 'nothing') {
      this.outcomes[outcome](standing.item);
    }
  }
}

function isSame<T>(before: Standing<T>, answer: Answered<T>): boolean {
  return before.start + before.covered === answer.start + answer.covered && before.text.slice(before.covered) === answer.text.slice(answer.covered);
}

/** How much of the text stands in the document after a change; undefined when the change is no part of it. */
function coveredAfter(standing: { text: string; start: number; covered: number; behind?: number }, change: Change): number | undefined {
  const cursor = standing.start + standing.covered;
  const end = change.offset + change.removed;
  if (change.offset < standing.start || end < cursor || end > cursor + (standing.behind ?? 0)) {
    return undefined;
  }

  const kept = change.offset - standing.start;
  return standing.text.startsWith(change.inserted, kept) ? kept + change.inserted.length : undefined;
}

/** Whether one key writes this: a character, a pair of brackets or quotes that closes itself, a line break with its indentation. */
function isTyped(text: string): boolean {
  return [...text].length === 1 || /^(\(\)|\[\]|\{\}|<>|""|''|``|\r?\n[ \t]*)$/.test(text);
}
