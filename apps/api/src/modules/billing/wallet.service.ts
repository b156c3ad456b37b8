import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { formatMoney, parseMoney, parseSignedMoney, uuidv7 } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService } from '../audit/audit.service';
import { chargedMicros, type MessageCharge, paidMicros, type PlatformShare } from './platform-share';
import {
  type AdjustmentBody,
  presentEntry,
  type RefundBody,
  type TopUpBody,
  type WalletChanges,
  type WalletEntryView,
  type WalletView,
} from './wallet.dto';
import { type WalletBalance, WalletRepository, type WalletTransfer } from './wallet.repository';

/** A payment may be reported again long after a message would be repeated. */
const MEMORY_MS = 30 * 24 * 60 * 60 * 1000;
/** What a decimal string of ours can hold: 999,999,999,999.999999. */
const MAX_TOTAL_MICROS = 10n ** 18n - 1n;

/** Who asks for a change of a wallet, and from where. */
export interface WalletActor {
  user: UserPrincipal | 'system';
  /** Null when no request asked for it. */
  origin: RequestOrigin | null;
}

/** A movement of money, and whether it is the answer to an earlier request with the same key. */
export interface MovementResult {
  entry: WalletEntryView;
  isReplay: boolean;
}

/** A movement by hand. */
type Movement = Omit<WalletTransfer, 'fromKind' | 'toKind' | 'actor' | 'step'> & {
  step: keyof typeof PAST;
  from: WalletTransfer['fromKind'];
  to: WalletTransfer['toKind'];
  /** The message that it is for. */
  messageId?: string;
};

/** The money of tenants: what is in a wallet, and what is put into it and taken from it by hand. */
@Injectable()
export class WalletService {
  constructor(
    private readonly repository: WalletRepository,
    private readonly audit: AuditService,
  ) {}

  /** What is in the wallet; null when there is no such tenant. */
  balance(tenantId: string): Promise<WalletBalance | null> {
    return this.repository.find(tenantId);
  }

  /** @throws ProblemError 404 for an unknown tenant */
  async view(tenantId: string): Promise<WalletView> {
    const wallet = await this.repository.find(tenantId);
    if (!wallet) throw ProblemError.notFound('Tenant');
    return { ...presentBalance(wallet), lowBalanceThreshold: formatMoney(wallet.lowBalanceThresholdMicros) };
  }

  /** Sets the balance below which the tenant is warned. */
  async change(tenantId: string, body: WalletChanges, actor: WalletActor): Promise<WalletView> {
    const threshold = parseMoney(body.lowBalanceThreshold);
    await this.repository.transaction(async (transaction) => {
      const before = await this.repository.lockThreshold(transaction, tenantId);
      if (before === null) throw ProblemError.notFound('Tenant');
      await this.repository.setThreshold(transaction, tenantId, threshold);
      await this.audit.record(transaction, {
        ...act(tenantId, actor, 'wallet.updated'),
        before: { lowBalanceThreshold: formatMoney(before) },
        after: { lowBalanceThreshold: formatMoney(threshold) },
      });
    });
    return this.view(tenantId);
  }

  /**
   * Adds money that was paid in. With a key, a repetition of the request gets the first one's answer and adds nothing.
   * @throws ProblemError 404 for an unknown tenant, 409 for a closed one or a wallet too full, 422 `idempotency_mismatch` for a
   *   key that was used for another request
   */
  topUp(tenantId: string, body: TopUpBody, key: string | undefined, actor: WalletActor): Promise<MovementResult> {
    const amountMicros = parseMoney(body.amount);
    const reference = body.reference ?? null;
    return this.repository.transaction(async (transaction) => {
      const { currency, ...wallet } = await this.lockOpen(transaction, tenantId);
      const request = { tenantId, scope: 'top_up', key, content: [amountMicros.toString(), reference] };
      return this.once(transaction, request, (operationId) => {
        requireRoom(wallet, amountMicros);
        const movement = { tenantId, operationId, currency, amountMicros, reference };
        return this.move(transaction, { ...movement, step: 'top_up', from: 'cash', to: 'available' }, actor);
      });
    });
  }

  /**
   * Gives money back, for a message where one is named. A key works as with top-ups.
   * @throws ProblemError as `topUp`, and 400 naming `messageId` when the tenant has sent no such message, 409
   *   `refund_exceeds_charge` when the tenant has paid less for it than all of its refunds come to
   */
  refund(tenantId: string, body: RefundBody, key: string | undefined, actor: WalletActor): Promise<MovementResult> {
    const amountMicros = parseMoney(body.amount);
    const messageId = body.messageId?.toLowerCase();
    return this.repository.transaction(async (transaction) => {
      const charge = messageId ? await this.repository.lockCharge(transaction, tenantId, messageId) : null;
      const { currency, ...wallet } = await this.lockOpen(transaction, tenantId);
      const content = [amountMicros.toString(), body.reason, messageId ?? null];
      return this.once(transaction, { tenantId, scope: 'refund', key, content }, async (operationId) => {
        if (messageId) {
          const share = await this.repository.platformShareOf(transaction, tenantId, messageId);
          requireRefundable(charge, share, amountMicros);
          await this.repository.insertRefund(transaction, { tenantId, operationId, messageId, amountMicros });
        }
        requireRoom(wallet, amountMicros);
        const movement = { tenantId, operationId, currency, amountMicros, reference: body.reason, messageId };
        return this.move(transaction, { ...movement, step: 'refund', from: 'adjustments', to: 'available' }, actor);
      });
    });
  }

