import { LanguageClient, type DynamicFeature, type StaticFeature } from 'vscode-languageclient/node';

const inlineCompletion = 'textDocument/inlineCompletion';

/** The language client without its inline completions: ours tell the daemon what became of them. */
export class CascadeClient extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    if (!('registrationType' in feature) || feature.registrationType.method !== inlineCompletion) {
      super.registerFeature(feature);
    }
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
