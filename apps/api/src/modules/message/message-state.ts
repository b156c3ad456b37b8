import type { MessageStatus } from '@switchboard/contracts';
import { paidMicros, type PlatformShare } from '../billing/platform-share';

/** What the life of an outbound message depends on. Amounts are micro-units of the wallet's currency. */
export interface MessageState {
  status: MessageStatus;
  sandbox: boolean;
  wamid: string | null;
  /** Reserved for it right now. */
  heldMicros: bigint;
  /** What Meta's acceptance costs; charged once. */
  quotedPlatformFeeMicros: bigint;
  /** Charged so far. */
  platformFeeMicros: bigint;
  metaFeeMicros: bigint;
  markupMicros: bigint;
}

/** Meta's fee for a delivered message, already priced. */
export interface DeliveryPrice {
  billable: boolean;
  metaFeeMicros: bigint;
  markupMicros: bigint;
}

/** What can happen to an outbound message after intake. */
export type MessageEvent =
  /** Meta answered with the message's wamid. */
  | { kind: 'submitted'; wamid: string }
  /** Meta answered that it did not take the message, or was never reached. */
  | { kind: 'refused' }
  /** The request was written and no answer came. */
  | { kind: 'uncertain' }
  /** A status webhook. `price` is what a delivery costs. */
  | { kind: 'status'; status: ReportedStatus; wamid: string | null; price: DeliveryPrice }
  /** A status told, of a message that had been settled before, what its delivery costs in truth. */
  | { kind: 'corrected'; by: ReportedStatus; price: DeliveryPrice; share: PlatformShare }
  /** No status can arrive any more. */
  | { kind: 'expired' };

export type ReportedStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed';

/**
 * A step of a correction names the status that it follows from, so that each happens at most once: a status is applied once.
 * `reserve_correction` takes what is missing out of the wallet (and the platform's help, where the wallet is empty: SQL writes that
 * as `shortfall_correction`), `refund_correction` out of the platform's pocket, when the message had been refunded in full.
 * `shortfall_return` gives the platform's help back before anything else, and `refund_return` what the tenant has already got back
 * by refunds, before `release_correction` gives the tenant the rest.
 */
type CorrectionStep = `${
  | 'reserve_correction'
  | 'refund_correction'
  | 'meta_fee_correction'
  | 'markup_correction'
  | 'shortfall_return'
  | 'refund_return'
  | 'release_correction'}_${ReportedStatus}`;

/** A movement of a message's money: one step of the operation that the message is. Each step happens at most once. */
export interface MessageTransfer {
  step: 'platform_fee' | 'reserve_extra' | 'meta_fee' | 'markup' | 'release' | CorrectionStep;
  from: 'available' | 'reserved' | 'platform_fees' | 'meta_fees' | 'adjustments';
  to: 'available' | 'reserved' | 'platform_fees' | 'meta_fees' | 'adjustments';
  amountMicros: bigint;
}

export interface Transition {
  state: MessageState;
  transfers: MessageTransfer[];
}

/** Statuses only move forward. `failed` ends a message from any state before delivered. */
const RANK: Readonly<Record<MessageStatus, number>> = {
  accepted: 0,
  uncertain: 1,
  submitted: 2,
  sent: 3,
  delivered: 4,
  read: 5,
  played: 6,
  failed: 7,
  received: 7,
};

/**
 * What an event makes of a message: its next state and the money that moves. Pure; any order and any number of repetitions of
 * events is safe, because a step that has happened leaves nothing behind for it to happen again.
 */
export function transition(state: MessageState, event: MessageEvent): Transition {
  const step = new Step(state);
  switch (event.kind) {
    case 'submitted':
      step.name(event.wamid);
      if (isBefore(state.status, 'submitted')) step.takeByMeta('submitted');
      break;
    case 'refused':
      if (isBefore(state.status, 'submitted')) step.end('failed');
      break;
    case 'uncertain':
      if (state.status === 'accepted') step.move('uncertain');
      break;
    case 'expired':
      if (isBefore(state.status, 'delivered')) step.end('failed');
      break;
    case 'status':
      step.name(event.wamid);
      report(step, state.status, event.status, event.price);
      break;
    case 'corrected':
      if (isSettled(state.status)) step.correct(event);
      break;
  }
  return step.result();
}

/** Whether a status comes before another on a message's way. */
export function isBefore(status: MessageStatus, other: MessageStatus): boolean {
  return RANK[status] < RANK[other];
}

/** Whether a message's delivery has been paid for, if it had to be. */
export function isSettled(status: MessageStatus): boolean {
  return status === 'delivered' || status === 'read' || status === 'played';
}

