// When what was done, and how long it took.
import type { Completion } from '../trace';
import { fill, h } from './dom';
import { milliseconds } from './format';

export interface Span {
  name: string;
  tier: string;
  start: number;
  end: number;
}

/** The steps of a completion, in milliseconds from its beginning. */
export function spansOf(completion: Completion): Span[] {
  const spans: Span[] = [];
  const { begun, predicted, prompt, prefilled, tokens, heldBack, cloud } = completion;
  const last = tokens.at(-1);
  const add = (name: string, tier: string, start: number, end: number): void => {
    spans.push({ name, tier, start: Math.max(0, start - begun), end: Math.max(0, end - begun) });
  };
  if (predicted) {
    add('Your code', 'workspace', predicted.at - predicted.ms, predicted.at);
  }
  if (prompt) {
    add('Prompt', 'prompt', prompt.at - prompt.ms, prompt.at);
  }
  if (prefilled) {
    add('Prefill', 'prefill', prefilled.at - prefilled.ms, prefilled.at);
    if (last) {
      add('Decode', 'model', prefilled.at, last.at);
    }
  }
  if (last && completion.ended !== undefined && (completion.answer?.items.length ?? 0) > 1) {
    add('Others', 'wait', last.at, completion.ended);
  }
  if (heldBack) {
    add('Pause', 'pause', heldBack.at, cloud?.at ?? completion.ended ?? heldBack.at + heldBack.ms);
  }
  if (cloud) {
    const first = cloud.pieces[0];
    add('Cloud, first', 'wait', cloud.at, first?.at ?? completion.ended ?? cloud.at);
    if (first) {
      add('Cloud, rest', 'cloud', first.at, cloud.pieces.at(-1)?.at ?? first.at);
    }
  }
  return spans;
}

/** Until when a completion went on, from its beginning. */
export const lengthOf = (completion: Completion): number => (completion.ended ?? Math.max(completion.begun, ...spansOf(completion).map((span) => span.end + completion.begun))) - completion.begun;

export function renderTimeline(root: Element, completion: Completion | undefined): void {
  const spans = completion ? spansOf(completion) : [];
  if (!completion || spans.length === 0) {
    const cached = completion?.kind === 'cached' ? `Answered from memory in ${milliseconds(completion.answer?.timings.total ?? 0)}: no stage ran.` : 'Nothing ran yet.';
    fill(root, h('p', { class: 'empty' }, cached));
    return;
  }

  const whole = Math.max(lengthOf(completion), 1);
  const rows = spans.map((span) =>
    h(
      'li',
      { 'aria-label': `${span.name}: ${milliseconds(span.end - span.start)}, after ${milliseconds(span.start)}` },
      h('span', { class: 'name' }, span.name),
      h('span', { class: 'lane' }, h('i', { class: span.tier, style: `left: ${((span.start / whole) * 100).toFixed(2)}%; width: ${(((span.end - span.start) / whole) * 100).toFixed(2)}%` })),
      h('span', { class: 'value' }, milliseconds(span.end - span.start)),
    ),
  );
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => h('span', { style: `left: ${share * 100}%` }, whole < 20 ? (whole * share).toFixed(1) : String(Math.round(whole * share))));
  fill(root, h('ol', { class: 'lanes' }, ...rows), h('div', { class: 'axis', 'aria-hidden': true }, h('span', { class: 'name' }), h('span', { class: 'lane' }, ...ticks), h('span', { class: 'value' }, 'ms')));
}
