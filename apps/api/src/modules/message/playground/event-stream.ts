import type { ServerResponse } from 'node:http';
import type { StillAllowed } from '../../../http/still-allowed.decorator';

/** An event of `text/event-stream`, as the HTML standard words it ("Server-sent events"). */
export interface StreamEvent {
  event: string;
  /** What `Last-Event-ID` says when the browser comes back; null: what it said before. */
  id: string | null;
  data: object;
}

/** Why a stream ended; told in its last event. */
export type EndReason = 'access' | 'age' | 'shutdown';

const HEARTBEAT_MS = 15_000;
const MAX_AGE_MS = 60 * 60_000;
/** After how long a browser comes back. */
const RETRY_MS = 2_000;
/** What a reader may leave unread; one that reads slower is cut off, and resumes by its last id. */
const UNREAD_MAX_BYTES = 1 << 20;

/**
 * One answer of server-sent events: a heartbeat every 15 s, which also asks whether its reader may still read, and an end after an
 * hour, when the reader goes away, or when it is told to end.
 */
export class EventStream {
  private readonly heartbeat: NodeJS.Timeout;
  private readonly bornMs = performance.now();
  private isOver = false;

  /** @param lastPlace the id to resume from, which moves on also while there is no event */
  constructor(
    private readonly response: ServerResponse,
    private readonly stillAllowed: StillAllowed,
    private readonly lastPlace: () => string | null,
  ) {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // A proxy that collects, packs or keeps it would hold events back.
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
    response.write(`retry: ${RETRY_MS}\n\n`);
    this.heartbeat = setInterval(() => void this.beat(), HEARTBEAT_MS);
    this.heartbeat.unref();
    response.once('close', () => this.stop());
  }

  /** Whether the reader is gone, or has been told that it was all. */
  get hasEnded(): boolean {
    return this.isOver;
  }

  /** Calls back once it has ended, for whatever reason. */
  onEnd(listener: () => void): void {
    this.response.once('close', listener);
  }

  send(events: readonly StreamEvent[]): void {
    if (this.isOver) return;
    if (this.response.writableLength > UNREAD_MAX_BYTES) {
      this.response.destroy();
      return;
    }
    this.response.write(events.map(writeEvent).join(''));
  }

  end(reason: EndReason): void {
    if (this.isOver) return;
    this.response.end(writeEvent({ event: 'end', id: this.lastPlace(), data: { reason } }));
    this.stop();
  }

  private async beat(): Promise<void> {
    if (!(await this.stillAllowed())) this.end('access');
    else if (performance.now() - this.bornMs >= MAX_AGE_MS) this.end('age');
    else if (!this.isOver) {
      const place = this.lastPlace();
      // An event without data is none, but its id counts.
      this.response.write(`: heartbeat\n${place === null ? '' : `id: ${place}\n`}\n`);
    }
  }

  private stop(): void {
    this.isOver = true;
    clearInterval(this.heartbeat);
  }
}

function writeEvent({ event, id, data }: StreamEvent): string {
  return `${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
