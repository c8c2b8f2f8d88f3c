// The state of model and cloud, in the head of the page.
import type { Status } from '../protocol';
import { fill, h } from './dom';

const models: Record<Status['modelState'], string> = { Off: 'no model', Loading: 'loading', Ready: 'ready', Failed: 'failed' };

export const renderConnecting = (root: Element): void => fill(root, pill('working', 'Connecting', ''));

export const renderDisconnected = (root: Element): void => fill(root, pill('bad', 'Not connected', ''));

export function renderStatus(root: Element, status: Status): void {
  const model = status.modelState === 'Ready' ? 'good' : status.modelState === 'Loading' ? 'working' : status.modelState === 'Failed' ? 'bad' : 'off';
  fill(
    root,
    pill(model, `${status.model || 'Model'} · ${models[status.modelState]}`, status.modelMessage),
    pill('off plain', `${status.indexedFiles} ${status.indexedFiles === 1 ? 'file' : 'files'} known`, 'Files that the workspace predictor has read'),
    status.offline ? pill('off', 'Offline', 'No connection leaves this machine') : cloud(status),
  );
}

function cloud(status: Status): Element {
  return status.cloudState === undefined
    ? pill('off', 'No cloud', 'Nobody is signed in; everything is answered on this machine')
    : pill(status.cloudState === 'Ready' || status.cloudState === 'Connected' ? 'good' : 'off', `Cloud · ${status.cloudState.toLowerCase()}`, status.cloudMessage ?? '');
}

function pill(kind: string, text: string, title: string): Element {
  return h('span', { class: `pill ${kind}`, title }, h('i', { 'aria-hidden': true }), text);
}
