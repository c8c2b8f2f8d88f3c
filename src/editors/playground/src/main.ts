import './style.css';
import { provideCompletions } from './completions';
import { Connection } from './connection';
import { keepKey, takeKey } from './key';
import { Pane } from './pane';
import type { Hello, Settings, Status, TraceStep } from './protocol';
import { setUpTheme } from './theme';
import { Trace } from './trace';
import { fill, find, h } from './view/dom';
import { buildSettings } from './view/settings';
import { renderConnecting, renderDisconnected, renderStatus } from './view/status';
import { Workbench } from './workbench';

const statusInterval = 1000;
const tour = ['.py', '.ts', '.cs', '.go', '.rs', '.java', '.cpp', '.js'];

const rank = (name: string): number => tour.findIndex((ending) => name.endsWith(ending));

class Page {
  private connection: Connection | undefined;
  private workbench: Workbench | undefined;
  private settings: Settings | undefined;
  private readonly trace = new Trace();

  async start(): Promise<void> {
    setUpTheme(find('#theme'));
    renderConnecting(find('#status'));
    const hello = await this.connect();
    if (!hello) {
      return;
    }

    find('#version').textContent = hello.version;
    this.settings = hello.settings;
    const pane = new Pane(this.trace, hello.settings);
    buildSettings(find('#settings'), hello.settings, (settings) => {
      this.tellSettings(settings);
      pane.draw();
    });
    this.workbench = new Workbench(this.current, hello.isTour);
    provideCompletions(() => this.current, this.workbench.documents, this.workbench.asking, { received: (id, ms) => this.trace.received(id, ms), became: (id, fate) => this.trace.became(id, fate) });
    await this.openFiles(hello, this.workbench);
    setInterval(() => void this.poll(), statusInterval);
    await this.poll();
  }

  private get current(): Connection {
    if (!this.connection) {
      throw new Error('The page is not connected.');
    }
    return this.connection;
  }

  private async connect(): Promise<Hello | undefined> {
    const key = takeKey();
    if (key === null) {
      this.sayStopped('This page needs its key', 'Open the address that `localcascade playground` printed, with all that stands behind its #.', false);
      return undefined;
    }

    try {
      const connection = await Connection.open(key);
      this.connection = connection;
      connection.onNotification = (method, params) => {
        if (method === 'localcascade/trace') {
          this.trace.take(params as TraceStep);
        }
      };
      connection.onClosed = (reason) => this.sayStopped('The playground has ended', reason || 'The program that serves this page is gone, or it was asked to stop.', true);
      const hello = await connection.request<Hello>('playground/hello', {});
      keepKey(hello.key);
      await connection.request('initialize', {
        processId: null,
        clientInfo: { name: 'LocalCascade playground', version: hello.version },
        workspaceFolders: [{ uri: hello.folderUri, name: 'playground' }],
        capabilities: { general: { positionEncodings: ['utf-16'] } },
      });
      connection.notify('initialized', {});
      find('#stopped').hidden = true;
      return hello;
    } catch {
      this.sayStopped('This page was not let in', 'The program that serves it is gone, its key is of an earlier run, or too many tabs are open. Run `localcascade playground` again and open the address that it prints.', true);
      return undefined;
    }
  }

  private async reconnect(): Promise<void> {
    if (!this.workbench) {
      location.reload();
    } else if (await this.connect()) {
      this.workbench.moveTo(this.current);
      if (this.settings) {
        this.tellSettings(this.settings);
      }
    }
  }

  private tellSettings(settings: Settings): void {
    this.current.notify('workspace/didChangeConfiguration', { settings: { localcascade: settings } });
    void this.poll();
  }

  private async openFiles(hello: Hello, workbench: Workbench): Promise<void> {
    const picker = find<HTMLSelectElement>('#files');
    picker.hidden = hello.isTour;
    fill(picker, h('option', { value: '' }, hello.files.length === 0 ? 'No source files here' : 'Open a file …'), ...hello.files.map((name) => h('option', { value: name }, name)));
    picker.addEventListener('change', () => {
      void workbench.visit(picker.value);
      picker.value = '';
    });

    // All samples are open, as tabs; of a folder the first file, and others as they are picked.
    const files = hello.isTour ? hello.files.toSorted((a, b) => rank(a) - rank(b)) : hello.files;
    const first = files[0];
    for (const name of hello.isTour ? files : []) {
      await workbench.open(name);
    }
    if (first !== undefined) {
      await workbench.visit(first);
    }
  }

  private async poll(): Promise<void> {
    try {
      renderStatus(find('#status'), await this.current.request<Status>('localcascade/status', {}));
    } catch {
      // The connection closed; the page says so.
    }
  }

  private sayStopped(title: string, text: string, mayRetry: boolean): void {
    renderDisconnected(find('#status'));
    const retry = h('button', { type: 'button', class: 'primary' }, 'Connect again');
    retry.addEventListener('click', () => void this.reconnect());
    fill(find('#stopped'), h('div', { class: 'card', role: 'alertdialog', 'aria-labelledby': 'stopped-title' }, h('h2', { id: 'stopped-title' }, title), h('p', {}, ...text.split('`').map((part, i) => (i % 2 === 1 ? h('code', {}, part) : part))), mayRetry && retry));
    find('#stopped').hidden = false;
  }
}

// Monaco's own way of giving something up; it is no error.
addEventListener('unhandledrejection', (event) => {
  if (event.reason instanceof Error && event.reason.name === 'Canceled') {
    event.preventDefault();
  }
});

void new Page().start();
