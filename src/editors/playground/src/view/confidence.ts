// How sure each source was, against the thresholds.
import type { Settings } from '../protocol';
import type { Completion } from '../trace';
import { fill, h } from './dom';

interface Gauge {
  name: string;
  tier: string;
  value: number | undefined;
  none: string;
  show: number;
  sure?: number;
  title: string;
}

export function renderConfidence(root: Element, completion: Completion | undefined, settings: Settings): void {
  const decision = completion?.decision;
  const asked = completion !== undefined && completion.kind !== 'cached';
  const gauges: Gauge[] = [
    {
      name: 'Your code',
      tier: 'workspace',
      value: decision?.workspace ?? completion?.predicted?.confidence,
      none: !settings.useWorkspace ? 'switched off' : asked && completion.predicted ? 'nothing found' : 'not asked',
      show: settings.workspaceThreshold,
      sure: settings.workspaceEscalationThreshold,
      title: 'Calibrated probability that the text is exactly what you would type',
    },
    {
      name: 'Model',
      tier: 'model',
      value: decision?.model,
      none: !settings.useModel ? 'switched off' : 'not asked',
      show: settings.modelThreshold,
      sure: settings.modelEscalationThreshold,
      title: decision?.rawModel !== undefined ? `Calibrated from ${decision.rawModel.toFixed(2)}, over the first ${decision.tokens} tokens` : '',
    },
  ];
  if (decision?.cloud !== undefined || completion?.cloud) {
    gauges.push({ name: 'Cloud', tier: 'cloud', value: decision?.cloud, none: 'nothing yet', show: settings.cloudThreshold, title: 'Of its first tokens' });
  }
  fill(root, ...gauges.map(gauge), h('p', { class: 'marks', 'aria-hidden': true }, h('s', { class: 'show' }), 'shown from here', h('s', { class: 'sure' }), 'sure enough; below, the cloud is asked'));
}

function gauge({ name, tier, value, none, show, sure, title }: Gauge): Element {
  const said = value === undefined ? none : value.toFixed(2);
  const label = `${name}: ${said}; shown from ${show.toFixed(2)}${sure === undefined ? '' : `, sure enough from ${sure.toFixed(2)}`}`;
  return h(
    'div',
    { class: `gauge ${tier}${value === undefined ? ' off' : ''}`, role: 'img', 'aria-label': label, title },
    h('span', { class: 'name' }, name),
    h(
      'span',
      { class: 'track' },
      value !== undefined && h('i', { style: `width: ${(value * 100).toFixed(1)}%` }),
      h('s', { class: 'mark show', style: `left: ${(show * 100).toFixed(1)}%`, title: `Shown from ${show.toFixed(2)}` }),
      sure !== undefined && h('s', { class: 'mark sure', style: `left: ${(sure * 100).toFixed(1)}%`, title: `Sure enough from ${sure.toFixed(2)}: below, the cloud is asked` }),
    ),
    h('span', { class: 'value' }, said),
  );
}
