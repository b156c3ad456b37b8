import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { GatewayError, type MetaPricing, type MetaWebhookError, type PriceCategory } from '@switchboard/contracts';
import { isDatabaseAway } from '../../http/database-away';
import { PricingService } from '../billing/pricing.service';
import { recipientOf } from './body/recipient';
import { type DeliveryPrice, isBefore, type MessageEvent, type ReportedStatus, transition } from './message-state';
import { pricingRecipient } from './quote.service';
import {
  type FollowUp,
  type Settlement,
  SettlementRepository,
  type StoredMessage,
  type TimelineEvent,
} from './settlement.repository';

/** What Meta reported about one message. */
export interface StatusUpdate {
  tenantId: string;
  /** Meta's id of the number that the report is about. */
  metaPhoneNumberId: string;
  /** Our id, from the callback data; null when the report does not carry it. */
  messageId: string | null;
  wamid: string;
  status: ReportedStatus;
  at: Date;
  pricing?: MetaPricing;
  errors?: readonly MetaWebhookError[];
}

/** What became of handing a message to Meta, and the answer that its sender gets. */
export interface Submission {
  event: Extract<MessageEvent, { kind: 'submitted' | 'refused' | 'uncertain' }>;
  error?: unknown;
  /** Kept for the message's Idempotency-Key; absent when there is none. */
  response?: Settlement['response'];
  jobs?: readonly FollowUp[];
}

/** Other writers can overtake a decision only so often: each of them moves the message forward. */
const MAX_DECISIONS = 8;
/** How long a settlement waits for a database that is away before its caller is told that the outcome is open. */
const AWAY_PATIENCE_MS = 20_000;
const AWAY_PAUSE_MS = 100;

/** Decides what happens to messages after intake, and writes each decision with its money in one transaction. */
@Injectable()
export class SettlementService {
  private readonly logger = new Logger(SettlementService.name);

  constructor(
    private readonly repository: SettlementRepository,
    private readonly pricing: PricingService,
  ) {}

  /** Settles what Meta (or the lack of its answer) made of a message. Durable when it returns. */
  settleSubmission(message: StoredMessage, submission: Submission): Promise<void> {
    return this.decide(message, (before) => {
      const { state, transfers } = transition(before, submission.event);
      const isNews = state.status !== before.status;
      return {
        before,
        after: state,
        transfers,
        events: isNews
          ? [
              {
                event: submission.event.kind === 'refused' ? 'failed' : submission.event.kind,
                at: new Date(),
                detail: submission.error,
              },
            ]
          : [],
        error: state.status === 'failed' && isNews ? submission.error : undefined,
        jobs: isNews ? submission.jobs : [],
        response: submission.response,
      };
    });
  }

  /** Gives up on a message whose outcome can no longer arrive, and returns its money. */
  expire(message: StoredMessage, error: unknown): Promise<void> {
    return this.decide(message, (before) => {
      const { state, transfers } = transition(before, { kind: 'expired' });
      if (state.status === before.status) return null;
      return { before, after: state, transfers, error, events: [{ event: 'failed', at: new Date(), detail: error }] };
    });
  }

  /**
   * Applies Meta's reports, in any order and any number of times. Reports of one message are folded into one write.
   * @returns how many reports belong to no message of ours
   */
  async applyStatuses(updates: readonly StatusUpdate[]): Promise<number> {
    const byMessage = await this.messagesOf(updates);
    await Promise.all(
      [...byMessage.found.values()].map(({ message, reports }) =>
        this.decide(message, (before) => this.fold(before, reports)),
      ),
    );
    return byMessage.unknown;
  }

  private async messagesOf(
    updates: readonly StatusUpdate[],
  ): Promise<{ found: Map<string, { message: StoredMessage; reports: StatusUpdate[] }>; unknown: number }> {
    const named = updates.flatMap(({ tenantId, messageId }) => (messageId ? [{ tenantId, id: messageId }] : []));
    const unnamed = updates.filter(({ messageId }) => messageId === null);
    const [byId, byWamid] = await Promise.all([
      named.length > 0 ? this.repository.findByIds(distinct(named, ({ id }) => id)) : [],
      unnamed.length > 0 ? this.repository.findByWamids(distinct(unnamed, ({ wamid }) => wamid)) : [],
    ]);
    const ids = new Map(byId.map((message) => [message.id, message]));
    const wamids = new Map(byWamid.map((message) => [message.wamid, message]));
    const found = new Map<string, { message: StoredMessage; reports: StatusUpdate[] }>();
    let unknown = 0;
    for (const update of updates) {
      const message = update.messageId ? ids.get(update.messageId) : wamids.get(update.wamid);
      if (message?.tenantId !== update.tenantId || message.metaPhoneNumberId !== update.metaPhoneNumberId) {
        unknown += 1;
        continue;
      }
      const entry = found.get(message.id);
      if (entry) entry.reports.push(update);
      else found.set(message.id, { message, reports: [update] });
    }
    return { found, unknown };
  }

