import { ConfigurationTarget, EventEmitter, workspace, type Memento, type TextDocument, type Uri } from 'vscode';
import { settingOf } from './client/settings.ts';
import type { Pause } from './status/view.ts';

const foldersKey = 'pausedFolders';

// Documents that belong to no folder of the workspace.
const elsewhere = '';

/**
 * Where nothing is to be suggested. Everywhere and by language are settings of the user's; a folder is noted in this
 * workspace's state, so that nothing is written into anybody's repository.
 */
export class Pauses {
  private readonly changes = new EventEmitter<void>();
  readonly onDidChange = this.changes.event;

  private readonly state: Memento;

  constructor(state: Memento) {
    this.state = state;
  }

  /** Why nothing is suggested in a document; undefined when something is. */
  of(document: TextDocument | undefined): Pause | undefined {
    if (settingOf('enabled', document?.uri) === false) {
      return 'everywhere';
    }

    if (document === undefined) {
      return undefined;
    }

    return languages().includes(document.languageId) ? 'language' : this.folders().includes(folderOf(document.uri)) ? 'folder' : undefined;
  }

  async pause(where: Pause, document?: TextDocument): Promise<void> {
    if (where === 'everywhere') {
      await settings().update('enabled', false, ConfigurationTarget.Global);
    } else if (document !== undefined) {
      await (where === 'language'
        ? settings().update('disabledLanguages', [...mine(), document.languageId], ConfigurationTarget.Global)
        : this.state.update(foldersKey, [...this.folders(), folderOf(document.uri)]));
    }

    this.changes.fire();
  }

  /** Ends every pause that holds in a document; false when what remains is not the user's, but the workspace's settings. */
  async resume(document: TextDocument | undefined): Promise<boolean> {
    if (settings().inspect('enabled')?.globalValue === false) {
      await settings().update('enabled', undefined, ConfigurationTarget.Global);
    }

    if (document !== undefined) {
      const kept = mine().filter(language => language !== document.languageId);
      if (kept.length < mine().length) {
        await settings().update('disabledLanguages', kept.length === 0 ? undefined : kept, ConfigurationTarget.Global);
      }

      await this.state.update(foldersKey, this.folders().filter(folder => folder !== folderOf(document.uri)));
    }

    this.changes.fire();
    return this.of(document) === undefined;
  }

  private folders(): string[] {
    return this.state.get<string[]>(foldersKey, []);
  }
}

function settings() {
  return workspace.getConfiguration('localcascade');
}

function languages(): readonly unknown[] {
  const given = settingOf('disabledLanguages');
  return Array.isArray(given) ? given : [];
}

/** The user's own, without the workspace's. */
function mine(): string[] {
  return settings().inspect<string[]>('disabledLanguages')?.globalValue ?? [];
}

function folderOf(uri: Uri): string {
  return workspace.getWorkspaceFolder(uri)?.uri.toString() ?? elsewhere;
}
