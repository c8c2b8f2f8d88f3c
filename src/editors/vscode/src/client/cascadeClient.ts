import { LanguageClient, type DynamicFeature, type StaticFeature } from 'vscode-languageclient/node';

const inlineCompletion = 'textDocument/inlineCompletion';

/** The language client without its inline completions, which do not tell the daemon what became of them, and without its messages. */
export class CascadeClient extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    if (!('registrationType' in feature) || feature.registrationType.method !== inlineCompletion) {
      super.registerFeature(feature);
    }
  }

  // The log has all of it; what somebody has to do about it, we say ourselves.
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }

  override info(message: string, data?: unknown): void {
    super.info(message, data, false);
  }
}

/** Announces what this extension understands beyond LSP. */
export const cascadeFeature: StaticFeature = {
  fillClientCapabilities(capabilities) {
    capabilities.textDocument = { ...capabilities.textDocument, inlineCompletion: { dynamicRegistration: false } };
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), localcascade: { status: true } };
  },
  initialize() {},
  getState: () => ({ kind: 'static' }),
  clear() {},
};
