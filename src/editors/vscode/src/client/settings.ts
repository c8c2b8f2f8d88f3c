import { extensions, workspace, type Uri } from 'vscode';
import { effective } from './restrict.ts';

const section = 'localcascade';

// Ours alone: the daemon does not know them.
const own = new Set(['path']);

interface Manifest {
  readonly contributes: { readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[] };
}

let known: readonly string[] | undefined;

/** The daemon's settings that this extension contributes, without the section's name. */
function daemonSettings(): readonly string[] {
  return known ??= (extensions.getExtension<unknown>('localcascade.localcascade')?.packageJSON as Manifest).contributes.configuration
    .flatMap(group => Object.keys(group.properties))
    .map(key => key.slice(section.length + 1))
    .filter(key => !own.has(key));
}

/** What somebody set, by the daemon's names. */
export function givenSettings(): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const key of daemonSettings()) {
    const value = settingOf(key);
    if (value !== undefined) {
      settings[key] = value;
    }
  }

  return settings;
}

/** A setting's value as somebody gave it, for a resource where it may differ; undefined when nobody did. */
export function settingOf(key: string, resource?: Uri): unknown {
  const given = workspace.getConfiguration(section, resource).inspect(key);
  return effective(key, { default: given?.defaultValue, user: given?.globalValue, workspace: given?.workspaceValue, folder: given?.workspaceFolderValue });
}

/** VS Code's own settings that the daemon follows too. */
export function editorSettings(): { http: Record<string, unknown>; telemetry: { telemetryLevel: string } } {
  const http = workspace.getConfiguration('http');
  const given: Record<string, unknown> = {};
  for (const key of ['proxy', 'proxyStrictSSL', 'noProxy']) {
    const value = http.inspect(key);
    // Nobody's choice must not look like one: the system's proxy is the daemon's default.
    const chosen = value?.globalValue;
    if (chosen !== undefined && chosen !== '') {
      given[key] = chosen;
    }
  }

  return { http: given, telemetry: { telemetryLevel: workspace.getConfiguration('telemetry').get('telemetryLevel', 'all') } };
}

/** The program's place, if one is named. */
export function daemonPath(): string {
  return workspace.getConfiguration(section).get('path', '');
}
