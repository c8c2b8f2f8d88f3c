import { Disposable, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { view, type Situation } from './view.ts';

// Most answers are there before anybody could read that they are on their way.
const worthShowing = 400;

/** The item in the status bar: how it stands, and the menu. */
export class StatusBar implements Disposable {
  private readonly item = window.createStatusBarItem('localcascade.status', StatusBarAlignment.Right, 100);
  private situation: Situation = { connection: 'starting' };
  private asking = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.item.name = 'LocalCascade';
    this.item.command = 'localcascade.menu';
    this.draw();
    this.item.show();
  }

  get current(): Situation {
    return this.situation;
  }

  update(change: Partial<Situation>): void {
    this.situation = { ...this.situation, ...change };
    this.draw();
  }

  /** Shows that something is waited for, if it takes long enough to be seen. */
  async working<T>(work: Promise<T>): Promise<T> {
    this.asking++;
    this.timer ??= setTimeout(() => this.update({ working: true }), worthShowing);
    try {
      return await work;
    } finally {
      if (--this.asking === 0) {
        clearTimeout(this.timer);
        this.timer = undefined;
        if (this.situation.working === true) {
          this.update({ working: false });
        }
      }
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.item.dispose();
  }

  private draw(): void {
    const { text, says, details, severity } = view(this.situation);
    this.item.text = text;
    // As text: what the daemon says may hold anything.
    this.item.tooltip = [says, ...details].reduce((tooltip, line) => tooltip.appendText(`${line}\n\n`), new MarkdownString());
    this.item.accessibilityInformation = { label: says, role: 'button' };
    this.item.backgroundColor = severity === 'normal' ? undefined : new ThemeColor(`statusBarItem.${severity}Background`);
  }
}