function report(step: Step, current: MessageStatus, reported: ReportedStatus, price: DeliveryPrice): void {
  if (current === 'failed') return;
  // A status about a message proves that Meta took it, whatever became of the answer to the send.
  if (isBefore(current, 'submitted')) step.takeByMeta('submitted');
  if (reported === 'failed') {
    if (isBefore(current, 'delivered')) step.end('failed');
    return;
  }
  if (!isBefore(current, reported)) return;
  step.move(reported);
  if (reported !== 'sent' && isBefore(current, 'delivered')) step.settleDelivery(price);
}

/** Collects one transition. */
class Step {
  private readonly state: MessageState;
  private readonly transfers: MessageTransfer[] = [];

  constructor(state: MessageState) {
    this.state = { ...state };
  }

  result(): Transition {
    return { state: this.state, transfers: this.transfers };
  }

  name(wamid: string | null): void {
    this.state.wamid ??= wamid;
  }

  move(status: MessageStatus): void {
    this.state.status = status;
  }

  /** Meta has the message: the platform has earned its fee, and a sandbox message gets its money back. */
  takeByMeta(status: MessageStatus): void {
    this.move(status);
    if (this.state.sandbox) {
      this.release();
      return;
    }
    const fee = this.state.quotedPlatformFeeMicros - this.state.platformFeeMicros;
    this.capture('platform_fee', 'platform_fees', fee);
    this.state.platformFeeMicros += fee;
  }

  settleDelivery(price: DeliveryPrice): void {
    if (price.billable && !this.state.sandbox) {
      const missing = price.metaFeeMicros + price.markupMicros - this.state.heldMicros;
      if (missing > 0n) {
        this.transfer({ step: 'reserve_extra', from: 'available', to: 'reserved', amountMicros: missing });
        this.state.heldMicros += missing;
      }
      this.capture('meta_fee', 'meta_fees', price.metaFeeMicros);
      this.capture('markup', 'platform_fees', price.markupMicros);
      this.state.metaFeeMicros += price.metaFeeMicros;
      this.state.markupMicros += price.markupMicros;
    }
    this.release();
  }

  /**
   * Brings what was charged to what is right, by transfers that add to those before: none of them is taken back or changed. The
   * tenant gets back at most what it has paid itself, and a message that was refunded in full costs it nothing more.
   */
  correct({ by, price, share }: Extract<MessageEvent, { kind: 'corrected' }>): void {
    if (this.state.sandbox) return;
    const paid = paidMicros(this.state, share);
    const metaFee = (price.billable ? price.metaFeeMicros : 0n) - this.state.metaFeeMicros;
    const markup = (price.billable ? price.markupMicros : 0n) - this.state.markupMicros;
    this.giveBack(`meta_fee_correction_${by}`, 'meta_fees', -metaFee);
    this.giveBack(`markup_correction_${by}`, 'platform_fees', -markup);
    const missing = atLeastZero(metaFee) + atLeastZero(markup) - this.state.heldMicros;
    if (missing > 0n) {
      const isRefundedInFull = share.refundedMicros > 0n && paid === 0n;
      const [step, from] = isRefundedInFull
        ? ([`refund_correction_${by}`, 'adjustments'] as const)
        : ([`reserve_correction_${by}`, 'available'] as const);
      this.transfer({ step, from, to: 'reserved', amountMicros: missing });
      this.state.heldMicros += missing;
    }
    this.capture(`meta_fee_correction_${by}`, 'meta_fees', atLeastZero(metaFee));
    this.capture(`markup_correction_${by}`, 'platform_fees', atLeastZero(markup));
    this.state.metaFeeMicros += metaFee;
    this.state.markupMicros += markup;
    const { shortfallMicros, refundedMicros } = share;
    this.capture(`shortfall_return_${by}`, 'adjustments', smallest(shortfallMicros, this.state.heldMicros));
    this.capture(
      `refund_return_${by}`,
      'adjustments',
      smallest(refundedMicros, atLeastZero(this.state.heldMicros - paid)),
    );
    this.release(`release_correction_${by}`);
  }

  end(status: MessageStatus): void {
    this.move(status);
    this.release();
  }

  private giveBack(step: MessageTransfer['step'], from: MessageTransfer['from'], amountMicros: bigint): void {
    if (amountMicros <= 0n) return;
    this.transfer({ step, from, to: 'reserved', amountMicros });
    this.state.heldMicros += amountMicros;
  }

  private release(step: MessageTransfer['step'] = 'release'): void {
    this.transfer({ step, from: 'reserved', to: 'available', amountMicros: this.state.heldMicros });
    this.state.heldMicros = 0n;
  }

  private capture(step: MessageTransfer['step'], to: MessageTransfer['to'], amountMicros: bigint): void {
    this.transfer({ step, from: 'reserved', to, amountMicros });
    this.state.heldMicros -= amountMicros;
  }

  private transfer(transfer: MessageTransfer): void {
    if (transfer.amountMicros > 0n) this.transfers.push(transfer);
  }
}

function smallest(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function atLeastZero(micros: bigint): bigint {
  return micros > 0n ? micros : 0n;
}
