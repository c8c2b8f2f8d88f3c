// What the prompt's tokens are spent on, and how many of them the KV cache held.
import type { Completion } from '../trace';
import { fill, h } from './dom';
import { count, percent } from './format';

export function renderPrompt(root: Element, completion: Completion | undefined): void {
  const layout = completion?.prompt?.layout;
  if (!completion || !layout) {
    fill(root, h('p', { class: 'empty' }, whyNone(completion)));
    return;
  }

  const parts = [
    { name: 'Before', key: 'before', tokens: layout.prefix },
    { name: 'Typed since', key: 'typed', tokens: layout.typed },
    { name: 'Behind', key: 'behind', tokens: layout.suffix },
    { name: 'Markers', key: 'markers', tokens: layout.markers },
  ];
  const used = parts.reduce((sum, part) => sum + part.tokens, 0);
  const { prefilled } = completion;
  const whole = Math.max(layout.budget, used);
  fill(
    root,
    bar('budget', [...parts.map((part) => ({ key: part.key, share: part.tokens / whole })), { key: 'free', share: Math.max(0, whole - used) / whole }], `${used} of ${layout.budget} tokens`),
    h('ul', { class: 'legend' }, ...parts.map((part) => h('li', {}, h('i', { class: `key ${part.key}` }), part.name, ' ', h('b', {}, String(part.tokens)))), h('li', {}, h('i', { class: 'key free' }), 'Free ', h('b', {}, String(Math.max(0, layout.budget - used))))),
    prefilled && bar('reuse', [{ key: 'reused', share: prefilled.reused / (prefilled.reused + prefilled.run) }, { key: 'run', share: prefilled.run / (prefilled.reused + prefilled.run) }], 'Tokens from the KV cache, and those that were run'),
    prefilled &&
      h(
        'p',
        { class: 'note' },
        h('b', {}, percent(prefilled.reused / (prefilled.reused + prefilled.run))),
        ` came from the KV cache; ${count(prefilled.run, 'token')} had to be run. `,
        layout.anchored ? 'Laid out anew.' : 'The layout only grew.',
        layout.healedBytes > 0 ? ` ${count(layout.healedBytes, 'byte')} of a word that the cursor cut in two ${layout.healedBytes === 1 ? 'is' : 'are'} given to the first token.` : '',
      ),
  );
}

function whyNone(completion: Completion | undefined): string {
  return completion?.kind === 'cached' ? 'An earlier answer served: no prompt was needed.'
    : completion?.predicted?.text !== undefined && completion.decision ? 'The model was not asked: the predictor had an answer. Alt \\ asks it too, and so does switching “Your code” off below.'
    : 'No prompt yet: it is laid out when the model is asked.';
}

function bar(name: string, parts: { key: string; share: number }[], label: string): Element {
  return h('div', { class: `bar ${name}`, role: 'img', 'aria-label': label }, ...parts.map((part) => h('i', { class: part.key, style: `flex-grow: ${part.share.toFixed(4)}` })));
}
