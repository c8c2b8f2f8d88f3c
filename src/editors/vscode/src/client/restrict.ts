/** How a workspace may change a setting: it may tighten, never loosen. The daemon does the same with .localcascade.json. */
export type Restriction = 'And' | 'Or' | 'Union' | 'Greater' | 'Less' | 'OffWins';

/** The settings that a workspace may have a say in, and how its say and the user's become one. */
export const restrictions: Readonly<Record<string, Restriction>> = {
  enabled: 'And',
  disabledLanguages: 'Union',
  offPatterns: 'Union',
  localOnlyPatterns: 'Union',
  respectGitIgnore: 'Or',
  useWorkspace: 'And',
  useModel: 'And',
  workspaceThreshold: 'Greater',
  modelThreshold: 'Greater',
  cloudThreshold: 'Greater',
  escalate: 'And',
  workspaceEscalationThreshold: 'Less',
  modelEscalationThreshold: 'Less',
  localOnlyLanguages: 'Union',
  sendContext: 'And',
  singleLine: 'Or',
  telemetry: 'OffWins',
  offline: 'Or',
};

/** The tighter of two values. One that does not fit is left out. */
export function tighter(restriction: Restriction, mine: unknown, theirs: unknown): unknown {
  switch (restriction) {
    case 'And':
      return theirs === false ? false : mine;
    case 'Or':
      return theirs === true ? true : mine;
    case 'Union':
      return Array.isArray(mine) && Array.isArray(theirs) ? [...new Set([...mine, ...theirs])] : mine;
    case 'Greater':
      return typeof mine === 'number' && typeof theirs === 'number' ? Math.max(mine, theirs) : mine;
    case 'Less':
      return typeof mine === 'number' && typeof theirs === 'number' ? Math.min(mine, theirs) : mine;
    case 'OffWins':
      return theirs === 'off' ? 'off' : mine;
  }
}

/** A setting's value at each place where it may be given. */
export interface GivenValue {
  readonly default?: unknown;
  readonly user?: unknown;
  readonly workspace?: unknown;
  readonly folder?: unknown;
}

/**
 * What the daemon is told: only what somebody gave. A default is not sent, or it would overrule the user's config.json, which
 * lies below the editor's settings.
 */
export function effective(key: string, given: GivenValue): unknown {
  let value = given.user;
  const restriction = restrictions[key];
  if (restriction !== undefined) {
    for (const theirs of [given.workspace, given.folder]) {
      if (theirs !== undefined) {
        value = tighter(restriction, value ?? given.default, theirs);
      }
    }
  }

  return value;
}
