import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { GatewayError, type MetaPricing, type MetaWebhookError, type PriceCategory } from '@switchboard/contracts';
import { isDatabaseAway } from '../../http/database-away';
import { PricingService } from '../billing/pricing.service';
import { recipientOf } from '../contact/recipient';
import { type DeliveryPrice, isBefore, type MessageEvent, type ReportedStatus, transition } from './message-state';
import { pricingRecipient } from './quote.service';
import { type FollowUp, type Settlement, SettlementRepository, type StoredMessage } from './settlement.repository';
import { type StatusChange, statusEvent } from './status-event';

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
  /** What is passed on to the tenant; absent: nobody is told. */
  change?: StatusChange;
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

  /** All reports of one message as one decision, that tells the tenant of each; null when they say nothing new. */
  async decideReports(
    before: StoredMessage,
    reports: readonly StatusUpdate[],
  ): Promise<{ settlement: Settlement; applied: StatusUpdate[] } | null> {
    let current: StoredMessage = before;
    const settlement: Omit<Settlement, 'after' | 'transfers' | 'events'> = { before };
    const transfers: Settlement['transfers'][number][] = [];
    const applied: StatusUpdate[] = [];
    const known = new Set(before.timeline);
    for (const report of reports) {
      if (known.has(report.status)) continue;
      known.add(report.status);
      settlement.pricing = report.pricing ?? settlement.pricing;
      const isDelivery =
        isBefore(current.status, 'delivered') && report.status !== 'sent' && report.status !== 'failed';
      const price = isDelivery ? await this.priceOf(current, report, settlement) : FREE;
      const next = transition(current, { kind: 'status', status: report.status, wamid: report.wamid, price });
      if (next.state.status === 'failed' && current.status !== 'failed')
        settlement.error = describeErrors(report.errors);
      transfers.push(...next.transfers);
      applied.push(report);
      current = { ...current, ...next.state };
    }
    if (applied.length === 0) return null;
    const events = applied.map((report) => ({ event: report.status, at: report.at, detail: detailOf(report) }));
    const news = applied.flatMap((report) =>
      report.change ? [statusEvent({ ...report, change: report.change }, before)] : [],
    );
    return { settlement: { ...settlement, after: current, transfers, events, news }, applied };
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
