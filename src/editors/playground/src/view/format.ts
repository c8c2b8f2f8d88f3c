import type { AnswerItem, Origin } from '../protocol';
import type { Completion } from '../trace';

export const milliseconds = (value: number): string => `${value < 0.095 ? value.toFixed(2) : value < 9.95 ? value.toFixed(1) : Math.round(value)} ms`;

export const percent = (value: number): string => `${Math.round(value * 100)} %`;

export const count = (value: number, one: string, many = `${one}s`): string => `${value.toLocaleString('en')} ${value === 1 ? one : many}`;

/** Text with its white space to be seen. */
export const visible = (text: string): string => text.replaceAll(' ', '·').replaceAll('\t', '→').replaceAll('\r', '').replaceAll('\n', '↵') || '∅';

export type Tier = 'workspace' | 'model' | 'cloud' | 'cache' | 'none' | 'working' | 'stopped';

const tiers: Record<Origin, Tier> = { Workspace: 'workspace', LocalModel: 'model', Cloud: 'cloud' };

export const tierOf = (item: AnswerItem): Tier => (item.fromCache ? 'cache' : tiers[item.origin]);

/** Who a completion was answered by. */
export function tierOfCompletion(completion: Completion): Tier {
  const item = completion.answer?.items[0];
  return item ? tierOf(item) : completion.answer ? 'none' : completion.stopped ? 'stopped' : 'working';
}

export const tierNames: Record<Tier, string> = {
  workspace: 'Your code',
  model: 'Local model',
  cloud: 'Cloud',
  cache: 'Earlier answer',
  none: 'No suggestion',
  working: 'Working',
  stopped: 'Stopped',
};

const reasons: Record<string, string> = {
  Disabled: 'switched off',
  Excluded: 'file left alone',
  Unsuitable: 'no place for a suggestion',
  NotReady: 'model not ready',
  NothingFound: 'nothing found',
  LowConfidence: 'too unsure to show',
  Dismissed: 'dismissed here before',
  Filtered: 'not fit to show',
  TooLarge: 'document too large',
  NoCloud: 'no cloud',
};

/** Why there is no suggestion, in few words. */
export const reasonName = (kind: string | undefined): string => reasons[kind ?? ''] ?? kind ?? '';

const stages: Record<string, string> = {
  Queued: 'the beginning',
  Workspace: 'your code',
  Prefill: 'the prompt',
  Decode: 'decoding',
  Debounce: 'the pause before the cloud',
  Cloud: 'the cloud',
  Done: 'the end',
};

/** What was being done when something was stopped. */
export const stageName = (stage: string): string => stages[stage] ?? stage;

const sources: Record<string, string> = {
  ThisFile: 'from this file',
  EditedFile: 'from another open file',
  SameFolder: 'from a file of the same folder',
  Workspace: 'from elsewhere in the workspace',
  Composed: 'composed, word by word',
};

export const sourceName = (source: string | undefined, exchanged: boolean | undefined): string => `${sources[source ?? ''] ?? ''}${exchanged ? ', names exchanged' : ''}`;
