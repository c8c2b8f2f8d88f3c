import type { DaemonStatus, Tier } from '../client/protocol.ts';

/** Why nothing is suggested, by the user's own choice. */
export type Pause = 'everywhere' | 'language' | 'folder';

/** All that the status bar's item shows. */
export interface Situation {
  readonly connection: 'starting' | 'running' | 'stopped' | 'failed';
  /** What failed, and what to do: one sentence or two. */
  readonly problem?: string | undefined;
  readonly pause?: Pause | undefined;
  /** The language of the document that one types in. */
  readonly language?: string | undefined;
  /** Whether an answer is being waited for. */
  readonly working?: boolean | undefined;
  readonly daemon?: DaemonStatus | undefined;
}

export interface View {
  readonly text: string;
  /** One line, for the tooltip's top and for screen readers. */
  readonly says: string;
  /** More lines of the tooltip. */
  readonly details: readonly string[];
  readonly severity: 'normal' | 'warning' | 'error';
}

const name = 'LocalCascade';

const tiers: Record<Tier, string> = {
  workspace: 'from your own code',
  model: 'by the local model',
  cache: 'at hand from before',
  cloud: 'by the cloud',
};

/** The item for a situation. */
export function view(situation: Situation): View {
  const { connection, problem, pause, language, working, daemon } = situation;
  if (connection === 'failed') {
    return show('$(error)', `does not run. ${problem ?? ''}`.trim(), [], 'error');
  }

  if (connection !== 'running') {
    return connection === 'starting' ? show('$(loading~spin)', 'is starting') : show('$(circle-slash)', 'was stopped');
  }

  const details = detailsOf(daemon);
  if (pause !== undefined) {
    const where = { everywhere: 'everywhere', language: `for ${language ?? 'this language'}`, folder: 'in this folder' }[pause];
    return show('$(debug-pause)', `is paused ${where}`, details);
  }

  switch (daemon?.state) {
    case 'off':
      return show('$(debug-pause)', `is switched off. ${daemon.message ?? ''}`.trim(), details);
    case 'error':
      return show('$(warning)', `needs you: ${daemon.message ?? 'run the doctor.'}`, [...details, daemon.action === 'signIn' ? 'Sign in: click here.' : 'Run the doctor: click here.'], 'warning');
    case 'loading':
      return show('$(loading~spin)', daemon.message || 'is loading its model', details);
    case 'ready':
    case undefined:
      break;
  }

  if (working === true) {
    return show('$(loading~spin)', 'is working', details);
  }

  const last = daemon?.lastTier;
  const ready = last ? `ready; last answer ${tiers[last]}` : 'ready';
  return show(daemon?.offline === true ? '$(debug-disconnect)' : last === 'cloud' ? '$(cloud)' : '$(check)', daemon?.offline === true ? `${ready}; offline` : ready, details);
}

function show(icon: string, says: string, details: readonly string[] = [], severity: View['severity'] = 'normal'): View {
  return { text: `${icon} ${name}`, says: `${name}: ${says}`, details, severity };
}

function detailsOf(daemon: DaemonStatus | undefined): string[] {
  if (daemon === undefined) {
    return [];
  }

  return [
    ...(daemon.model ? [`Model: ${daemon.model}`] : []),
    daemon.offline === true ? 'Offline: no network socket is opened' : `Cloud: ${daemon.cloudMessage || daemon.cloudState || 'none; nothing leaves this machine'}`,
  ];
}
