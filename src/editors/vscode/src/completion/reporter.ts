import type { CascadeClient } from '../client/cascadeClient.ts';
import type { CascadeItem } from '../client/protocol.ts';
import type { Outcomes } from './observer.ts';

/** Tells the daemon what became of its items. */
export class Reporter implements Outcomes<CascadeItem> {
  private readonly client: () => CascadeClient | undefined;

  constructor(client: () => CascadeClient | undefined) {
    this.client = client;
  }

  shown(item: CascadeItem): void {
    this.send('textDocument/didShowCompletion', { item });
  }

  partlyAccepted(item: CascadeItem, acceptedLength: number): void {
    this.send('textDocument/didPartiallyAcceptCompletion', { item, acceptedLength });
  }

  rejected(item: CascadeItem): void {
    this.send('localcascade/didReject', { item });
  }

  ignored(item: CascadeItem): void {
    this.send('localcascade/didIgnore', { item });
  }

  private send(method: string, parameters: object): void {
    const client = this.client();
    if (client?.isRunning() === true) {
      // Numbers only: nobody is bothered when they do not arrive.
      client.sendNotification(method, parameters).catch(() => {});
    }
  }
}
