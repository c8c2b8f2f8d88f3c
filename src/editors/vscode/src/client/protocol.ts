import type { Position, Range } from 'vscode-languageclient/node';

/** An item of the daemon's answer. The first argument of its command names it. */
export interface CascadeItem {
  readonly insertText: string;
  readonly range: Range;
  readonly command: { readonly title: string; readonly command: string; readonly arguments: string[] };
}

export interface CascadeList {
  readonly items: CascadeItem[];
}

/** `textDocument/inlineCompletion`, with what the Copilot dialect adds. */
export interface CompletionParams {
  readonly textDocument: { readonly uri: string; readonly version: number };
  readonly position: Position;
  readonly context: object;
  readonly formattingOptions?: { readonly tabSize: number; readonly insertSpaces: boolean };
}

export type Tier = 'workspace' | 'model' | 'cache' | 'cloud';

/** `localcascade/didChangeStatus`. */
export interface DaemonStatus {
  readonly state: 'ready' | 'loading' | 'error' | 'off';
  readonly busy?: boolean;
  readonly offline?: boolean;
  readonly message?: string;
  readonly model?: string;
  readonly lastTier?: Tier | null;
  readonly cloudState?: string | null;
  readonly cloudMessage?: string | null;
  readonly action?: 'doctor' | 'signIn' | null;
}

/** Answer to `localcascade/models`. */
export interface ModelList {
  readonly models: { readonly name: string; readonly folder: string; readonly current: boolean }[];
}

/** Answer to `localcascade/explain`. */
export interface Explanation {
  readonly explanation: string;
  readonly code: string;
  readonly origin?: string;
  readonly milliseconds: number;
}

/** Answer to `signIn`. */
export interface SignInAnswer {
  readonly status: string;
  readonly user?: string;
  readonly userCode?: string;
  readonly verificationUri?: string;
  readonly command?: { readonly command: string; readonly arguments?: unknown[] };
}
