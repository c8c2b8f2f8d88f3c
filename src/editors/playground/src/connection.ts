// JSON-RPC over the page's WebSocket: one message each way is one text message.

interface Waiting {
  resolve(result: unknown): void;
  reject(error: RpcError): void;
}

interface Incoming {
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }

  get isCancelled(): boolean {
    return this.code === -32800;
  }
}

export class Connection {
  onNotification: (method: string, params: unknown) => void = () => {};
  onClosed: (reason: string) => void = () => {};

  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  private constructor(private readonly socket: WebSocket) {
    socket.onmessage = (event: MessageEvent<string>) => this.receive(JSON.parse(event.data) as Incoming);
    socket.onclose = (event) => {
      for (const one of this.waiting.values()) {
        one.reject(new RpcError(-32800, 'The connection closed.'));
      }
      this.waiting.clear();
      this.onClosed(event.reason);
    };
  }

  /** Connects; rejects when the server is gone or does not accept the key, which a browser does not tell apart. */
  static open(key: string): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://${location.host}/session`, ['localcascade', `key.${key}`]);
      socket.onopen = () => resolve(new Connection(socket));
      socket.onclose = () => reject(new Error('refused'));
    });
  }

  /** Asks; `cancelled` is called back to register what cancels the request. */
  request<T>(method: string, params: unknown, onCancel?: (cancel: () => void) => void): Promise<T> {
    const id = this.nextId++;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as T), reject });
      this.send({ id, method, params });
      onCancel?.(() => {
        if (this.waiting.has(id)) {
          this.notify('$/cancelRequest', { id });
        }
      });
    });
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  close(): void {
    this.socket.close();
  }

  private send(message: object): void {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
    }
  }

  private receive(message: Incoming): void {
    if (message.method !== undefined) {
      if (message.id !== undefined) {
        // The server's own questions: a page has no settings of its own and registers nothing.
        this.send({ id: message.id, result: null });
      } else {
        this.onNotification(message.method, message.params);
      }
      return;
    }

    const waiting = typeof message.id === 'number' ? this.waiting.get(message.id) : undefined;
    if (waiting && typeof message.id === 'number') {
      this.waiting.delete(message.id);
      if (message.error) {
        waiting.reject(new RpcError(message.error.code, message.error.message));
      } else {
        waiting.resolve(message.result);
      }
    }
  }
}
