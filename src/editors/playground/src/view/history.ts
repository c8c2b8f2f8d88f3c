// The last requests, newest first. Rows stay the same elements, so that the keyboard's place in the list is kept.
import type { Completion, Trace } from '../trace';
import { inOneLine } from './answer';
import { fill, h } from './dom';
import { milliseconds, reasonName, stageName, tierNames, tierOfCompletion } from './format';
import { lengthOf, spansOf } from './timeline';

const marks: Record<string, string> = { accepted: '✓', partly: '◐', rejected: '✕', ignored: '–', shown: '' };

export class History {
  onSelect: (id: string | undefined) => void = () => {};

  private readonly rows = new Map<string, HTMLButtonElement>();

  constructor(private readonly root: HTMLElement) {
    root.addEventListener('keydown', (event) => this.move(event));
  }

  render(trace: Trace, selected: string | undefined): void {
    const completions = trace.completions;
    // The longest fifth may end outside: one slow request would make all others invisible.
    const lengths = completions.map(lengthOf).sort((a, b) => a - b);
    const scale = Math.max(10, lengths[Math.floor(lengths.length * 0.8)] ?? 0);
    const known = new Set(completions.map((completion) => completion.id));
    for (const [id, row] of this.rows) {
      if (!known.has(id)) {
        row.remove();
        this.rows.delete(id);
      }
    }
    completions.forEach((completion, index) => {
      let row = this.rows.get(completion.id);
      if (!row) {
        row = h('button', { type: 'button', class: 'request' });
        row.addEventListener('click', () => this.onSelect(completion.id));
        this.rows.set(completion.id, row);
      }
      if (this.root.children[index] !== row) {
        this.root.insertBefore(row, this.root.children[index] ?? null);
      }
      row.setAttribute('aria-pressed', String(completion.id === selected));
      draw(row, completion, scale);
    });
    this.root.toggleAttribute('data-empty', completions.length === 0);
  }

  private move(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const at = [...this.root.children].indexOf(document.activeElement as Element);
    const next = this.root.children[at + step];
    if (step !== 0 && at >= 0 && next instanceof HTMLElement) {
      next.focus();
      next.click();
      event.preventDefault();
    }
  }
}

function draw(row: HTMLButtonElement, completion: Completion, scale: number): void {
  const tier = tierOfCompletion(completion);
  const item = completion.answer?.items[0];
  const total = completion.answer?.timings.total ?? completion.stopped?.after;
  const text = item ? inOneLine(item.ghostText) : completion.stopped ? `stopped at ${stageName(completion.stopped.stage)}` : completion.answer ? reasonName(completion.answer.reasonKind) : '…';
  const bars = spansOf(completion).map((span) => h('i', { class: span.tier, style: `left: ${Math.min(100, (span.start / scale) * 100).toFixed(2)}%; width: ${Math.min(100, ((span.end - span.start) / scale) * 100).toFixed(2)}%` }));
  row.setAttribute('aria-label', `Line ${completion.line}, ${tierNames[tier]}, ${text}, ${total === undefined ? '' : milliseconds(total)} ${completion.fate ?? ''}`);
  row.className = `request ${completion.kind}`;
  fill(
    row,
    h('span', { class: `dot ${tier}`, title: tierNames[tier] }),
    h('span', { class: 'place' }, completion.kind === 'ahead' ? 'ahead' : `line ${completion.line}`),
    h('span', { class: item ? 'text' : 'text soft' }, text),
    h('span', { class: 'mini', 'aria-hidden': true }, ...bars),
    h('span', { class: 'times' }, `${completion.times > 1 ? `×${completion.times} ` : ''}${marks[completion.fate ?? ''] ?? ''}`),
    h('span', { class: 'value' }, total === undefined ? '' : milliseconds(total)),
  );
}
