// The steps of completions, put together again. No DOM here.
import type { Fate } from './completions';
import type { Answer, AnswerItem, Decision, PromptLayout, TraceStep } from './protocol';

export interface Token {
  text: string;
  probability: number | undefined;
  at: number;
}

export interface Completion {
  id: string;
  uri: string;
  line: number;
  /** Asked by the user's typing or key; ahead of them; or answered from an earlier answer. */
  kind: 'asked' | 'ahead' | 'cached';
  trigger: 'Automatic' | 'Invoked';
  begun: number;
  ended?: number;
  predicted?: { at: number; ms: number; text?: string; confidence?: number; source?: string; exchanged?: boolean };
  prompt?: { at: number; ms: number; layout: PromptLayout };
  prefilled?: { at: number; ms: number; reused: number; run: number };
  tokens: Token[];
  decision?: Decision;
  heldBack?: { at: number; ms: number };
  cloud?: { at: number; characters: number; contextFiles: number; pieces: Token[] };
  answer?: Answer;
  /** Whether the answer was sent: somebody may have stopped waiting. */
  awaited?: boolean;
  stopped?: { stage: string; after: number; ms: number };
  fate?: Fate;
  /** From the keystroke to the answer in the page, in milliseconds. */
  inPage?: number;
  /** What it was answered from, where that is still known: its tokens and confidence are those. */
  source?: Completion;
  /** How often it was answered from the same earlier answer in a row. */
  times: number;
}

export interface Totals {
  answered: number;
  local: number;
  cached: number;
  cloud: number;
  stopped: number;
  stopTime: number;
  promptTokens: number;
  reusedTokens: number;
  shown: number;
  accepted: number;
  lost: number;
}

const mostKept = 60;

export class Trace {
  /** The newest first. */
  readonly completions: Completion[] = [];
  readonly totals: Totals = { answered: 0, local: 0, cached: 0, cloud: 0, stopped: 0, stopTime: 0, promptTokens: 0, reusedTokens: 0, shown: 0, accepted: 0, lost: 0 };
  onChange: () => void = () => {};

  // What the page knows of items whose answer's step has not come yet: it takes another way than the answer itself.
  private readonly news = new Map<string, { inPage?: number; fate?: Fate }>();

  take(step: TraceStep): void {
    if (step.kind === 'lost') {
      this.totals.lost += step.count;
    } else if (step.kind === 'begun') {
      this.add({ id: step.id, uri: step.uri, line: step.line, kind: step.ahead ? 'ahead' : 'asked', trigger: step.trigger, begun: step.at, tokens: [], times: 1 });
    } else {
      const completion = this.completions.find((one) => one.id === step.id);
      if (completion) {
        this.apply(completion, step);
      } else if (step.kind === 'answered') {
        this.takeCached(step);
      }
    }
    this.onChange();
  }

  /** The answer is in the page. */
  received(itemId: string, milliseconds: number): void {
    const completion = this.byItem(itemId);
    if (completion) {
      completion.inPage = milliseconds;
    } else {
      this.news.set(itemId, { ...this.news.get(itemId), inPage: milliseconds });
    }
    this.onChange();
  }

  became(itemId: string, fate: Fate): void {
    const completion = this.byItem(itemId);
    const before = completion ?? this.news.get(itemId);
    // A text that was accepted in part is shown again, and counts once.
    if (before?.fate === fate || (fate === 'shown' && before?.fate !== undefined)) {
      return;
    }
    this.totals.shown += fate === 'shown' ? 1 : 0;
    this.totals.accepted += fate === 'accepted' ? 1 : 0;
    if (!completion) {
      this.news.set(itemId, { ...before, fate });
      return;
    }
    // Accepted in part and then left, it was still of use.
    if (!(completion.fate === 'partly' && fate === 'ignored')) {
      completion.fate = fate;
    }
    this.onChange();
  }

  /** What the user asked last, for showing. */
  get latest(): Completion | undefined {
    return this.completions.find((completion) => completion.kind !== 'ahead');
  }

  private byItem(itemId: string): Completion | undefined {
    return this.completions.find((completion) => completion.kind !== 'ahead' && completion.answer?.items.some((item) => item.id === itemId));
  }

  private add(completion: Completion): void {
    this.completions.unshift(completion);
    this.completions.length = Math.min(this.completions.length, mostKept);
  }

  private apply(completion: Completion, step: Exclude<TraceStep, { kind: 'lost' | 'begun' }>): void {
    switch (step.kind) {
      case 'predicted':
        completion.predicted = step;
        break;
      case 'prompt':
        completion.prompt = { at: step.at, ms: step.ms, layout: step.prompt };
        break;
      case 'prefilled':
        completion.prefilled = step;
        this.totals.reusedTokens += step.reused;
        this.totals.promptTokens += step.reused + step.run;
        break;
      case 'token':
        completion.tokens.push({ text: step.text, probability: step.probability, at: step.at });
        break;
      case 'decided':
        completion.decision = step.decision;
        break;
      case 'heldBack':
        completion.heldBack = step;
        break;
      case 'cloudAsked':
        completion.cloud = { at: step.at, characters: step.characters, contextFiles: step.contextFiles, pieces: [] };
        break;
      case 'cloudPiece':
        completion.cloud?.pieces.push({ text: step.text, probability: step.probabilities[0], at: step.at });
        break;
      case 'stopped':
        completion.stopped = step;
        completion.ended = step.at;
        this.totals.stopped++;
        this.totals.stopTime += step.ms;
        break;
      case 'answered':
      case 'finished':
        completion.ended = step.at;
        completion.decision = step.decision;
        completion.answer = step.answer;
        if (step.kind === 'answered') {
          completion.awaited = true;
          this.count(step.answer.items[0]);
          this.noteNews(completion);
        }
        break;
    }
  }

  private takeCached(step: TraceStep & { kind: 'answered' }): void {
    const item = step.answer.items[0];
    this.count(item);
    const last = this.completions[0];
    if (item && last?.kind === 'cached' && last.answer?.items[0]?.id === item.id) {
      last.times++;
      Object.assign(last, { answer: step.answer, decision: step.decision, ended: step.at, line: step.line });
      this.noteNews(last);
      return;
    }

    const completion: Completion = {
      id: step.id,
      uri: step.uri,
      line: step.line,
      kind: 'cached',
      trigger: step.trigger,
      begun: step.at - step.answer.timings.total,
      ended: step.at,
      tokens: [],
      decision: step.decision,
      answer: step.answer,
      times: 1,
    };
    const source = item && this.completions.find((one) => one.answer?.items.some((other) => other.id === item.id));
    if (source) {
      completion.source = source.source ?? source;
    }
    this.add(completion);
    this.noteNews(completion);
  }

  private noteNews(completion: Completion): void {
    const id = completion.answer?.items[0]?.id ?? '';
    Object.assign(completion, this.news.get(id));
    this.news.delete(id);
  }

  private count(item: AnswerItem | undefined): void {
    if (item) {
      this.totals.answered++;
      this.totals.cached += item.fromCache ? 1 : 0;
      this.totals.cloud += !item.fromCache && item.origin === 'Cloud' ? 1 : 0;
      this.totals.local += item.origin !== 'Cloud' ? 1 : 0;
    }
  }
}
