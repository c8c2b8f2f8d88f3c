// What the page and the server say to each other: the members of LSP 3.18 that the page uses, and what is only between the two
// (src/LocalCascade.Daemon/Playground/PlaygroundMessages.cs).

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface InlineItem {
  insertText: string;
  range: Range;
  command: { title: string; command: string; arguments: string[] };
}

export interface Hello {
  version: string;
  key: string;
  folderUri: string;
  isTour: boolean;
  files: string[];
  settings: Settings;
}

/** The settings that the page has switches for, under their names in config.json. */
export interface Settings {
  offline: boolean;
  escalate: boolean;
  useWorkspace: boolean;
  useModel: boolean;
  workspaceThreshold: number;
  modelThreshold: number;
  workspaceEscalationThreshold: number;
  modelEscalationThreshold: number;
  cloudThreshold: number;
}

export interface OpenedFile {
  name: string;
  uri: string;
  languageId: string;
  text: string;
}

export interface Status {
  model: string;
  modelState: 'Off' | 'Loading' | 'Ready' | 'Failed';
  modelMessage: string;
  offline: boolean;
  indexedFiles: number;
  cloudState?: string;
  cloudMessage?: string;
}

export type Origin = 'Workspace' | 'LocalModel' | 'Cloud';

export interface Decision {
  code: string;
  explanation: string;
  workspace?: number;
  model?: number;
  rawModel?: number;
  tokens: number;
  threshold: number;
  cloud?: number;
  cloudOutcome: string;
}

export interface Timings {
  total: number;
  workspace: number;
  prompt: number;
  prefill: number;
  decode: number;
  debounce: number;
  cloud: number;
  cloudTotal: number;
  promptTokens: number;
  reusedTokens: number;
  generatedTokens: number;
  cloudTokens: number;
}

export interface AnswerItem {
  id: string;
  origin: Origin;
  ghostText: string;
  confidence: number;
  fromCache: boolean;
}

export interface Answer {
  items: AnswerItem[];
  reasonKind?: string;
  reason?: string;
  joined: boolean;
  timings: Timings;
}

export interface PromptLayout {
  budget: number;
  prefix: number;
  suffix: number;
  typed: number;
  markers: number;
  healedBytes: number;
  anchored: boolean;
}

interface About {
  uri: string;
  languageId: string;
  line: number;
  trigger: 'Automatic' | 'Invoked';
}

/** A `localcascade/trace` notification. `at` is in milliseconds since the tab connected, `ms` what the step took. */
export type TraceStep =
  | ({ kind: 'begun'; id: string; at: number; ahead: boolean } & About)
  | { kind: 'predicted'; id: string; at: number; ms: number; text?: string; confidence?: number; source?: string; exchanged?: boolean }
  | { kind: 'prompt'; id: string; at: number; ms: number; prompt: PromptLayout }
  | { kind: 'prefilled'; id: string; at: number; ms: number; reused: number; run: number }
  | { kind: 'token'; id: string; at: number; text: string; probability: number; entropy: number }
  | { kind: 'decided'; id: string; at: number; decision: Decision }
  | { kind: 'heldBack'; id: string; at: number; ms: number }
  | { kind: 'cloudAsked'; id: string; at: number; characters: number; contextFiles: number }
  | { kind: 'cloudPiece'; id: string; at: number; text: string; probabilities: number[] }
  | ({ kind: 'answered'; id: string; at: number; decision: Decision; answer: Answer } & About)
  | { kind: 'finished'; id: string; at: number; decision: Decision; answer: Answer }
  | { kind: 'stopped'; id: string; at: number; stage: string; after: number; ms: number }
  | { kind: 'lost'; at: number; count: number };
