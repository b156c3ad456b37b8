import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { PooledConnection } from './connection-pool';
import type { ConnectTarget, GuardedConnector } from './guarded-connector';

/** Unused connections are closed after this time, or 1 s before the server's own `Keep-Alive: timeout=` hint. */
export const IDLE_MS = 10_000;
const KEEP_ALIVE_MARGIN_MS = 1_000;
const RESPONSE_HEADERS_MAX_BYTES = 16_384;

/** At most one socket to one origin, with one request at a time on it, every socket checked by the guarded connector. */
export class OutboundConnection implements PooledConnection {
  private readonly client: Client;
  private readonly stop = new AbortController();
  private socket: Socket | undefined;

  constructor(
    origin: string,
    private readonly target: ConnectTarget,
    private readonly connector: GuardedConnector,
    private readonly closed: (connection: OutboundConnection) => void,
  ) {
    this.client = new Client(origin, {
      connect: (_options, callback) => {
        this.connect().then(
          (socket) => callback(null, socket),
          (error: Error) => callback(error, null),
        );
      },
      pipelining: 1,
      allowH2: false,
      // The exchange's own deadline covers connecting, headers and body together.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      keepAliveTimeoutThreshold: KEEP_ALIVE_MARGIN_MS,
      maxHeaderSize: RESPONSE_HEADERS_MAX_BYTES,
    });
  }

  get isOpen(): boolean {
    return this.socket !== undefined && !this.socket.destroyed;
  }

  /** Whether the socket ended with an error instead of its regular end. */
  get isBroken(): boolean {
    return (this.socket?.errored ?? null) !== null;
  }

  /** Writes a request, connecting before where that is needed; all that follows is told to the handler. */
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.client.dispatch(options, handler);
  }

  /** Closes the socket at once, or gives up connecting. A running request fails. */
  destroy(): void {
    if (this.stop.signal.aborted) return;
    this.stop.abort();
    // Before the socket, so that a running request learns that it was we who closed it.
    void this.client.destroy();
    this.socket?.destroy();
  }

  private async connect(): Promise<Socket> {
    const socket = await this.connector.connect(this.target, this.stop.signal);
    this.socket = socket;
    socket.once('close', () => {
      if (this.socket === socket) this.closed(this);
    });
    return socket;
  }
}
