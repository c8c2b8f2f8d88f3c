// The model's and the cloud's tokens as they come, by how probable they were.
import type { Completion, Token } from '../trace';
import { fill, h } from './dom';
import { percent, visible } from './format';

export function renderTokens(root: HTMLElement, completion: Completion | undefined): void {
  const local = completion?.tokens ?? [];
  const cloud = completion?.cloud?.pieces ?? [];
  root.hidden = local.length + cloud.length === 0;
  fill(root, ...(local.length > 0 ? list('Tokens of the local model', local) : []), ...(cloud.length > 0 ? list('Pieces from the cloud', cloud) : []));
}

function list(title: string, tokens: Token[]): Element[] {
  return [h('h3', {}, title, h('span', { class: 'soft' }, ` ${tokens.length}`)), h('ol', { class: 'tokens' }, ...tokens.map(chip))];
}

function chip({ text, probability }: Token): Element {
  const level = probability === undefined ? 'unknown' : probability >= 0.8 ? 'high' : probability >= 0.4 ? 'middle' : 'low';
  const said = probability === undefined ? 'no probability given' : percent(probability);
  return h(
    'li',
    { class: level, title: `${JSON.stringify(text)}: ${said}`, style: `--p: ${((probability ?? 0) * 100).toFixed(0)}%` },
    h('span', { class: 'text' }, visible(text)),
    h('span', { class: 'p' }, probability === undefined ? '–' : (probability * 100).toFixed(0)),
  );
}
