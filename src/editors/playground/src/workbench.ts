// The editor with its files.
import type { Connection } from './connection';
import { Documents, type OpenDocument } from './documents';
import { languageName } from './languages';
import { KeyCode, KeyMod, editor } from './monaco';
import type { OpenedFile } from './protocol';
import { fill, find, h } from './view/dom';

// Somebody stopped typing here.
const unfinished = /\S[ .]$/;

export class Workbench {
  readonly documents: Documents;
  readonly asking = { byPage: false };
  readonly editor: editor.IStandaloneCodeEditor;

  private current: OpenDocument | undefined;
  private readonly tabs = find('#tabs');

  constructor(
    private connection: Connection,
    private readonly isTour: boolean,
  ) {
    this.documents = new Documents(connection);
    this.editor = editor.create(find('#editor'), {
      model: null,
      ariaLabel: 'Code. Suggestions appear as grey text: Tab accepts, Escape dismisses. Control+M lets Tab move on.',
      automaticLayout: true,
      fontFamily: 'ui-monospace, SFMono-Regular, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
      fontSize: 13.5,
      lineHeight: 21,
      inlineSuggest: { enabled: true, showToolbar: 'onHover' },
      minimap: { enabled: false },
      padding: { top: 14, bottom: 14 },
      quickSuggestions: false,
      suggestOnTriggerCharacters: false,
      wordBasedSuggestions: 'off',
      renderLineHighlight: 'line',
      scrollBeyondLastLine: false,
      smoothScrolling: true,
      stickyScroll: { enabled: false },
      fixedOverflowWidgets: true,
      contextmenu: false,
      overviewRulerLanes: 0,
      overviewRulerBorder: false,
      hideCursorInOverviewRuler: true,
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
    });
    this.editor.addCommand(KeyMod.Alt | KeyCode.Backslash, () => this.ask());
  }

  /** Tells another server what is open here. */
  moveTo(connection: Connection): void {
    this.connection = connection;
    this.documents.moveTo(connection);
  }

  /** Opens a file in a tab, if it is not there yet. */
  async open(name: string): Promise<OpenDocument> {
    return this.documents.byName(name) ?? this.documents.add(await this.connection.request<OpenedFile>('playground/open', { name }));
  }

  /** Shows a file and what there is to say at its cursor, as if something had been typed there. */
  async visit(name: string): Promise<void> {
    if (this.current?.name === name) {
      this.editor.focus();
      return;
    }
    await this.show(name);
    this.asking.byPage = true;
    this.ask();
  }

  private async show(name: string): Promise<void> {
    const document = await this.open(name);
    if (this.current) {
      this.current.viewState = this.editor.saveViewState();
    }
    this.current = document;
    this.editor.setModel(document.model);
    if (document.viewState) {
      this.editor.restoreViewState(document.viewState);
    } else {
      this.goToUnfinishedLine(document.model);
    }
    this.drawTabs();
    this.editor.focus();
  }

  private ask(): void {
    this.editor.trigger('playground', 'editor.action.inlineSuggest.trigger', {});
  }

  private drawTabs(): void {
    const tabs = this.documents.all.map((document) => {
      const tab = h('button', { type: 'button', role: 'tab', 'aria-selected': document === this.current, title: document.name }, this.isTour ? languageName(document.languageId) : (document.name.split('/').at(-1) ?? document.name));
      tab.addEventListener('click', () => void this.visit(document.name));
      return tab;
    });
    fill(this.tabs, ...tabs);
    find('#file-name').textContent = this.current?.name ?? '';
  }

  // Where a sample stops in the middle of a line, there is something to say.
  private goToUnfinishedLine(model: editor.ITextModel): void {
    const lines = model.getLinesContent();
    const found = lines.findIndex((line) => unfinished.test(line));
    const line = Math.max(found, 0) + 1;
    this.editor.setPosition({ lineNumber: line, column: found < 0 ? 1 : model.getLineMaxColumn(line) });
    this.editor.revealLineInCenterIfOutsideViewport(line);
  }
}