  /**
   * Gives to a tenant or takes from its available balance, which never goes below zero. A key works as with top-ups.
   * @throws ProblemError as `topUp`, and 409 `insufficient_balance` when there is less to take
   */
  adjust(tenantId: string, body: AdjustmentBody, key: string | undefined, actor: WalletActor): Promise<MovementResult> {
    const signedMicros = parseSignedMoney(body.amount);
    const isTaking = signedMicros < 0n;
    return this.repository.transaction(async (transaction) => {
      const { currency, ...wallet } = await this.lockOpen(transaction, tenantId);
      const request = { tenantId, scope: 'adjustment', key, content: [signedMicros.toString(), body.reason] };
      return this.once(transaction, request, (operationId) => {
        requireAvailable(wallet.availableMicros, signedMicros, currency);
        requireRoom(wallet, signedMicros);
        const amountMicros = isTaking ? -signedMicros : signedMicros;
        const [from, to] = isTaking ? (['available', 'adjustments'] as const) : (['adjustments', 'available'] as const);
        const movement = { tenantId, operationId, currency, amountMicros, reference: body.reason };
        return this.move(transaction, { ...movement, step: 'adjustment', from, to }, actor);
      });
    });
  }

  private async lockOpen(transaction: TenantTransaction, tenantId: string): Promise<WalletBalance> {
    const wallet = await this.repository.lock(transaction, tenantId);
    if (!wallet) throw ProblemError.notFound('Tenant');
    if (wallet.tenantStatus === 'closed') throw ProblemError.conflict('The tenant is closed.');
    return wallet;
  }

  /** Does the work, under a key once: a repetition is answered with what was made then. The wallet must be locked. */
  private async once(
    transaction: TenantTransaction,
    { tenantId, scope, key, content }: { tenantId: string; scope: string; key: string | undefined; content: unknown },
    work: (operationId: string) => Promise<WalletEntryView>,
  ): Promise<MovementResult> {
    const operationId = uuidv7();
    if (key === undefined) return { entry: await work(operationId), isReplay: false };
    const fingerprint = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    const known = await this.repository.findRemembered(transaction, tenantId, scope, key);
    if (known) {
      if (known.fingerprint === fingerprint && known.responseBody !== null)
        return { entry: JSON.parse(known.responseBody) as WalletEntryView, isReplay: true };
      throw new ProblemError(422, 'idempotency_mismatch', 'This Idempotency-Key was used for another request.');
    }
    const entry = await work(operationId);
    await this.repository.remember(transaction, {
      tenantId,
      scope,
      key,
      fingerprint,
      resourceId: operationId,
      responseStatus: 201,
      responseBody: JSON.stringify(entry),
      expiresAt: new Date(Date.now() + MEMORY_MS),
    });
    return { entry, isReplay: false };
  }

  private async move(
    transaction: TenantTransaction,
    { from: fromKind, to: toKind, messageId, ...rest }: Movement,
    actor: WalletActor,
  ): Promise<WalletEntryView> {
    const { tenantId, step } = rest;
    const email = actor.user === 'system' ? null : actor.user.email;
    const row = await this.repository.post(transaction, { ...rest, fromKind, toKind, actor: email });
    const entry = presentEntry({ ...row, refundedMessageId: messageId ?? null });
    if (toKind === 'available') await this.repository.chargeOwed(transaction, tenantId);
    await this.audit.record(transaction, {
      ...act(tenantId, actor, `wallet.${PAST[step]}`),
      targetId: entry.id,
      after: entry,
    });
    return entry;
  }
}

const PAST = { top_up: 'topped_up', adjustment: 'adjusted', refund: 'refunded' } as const;

function act(tenantId: string, { user: actor, origin }: WalletActor, action: string) {
  return { tenantId, actor, origin, action, targetType: 'wallet', targetId: tenantId };
}

function requireAvailable(availableMicros: bigint, signedMicros: bigint, currency: string): void {
  if (availableMicros + signedMicros >= 0n) return;
  const detail = `Only ${formatMoney(availableMicros)} ${currency} are available.`;
  throw new ProblemError(409, 'insufficient_balance', detail, [
    { path: 'amount', rule: 'balance', message: 'must not exceed the available balance' },
  ]);
}

function requireRoom({ availableMicros, reservedMicros }: Omit<WalletBalance, 'currency'>, amountMicros: bigint): void {
  if (availableMicros + reservedMicros + amountMicros > MAX_TOTAL_MICROS) {
    throw ProblemError.conflict(`A wallet holds at most ${formatMoney(MAX_TOTAL_MICROS)}.`);
  }
}

function requireRefundable(charge: MessageCharge | null, share: PlatformShare, amount: bigint): void {
  if (charge === null) {
    const message = 'must be the id of a message that the tenant has sent';
    throw ProblemError.invalid([{ path: 'messageId', rule: 'exists', message }]);
  }
  const leftMicros = paidMicros(charge, share);
  if (amount <= leftMicros) return;
  const { shortfallMicros, refundedMicros } = share;
  const helped = shortfallMicros > 0n ? `, of which the platform paid ${formatMoney(shortfallMicros)}` : '';
  const refunded = `${helped === '' ? ', of which' : ' and'} ${formatMoney(refundedMicros)} was refunded`;
  const detail = `The message was charged ${formatMoney(chargedMicros(charge))}${helped}${refunded}.`;
  throw new ProblemError(409, 'refund_exceeds_charge', detail, [
    { path: 'amount', rule: 'charge', message: `must be at most ${formatMoney(leftMicros)}` },
  ]);
}

/** A balance as v1 and the console show it. */
export function presentBalance({
  currency,
  availableMicros,
  reservedMicros,
}: WalletBalance): Omit<WalletView, 'lowBalanceThreshold'> {
  return {
    currency,
    available: formatMoney(availableMicros),
    reserved: formatMoney(reservedMicros),
    total: formatMoney(availableMicros + reservedMicros),
  };
}
