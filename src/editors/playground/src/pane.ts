// The pane beside the editor: what happens, as it happens.
import type { Settings } from './protocol';
import type { Completion, Trace } from './trace';
import { renderAnswer } from './view/answer';
import { renderConfidence } from './view/confidence';
import { find } from './view/dom';
import { History } from './view/history';
import { renderPrompt } from './view/prompt';
import { renderTimeline } from './view/timeline';
import { TokenView } from './view/tokens';
import { renderTotals } from './view/totals';

export class Pane {
  private readonly history = new History(find('#history'));
  private readonly tokens = new TokenView(find('#tokens'));
  private readonly live = find<HTMLButtonElement>('#live');
  private selected: string | undefined;
  private drawing = false;

  constructor(
    private readonly trace: Trace,
    private readonly settings: Settings,
  ) {
    trace.onChange = () => this.draw();
    this.history.onSelect = (id) => this.select(id);
    this.live.addEventListener('click', () => this.select(undefined));
    this.render();
  }

  /** Draws with the next frame, once for all that has happened until then. */
  draw(): void {
    if (!this.drawing) {
      this.drawing = true;
      requestAnimationFrame(() => {
        this.drawing = false;
        this.render();
      });
    }
  }

  /** Shows one request and stays with it, or follows the latest again. */
  select(id: string | undefined): void {
    this.selected = id;
    this.render();
  }

  private render(): void {
    const completion: Completion | undefined = this.trace.completions.find((one) => one.id === this.selected) ?? this.trace.latest;
    const follows = completion === undefined || completion.id !== this.selected;
    this.live.hidden = follows;
    renderTotals(find('#totals'), this.trace.totals);
    renderAnswer(find('#answer'), completion);
    renderConfidence(find('#confidence'), completion?.source ?? completion, this.settings);
    this.tokens.render(completion?.source ?? completion);
    renderTimeline(find('#timeline'), completion);
    renderPrompt(find('#prompt'), completion);
    this.history.render(this.trace, completion?.id);
  }
}
