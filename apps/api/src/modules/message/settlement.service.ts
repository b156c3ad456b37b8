import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { GatewayError, type MetaPricing, type MetaWebhookError, type PriceCategory } from '@switchboard/contracts';
import { isDatabaseAway } from '../../http/database-away';
import { PricingService } from '../billing/pricing.service';
import { recipientOf } from '../contact/recipient';
import {
  areSameFacts,
  type DeliveryFacts,
  deliveryFacts,
  isBillable,
  latestPricing,
  type Told,
} from './delivery-facts';
import {
  type DeliveryPrice,
  isBefore,
  isSettled,
  type MessageEvent,
  type MessageState,
  type ReportedStatus,
  transition,
} from './message-state';
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

  /**
   * All reports of one message as one decision, that tells the tenant of each; null when they say nothing new. What is known in the
   * end decides on the price, in whatever order it came: a message that has been settled by less is corrected.
   */
  async decideReports(
    before: StoredMessage,
    reports: readonly StatusUpdate[],
  ): Promise<{ settlement: Settlement; applied: StatusUpdate[] } | null> {
    const applied = newReports(before, reports);
    const last = applied.at(-1);
    if (!last) return null;
    const told = [...(before.told ?? []), ...applied.map(toldBy)];
    const facts = deliveryFacts(told);
    const pricing = latestPricing(told) ?? undefined;
    const settlement: Pick<Settlement, 'before' | 'pricing' | 'error'> = { before, pricing };
    const transfers: Settlement['transfers'][number][] = [];
    let priced: PricedDelivery | null = null;
    let current: MessageState = before;
    for (const { status, wamid, errors } of applied) {
      if (facts && isBefore(current.status, 'delivered') && DELIVERED.has(status))
        priced ??= await this.priceOf(before, facts);
      const next = transition(current, { kind: 'status', status, wamid, price: priced?.price ?? FREE });
      if (next.state.status === 'failed' && current.status !== 'failed') settlement.error = describeErrors(errors);
      transfers.push(...next.transfers);
      current = next.state;
    }
    const known = isSettled(before.status) ? deliveryFacts(before.told ?? []) : null;
    if (facts && known && !areSameFacts(known, facts)) {
      priced = await this.priceOf(before, facts);
      const next = transition(current, await this.correction(before, last.status, priced.price));
      transfers.push(...next.transfers);
      current = next.state;
    }
    const events = applied.map((report) => ({ event: report.status, at: report.at, detail: detailOf(report) }));
    const news = applied.flatMap((report) =>
      report.change ? [statusEvent({ ...report, change: report.change }, before)] : [],
    );
    return { settlement: { ...settlement, ...priced?.columns, after: current, transfers, events, news }, applied };
  }

  /** A correction heeds what the platform has paid of the message: neither help nor refunds are paid out to the tenant again. */
  private async correction(before: StoredMessage, by: ReportedStatus, price: DeliveryPrice): Promise<MessageEvent> {
    return { kind: 'corrected', by, price, share: await this.repository.platformShareOf(before) };
  }

  /** What a delivery costs: Meta's `pricing` object is the authority; without one, what the message was taken for. */
  private async priceOf(message: StoredMessage, { deliveredAt, pricing }: DeliveryFacts): Promise<PricedDelivery> {
    const recipient = recipientOf(message.to, message.to);
    if (message.sandbox) return { price: FREE };
    if (!recipient) {
      const { quotedMetaFeeMicros: metaFeeMicros, quotedMarkupMicros: markupMicros } = message;
      return { price: { billable: isBillable(pricing), metaFeeMicros, markupMicros } };
    }
    const billable = isBillable(pricing);
    const { tenantId, id: messageId, phoneNumberId } = message;
    const fees = await this.pricing.priceDelivered({
      recipient: pricingRecipient(recipient),
      metaCategory: pricing?.category ?? null,
      fallbackCategory: (message.category ?? undefined) as PriceCategory | undefined,
      at: deliveredAt,
      currency: message.currency,
      markupBps: message.markupBps,
      timeZone: message.timeZone,
      countAs: billable ? { tenantId, messageId, phoneNumberId } : undefined,
    });
    const { metaFeeMicros, markupMicros, category, market, country, rateCardId } = fees;
    return { price: { billable, metaFeeMicros, markupMicros }, columns: { category, market, country, rateCardId } };
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

/** A delivery's price, and what it says of the message. */
interface PricedDelivery {
  price: DeliveryPrice;
  columns?: Pick<Settlement, 'category' | 'market' | 'country' | 'rateCardId'>;
}

const DELIVERED: ReadonlySet<ReportedStatus> = new Set(['delivered', 'read', 'played']);
const FREE: DeliveryPrice = { billable: false, metaFeeMicros: 0n, markupMicros: 0n };

/** The reports that tell something which the message's timeline does not hold yet, each status once. */
function newReports(before: StoredMessage, reports: readonly StatusUpdate[]): StatusUpdate[] {
  const known = new Set(before.timeline);
  return reports.filter(({ status }) => {
    const isNew = !known.has(status);
    known.add(status);
    return isNew;
  });
}

function toldBy({ status, at, pricing }: StatusUpdate): Told {
  return { status, at, pricing: pricing ?? null };
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
