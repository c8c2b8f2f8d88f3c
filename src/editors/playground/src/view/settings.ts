// Switches and thresholds; they count for this page only.
import type { Settings } from '../protocol';
import { h } from './dom';

const switches: [keyof Settings, string, string][] = [
  ['useWorkspace', 'Your code', 'The workspace predictor may answer'],
  ['useModel', 'Local model', 'The local model may answer'],
  ['escalate', 'Cloud', 'The cloud is asked where this machine is unsure, if you are signed in'],
  ['offline', 'Offline', 'Whatever is set: no connection leaves this machine'],
];

const thresholds: [keyof Settings, string, string][] = [
  ['workspaceThreshold', 'Your code: shown from', 'Below this confidence its text is not shown unasked'],
  ['workspaceEscalationThreshold', 'Your code: sure from', 'Below this confidence the cloud is asked'],
  ['modelThreshold', 'Model: shown from', 'Below this confidence its text is not shown unasked'],
  ['modelEscalationThreshold', 'Model: sure from', 'Below this confidence the cloud is asked'],
  ['cloudThreshold', 'Cloud: shown from', 'Below this confidence its text is not shown unasked'],
];

export function buildSettings(root: Element, settings: Settings, changed: (settings: Settings) => void): void {
  const set = <K extends keyof Settings>(key: K, value: Settings[K]): void => {
    settings[key] = value;
    changed(settings);
  };
  const boxes = switches.map(([key, name, title]) => {
    const input = h('input', { type: 'checkbox', role: 'switch', id: `switch-${key}` });
    input.checked = settings[key] === true;
    input.addEventListener('change', () => set(key as 'offline', input.checked));
    return h('label', { class: 'switch', title }, input, h('i', { 'aria-hidden': true }), name);
  });
  const sliders = thresholds.map(([key, name, title]) => {
    const value = h('output', {}, Number(settings[key]).toFixed(2));
    const input = h('input', { type: 'range', min: 0, max: 1, step: 0.01, id: `slider-${key}` });
    input.value = String(settings[key]);
    input.addEventListener('input', () => {
      value.textContent = Number(input.value).toFixed(2);
    });
    input.addEventListener('change', () => set(key as 'modelThreshold', Number(input.value)));
    return h('label', { class: 'slider', title }, h('span', {}, name), input, value);
  });
  root.replaceChildren(h('div', { class: 'switches' }, ...boxes), h('div', { class: 'sliders' }, ...sliders));
}
