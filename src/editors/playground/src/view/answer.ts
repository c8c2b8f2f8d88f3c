// What was answered, by whom, and why.
import type { Completion } from '../trace';
import { fill, h } from './dom';
import { milliseconds, sourceName, stageName, tierNames, tierOfCompletion, visible } from './format';

const fates: Record<string, string> = { shown: 'shown', accepted: 'accepted', partly: 'accepted in part', rejected: 'dismissed', ignored: 'typed over' };

export function renderAnswer(root: Element, completion: Completion | undefined): void {
  if (!completion) {
    fill(root, h('p', { class: 'empty' }, 'Type in the editor. What the engine does shows up here, step by step.'));
    return;
  }

  const tier = tierOfCompletion(completion);
  const item = completion.answer?.items[0];
  const { fate, answer, stopped, decision } = completion;
  fill(
    root,
    h(
      'div',
      { class: 'answer-head' },
      h('span', { class: `badge ${tier}` }, tierNames[tier]),
      fate !== undefined && h('span', { class: `fate ${fate}` }, fates[fate] ?? fate),
      completion.kind === 'ahead' && h('span', { class: 'fate' }, 'ahead of you'),
      completion.kind === 'asked' && answer !== undefined && completion.awaited !== true && h('span', { class: 'fate' }, 'nobody waited any more'),
      completion.trigger === 'Invoked' && h('span', { class: 'fate' }, 'asked for by key'),
      (answer?.items.length ?? 0) > 1 && h('span', { class: 'fate' }, `${answer?.items.length} to choose from`),
      h('span', { class: 'took' }, ...took(completion)),
    ),
    item ? h('pre', { class: `ghost ${tier}`, tabindex: 0, 'aria-label': 'Suggested text' }, item.ghostText) : unanswered(completion),
    h('p', { class: 'why' }, ...why(completion)),
    (decision?.code ?? 'None') !== 'None' && h('p', { class: 'code' }, h('code', {}, decision?.code ?? ''), decision?.cloudOutcome !== 'NotAsked' && h('code', {}, `cloud: ${decision?.cloudOutcome ?? ''}`), stopped !== undefined && h('code', {}, 'stopped')),
  );
}

function took(completion: Completion): (Node | string)[] {
  const { answer, stopped } = completion;
  if (!answer) {
    return stopped ? [h('b', {}, milliseconds(stopped.after)), ' until stopped'] : ['…'];
  }
  return [h('b', {}, milliseconds(answer.timings.total)), completion.inPage !== undefined ? ` · ${milliseconds(completion.inPage)} from key to page` : ''];
}

function unanswered(completion: Completion): Element | undefined {
  const text = completion.predicted?.text;
  return text === undefined ? undefined : h('pre', { class: 'ghost unshown', 'aria-label': 'Text that was found and not shown' }, text);
}

function why(completion: Completion): (Node | string)[] {
  const { answer, stopped, decision, predicted } = completion;
  if (stopped) {
    return [`A keystroke made it useless while it was at: ${stageName(stopped.stage)}. Everything had stopped ${milliseconds(stopped.ms)} later.`];
  }

  const parts: (Node | string)[] = [];
  if (completion.kind === 'cached') {
    parts.push(`${decision?.explanation ?? ''} ${completion.times > 1 ? `${completion.times} times in a row; no source was asked.` : 'No source was asked.'}`);
  } else {
    parts.push(decision?.explanation ?? '');
  }
  if (answer?.reason !== undefined) {
    parts.push(' ', h('strong', {}, answer.reason));
  }
  const item = answer?.items[0];
  if (item?.origin === 'Workspace' && predicted?.source !== undefined && completion.kind !== 'cached') {
    parts.push(` The text is ${sourceName(predicted.source, predicted.exchanged)}.`);
  }
  return parts;
}

/** A text in one line, for lists. */
export const inOneLine = (text: string): string => {
  const line = visible(text.length > 200 ? `${text.slice(0, 200)}…` : text);
  return line.replaceAll('·', ' ').trim();
};
