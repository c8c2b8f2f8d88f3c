// The model's and the cloud's tokens as they come, by how probable they were.
import type { Completion, Token } from '../trace';
import { h } from './dom';
import { percent, visible } from './format';

/** Those that are there stay: a token comes once. */
export class TokenView {
  private readonly local = new TokenList('Tokens of the local model');
  private readonly cloud = new TokenList('Pieces from the cloud');

  constructor(private readonly root: HTMLElement) {
    root.append(this.local.element, this.cloud.element);
  }

  render(completion: Completion | undefined): void {
    const local = completion?.tokens ?? [];
    const cloud = completion?.cloud?.pieces ?? [];
    this.local.render(completion?.id, local);
    this.cloud.render(completion?.id, cloud);
    this.root.hidden = local.length + cloud.length === 0;
  }
}

class TokenList {
  readonly element: HTMLElement;

  private readonly count = h('span', { class: 'soft' });
  private readonly list = h('ol', { class: 'tokens' });
  private shown: string | undefined;

  constructor(title: string) {
    this.element = h('div', {}, h('h3', {}, `${title} `, this.count), this.list);
  }

  render(id: string | undefined, tokens: Token[]): void {
    if (this.shown !== id) {
      this.shown = id;
      this.list.replaceChildren();
    }
    this.list.append(...tokens.slice(this.list.childElementCount).map(chip));
    this.count.textContent = String(tokens.length);
    this.element.hidden = tokens.length === 0;
  }
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
