import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { ThroughputMinute } from '../../throughput/throughput-tally';
import type { InboundHealthView } from '../webhook/inbound-health';

const MINUTE_MS = 60_000;

/** Over how long throughput is told. */
export class ThroughputQuery {
  /** 1–1440, 60 unless told; the present one among them. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_440)
  minutes: number = 60;
}

/** Events on their way to endpoints of tenants. */
export interface UndeliveredView {
  /** Events that endpoints have not taken yet, whether they were tried or not. */
  undelivered: number;
}

/** How calls to Meta go. */
export interface MetaHealthView {
  /** `open`: Meta did not answer lately, and calls fail at once; `half-open`: one is tried. Of the process that answers. */
  circuit: string;
  /** Whether the bundled simulator stands in for Meta. */
  isSimulated: boolean;
}

/** What the last check of the ledger found. */
export interface LedgerHealthView {
  /** Null before the first check. */
  isSound: boolean | null;
  checkedAt: string | null;
}

/** What an operator looks at first. */
export interface PlatformHealthView {
  status: 'ok' | 'unavailable';
  /** What keeps the process that answers from doing its work, in words; empty when all is well. */
  reasons: string[];
  /** Of the program. */
  version: string;
  /** Since the process that answers was started. */
  uptimeSeconds: number;
  meta: MetaHealthView;
  ledger: LedgerHealthView;
  inboundEvents: InboundHealthView;
  deliveries: UndeliveredView;
}

/** Jobs of one kind. */
export interface JobQueueView {
  /** `media.fetch`, `mail.send` and so on. */
  identifier: string;
  /** To be run, now or later: retries wait here too. */
  waiting: number;
  running: number;
  /** Tried as often as there is sense in, and given up. */
  failed: number;
  /** How long the oldest one is late; null when none is due. */
  oldestDueSeconds: number | null;
}

/** Events on their way to endpoints of tenants. Each number counts to 100,000 and no further. */
export interface DeliveryQueueView {
  /** Not tried yet. */
  pending: number;
  /** Failed, to be tried again. */
  retrying: number;
  /** Given up; a replay brings them back. */
  dead: number;
  /** How long the oldest one is late, those to disabled endpoints left out; null when none is due. */
  oldestDueSeconds: number | null;
}

/** What waits in the memory of the process that answers to be written. */
export interface IntakeQueueView {
  /** Messages that were posted. */
  messages: number;
  /** Outcomes of messages. */
  settlements: number;
}

/** What waits everywhere. */
export interface PlatformQueuesView {
  jobs: JobQueueView[];
  inboundEvents: InboundHealthView;
  deliveries: DeliveryQueueView;
  intake: IntakeQueueView;
}

/** What all tenants together did in a minute. */
export interface ThroughputMinuteView {
  /** Its beginning. */
  minute: string;
  /** Outbound messages taken in, sandbox included. */
  accepted: number;
  /** Outbound messages that reached a phone in it. */
  delivered: number;
  /** Outbound messages that failed in it. */
  failed: number;
  /** Events that endpoints of tenants took. */
  webhooksDelivered: number;
}

/** Minute by minute, oldest first, without gaps; other processes' counts are a few seconds old. */
export interface PlatformThroughputView {
  minutes: ThroughputMinuteView[];
}

/** An entry for every minute of the range, those in which nothing happened too. */
export function presentThroughput(
  found: readonly ThroughputMinute[],
  minutes: number,
  nowMs: number,
): PlatformThroughputView {
  const byMinute = new Map(found.map(({ minuteMs, counts }) => [minuteMs, counts]));
  const firstMs = firstMinuteMs(minutes, nowMs);
  return {
    minutes: Array.from({ length: minutes }, (_, index) => {
      const minuteMs = firstMs + index * MINUTE_MS;
      const { accepted = 0, delivered = 0, failed = 0, deliveries = 0 } = byMinute.get(minuteMs) ?? {};
      return { minute: new Date(minuteMs).toISOString(), accepted, delivered, failed, webhooksDelivered: deliveries };
    }),
  };
}

/** The beginning of the first of so many minutes that end with the present one. */
export function firstMinuteMs(minutes: number, nowMs: number): number {
  return Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - (minutes - 1) * MINUTE_MS;
}
