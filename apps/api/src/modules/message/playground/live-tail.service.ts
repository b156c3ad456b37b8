import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { GatewayError, type V1Message } from '@switchboard/contracts';
import type { Response } from 'express';
import { ProblemError } from '../../../http/problem';
import type { StillAllowed } from '../../../http/still-allowed.decorator';
import { passes } from '../log-filter';
import type { LogFilter, LogMessage } from '../message-log.repository';
import { MessageLogService } from '../message-log.service';
import { EventStream, type StreamEvent } from './event-stream';
import { LiveTailRepository } from './live-tail.repository';
import { type Changes, type TailEvent, TailFeed, type TailReader } from './tail-feed';
import type { MessageChange } from './tail-position';

/** Streams at once in this process, and of one person in it. */
const STREAMS_MAX = 200;
const STREAMS_PER_USER_MAX = 10;
const FULL_RETRY_AFTER_SECONDS = 30;
const POLL_MS = 1_000;

/** The data of the event `ready`, with which a stream begins. */
export interface TailReady {
  /** What was shown before may lack changes, and is to be loaded anew: what was missed cannot be told. */
  reload: boolean;
}

/** Who watches what. */
export interface TailRequest {
  userId: string;
  tenantId: string;
  filter: LogFilter;
  /** The header `Last-Event-ID`: where the stream before this one ended. */
  lastEventId: string | null;
  stillAllowed: StillAllowed;
}

/** A changed message, and how it is shown. */
interface ShownChange extends MessageChange {
  row: LogMessage;
  message: V1Message;
}

/** A tenant's log that somebody watches. */
interface Watched {
  tenantId: string;
  feed: TailFeed<ShownChange>;
  isPolling: boolean;
  /** Of the next poll. */
  timer: NodeJS.Timeout | null;
}

/**
 * The live tail of the log: the events `ready` (TailReady), `message` (V1Message) for each new message and each change of one of the
 * newest 1,000, `gap` when so much changed at once that not all of it was read, and `end`. Changes that follow each other within a
 * second may come as one. A tenant's log is polled once a second by each process in which somebody watches it, with one query that
 * reads 1,000 rows by their key; when nobody watches, nothing is done.
 */
@Injectable()
export class LiveTail implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LiveTail.name);
  private readonly watched = new Map<string, Watched>();
  /** With the person who reads it. */
  private readonly streams = new Map<EventStream, string>();
  private isClosing = false;

  constructor(
    private readonly repository: LiveTailRepository,
    private readonly log: MessageLogService,
  ) {}

  /** @throws ProblemError 429 when the person has too many streams, GatewayError SYS_002 when this process has */
  open(response: Response, request: TailRequest): void {
    this.admit(request.userId);
    const watched = this.watch(request.tenantId);
    const { feed } = watched;
    const reader: TailReader<ShownChange> = {
      wants: ({ row }) => passes(row, request.filter),
      take: (events) => stream.send(events.map(streamEvent)),
    };
    const stream = new EventStream(response, request.stillAllowed, () => feed.positionOf(reader));
    this.streams.set(stream, request.userId);
    stream.onEnd(() => {
      this.streams.delete(stream);
      feed.leave(reader);
    });
    feed.join(reader, request.lastEventId);
    this.schedule(watched, 0);
  }

  /** Before the server stops listening, for then it waits for all that it is still answering. */
  beforeApplicationShutdown(): void {
    this.isClosing = true;
    for (const stream of [...this.streams.keys()]) stream.end('shutdown');
  }

  private admit(userId: string): void {
    if (this.isClosing || this.streams.size >= STREAMS_MAX) throw new GatewayError('SYS_002');
    const own = [...this.streams.values()].filter((each) => each === userId).length;
    if (own < STREAMS_PER_USER_MAX) return;
    const detail = `You have ${STREAMS_PER_USER_MAX} live logs open already. Close one first.`;
    const headers = { 'Retry-After': String(FULL_RETRY_AFTER_SECONDS) };
    throw new ProblemError(429, 'too_many_streams', detail, undefined, headers);
  }

  private watch(tenantId: string): Watched {
    const known = this.watched.get(tenantId);
    if (known) return known;
    const feed = new TailFeed<ShownChange>((seen) => this.changesSince(tenantId, seen));
    const watched: Watched = { tenantId, feed, isPolling: false, timer: null };
    this.watched.set(tenantId, watched);
    return watched;
  }

  private schedule(watched: Watched, delayMs: number): void {
    if (watched.timer) clearTimeout(watched.timer);
    watched.timer = setTimeout(() => void this.poll(watched), delayMs);
    watched.timer.unref();
  }

  private async poll(watched: Watched): Promise<void> {
    if (watched.isPolling) return;
    watched.isPolling = true;
    try {
      if (watched.feed.size > 0) await watched.feed.poll();
    } catch (error) {
      // Nothing is lost by it: the next poll reads what this one did not.
      this.logger.warn({ err: error, tenantId: watched.tenantId }, 'The live tail could not be read.');
    }
    watched.isPolling = false;
    if (watched.feed.size > 0) this.schedule(watched, POLL_MS);
    else this.watched.delete(watched.tenantId);
  }

  private async changesSince(tenantId: string, seen: string | null): Promise<Changes<ShownChange>> {
    const { snapshot, changed, isGap } = await this.repository.changesSince(tenantId, seen);
    const messages = changed.length === 0 ? [] : await this.log.present(tenantId, changed);
    const shown = messages.flatMap((message, index) => {
      const row = changed[index];
      return row ? [{ id: row.id, transaction: row.transaction, row, message }] : [];
    });
    return { snapshot, changed: shown, isGap };
  }
}

function streamEvent(event: TailEvent<ShownChange>): StreamEvent {
  const { kind, position: id } = event;
  switch (kind) {
    case 'ready':
      return { event: kind, id, data: { reload: event.isGap } satisfies TailReady };
    case 'message':
      return { event: kind, id, data: event.change.message };
    case 'gap':
      return { event: kind, id, data: {} };
  }
}
