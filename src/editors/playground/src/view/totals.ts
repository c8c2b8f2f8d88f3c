// Since the page was opened.
import type { Totals } from '../trace';
import { fill, h } from './dom';
import { milliseconds, percent } from './format';

export function renderTotals(root: Element, totals: Totals): void {
  const figure = (name: string, value: string, more: string): Element => h('div', {}, h('dt', {}, name), h('dd', { class: 'value' }, value), h('dd', { class: 'more' }, more));
  fill(
    root,
    figure('Local', totals.answered === 0 ? '–' : percent(totals.local / totals.answered), `of ${totals.answered}`),
    figure('Typed through', String(totals.cached), 'cached'),
    figure('Stopped', String(totals.stopped), totals.stopped === 0 ? 'half-way' : `${milliseconds(totals.stopTime / totals.stopped)} each`),
    figure('KV reuse', totals.promptTokens === 0 ? '–' : percent(totals.reusedTokens / totals.promptTokens), 'of prompts'),
    figure('Accepted', String(totals.accepted), `of ${totals.shown} shown`),
  );
}