  /** All reports of one message as one decision; null when they say nothing new. */
  private async fold(before: StoredMessage, reports: readonly StatusUpdate[]): Promise<Settlement | null> {
    let current: StoredMessage = before;
    const settlement: Omit<Settlement, 'after' | 'transfers' | 'events'> = { before };
    const transfers: Settlement['transfers'][number][] = [];
    const events: TimelineEvent[] = [];
    for (const report of reports) {
      if (report.status === current.status) continue;
      settlement.pricing = report.pricing ?? settlement.pricing;
      const isDelivery =
        isBefore(current.status, 'delivered') && report.status !== 'sent' && report.status !== 'failed';
      const price = isDelivery ? await this.priceOf(current, report, settlement) : FREE;
      const next = transition(current, { kind: 'status', status: report.status, wamid: report.wamid, price });
      if (next.state.status === 'failed' && current.status !== 'failed')
        settlement.error = describeErrors(report.errors);
      transfers.push(...next.transfers);
      events.push({ event: report.status, at: report.at, detail: detailOf(report) });
      current = { ...current, ...next.state };
    }
    return events.length > 0 ? { ...settlement, after: current, transfers, events } : null;
  }

  /** What a delivery costs: Meta's `pricing` object is the authority; without one, what was quoted. */
  private async priceOf(
    message: StoredMessage,
    report: StatusUpdate,
    settlement: Pick<Settlement, 'pricing' | 'category' | 'rateCardId'>,
  ): Promise<DeliveryPrice> {
    const pricing = (settlement.pricing ?? message.pricing ?? undefined) as MetaPricing | undefined;
    const recipient = recipientOf(message.to, message.to);
    if (!pricing || !recipient) {
      return { billable: true, metaFeeMicros: message.quotedMetaFeeMicros, markupMicros: message.quotedMarkupMicros };
    }
    const price = await this.pricing.priceDelivered({
      recipient: pricingRecipient(recipient),
      metaCategory: pricing.category,
      fallbackCategory: (message.category ?? undefined) as PriceCategory | undefined,
      at: report.at,
      currency: message.currency,
      markupBps: message.markupBps,
    });
    settlement.category = price.category;
    settlement.rateCardId = price.rateCardId;
    return { billable: pricing.billable, metaFeeMicros: price.metaFeeMicros, markupMicros: price.markupMicros };
  }

  /** Decides and writes; when another writer was faster, reads again and decides anew. */
  private async decide(
    message: StoredMessage,
    decision: (message: StoredMessage) => Settlement | null | Promise<Settlement | null>,
  ): Promise<void> {
    let current: StoredMessage | undefined = message;
    for (let attempt = 0; current && attempt < MAX_DECISIONS; attempt += 1) {
      const settlement = await decision(current);
      if (!settlement || (await this.patiently(() => this.repository.settle(settlement)))) return;
      [current] = await this.patiently(() => this.repository.findByIds([message]));
    }
    throw new Error(`Message ${message.id} could not be settled: it changes too often.`);
  }

  /**
   * Rides out a database that is away, or a full queue, for a bounded time. Repeating is safe: a write that did happen has moved
   * the message to another version.
   */
  private async patiently<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + AWAY_PATIENCE_MS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const isPassing = isDatabaseAway(error) || (error instanceof GatewayError && error.code === 'SYS_002');
        if (!isPassing || performance.now() > deadline) throw error;
        this.logger.warn(`Settlement waits for the database: ${String(error)}`);
        await delay(AWAY_PAUSE_MS);
      }
    }
  }
}

const FREE: DeliveryPrice = { billable: false, metaFeeMicros: 0n, markupMicros: 0n };

function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

/** The first error of a failed status, as the log shows it. */
function describeErrors(errors: readonly MetaWebhookError[] | undefined): unknown {
  const error = errors?.[0];
  if (!error) return { code: 'unknown', title: 'Failed without a reason' };
  return {
    code: String(error.code),
    title: error.title ?? error.message,
    description: error.error_data?.details ?? error.message,
  };
}

function detailOf({ pricing, errors }: StatusUpdate): unknown {
  return pricing || errors ? { pricing, errors } : undefined;
}
