import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';
import { stepsOfKind } from './entry-step';
import type { MessageCharge, PlatformShare } from './platform-share';
import { renewalJobOf } from './subscription.repository';

/** Two kinds of account make up a wallet; money that moves between them does not change its total. */
const WALLET_KINDS = ['available', 'reserved'];
/** Writers of one wallet wait for one another; two hundred at once are done well within this. */
const TRANSACTION_MS = 15_000;

/** What is in a wallet, in micro-units. */
export interface WalletBalance {
  /** ISO 4217 */
  currency: string;
  availableMicros: bigint;
  reservedMicros: bigint;
}

/** One transfer that changed a wallet's total. */
export interface WalletEntryRow {
  id: string;
  operationId: string;
  step: string;
  fromKind: string;
  amountMicros: bigint;
  totalAfterMicros: bigint;
  forMessage: boolean;
  reference: string | null;
  actor: string | null;
  createdAt: Date;
  /** The message that it gives money back for, where it is a refund of one. */
  refundedMessageId: string | null;
}

/** Which entries of a statement. */
export interface WalletEntryFilter {
  /** What they are; with it come corrections of such entries. */
  kind?: string;
  /** Ids from here on, and ids below that. */
  fromId?: string;
  toId?: string;
}

/** A movement between a wallet and the platform. */
export interface WalletTransfer {
  tenantId: string;
  operationId: string;
  step: 'top_up' | 'adjustment' | 'refund' | 'subscription';
  fromKind: 'available' | 'cash' | 'adjustments';
  toKind: 'available' | 'adjustments' | 'platform_fees';
  currency: string;
  amountMicros: bigint;
  reference: string | null;
  /** E-mail address of who did it, when a person did. */
  actor: string | null;
}

export interface RememberedRequest {
  fingerprint: string;
  responseBody: string | null;
}

const ENTRY_COLUMNS = {
  id: true,
  operationId: true,
  step: true,
  fromKind: true,
  amountMicros: true,
  totalAfterMicros: true,
  forMessage: true,
  reference: true,
  actor: true,
  createdAt: true,
} as const;

@Injectable()
export class WalletRepository {
  constructor(private readonly database: Database) {}

  /** One transaction that may move money between a tenant and the platform. */
  transaction<T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.platform.$transaction(work, { maxWait: TRANSACTION_MS, timeout: TRANSACTION_MS });
  }

  /** What is in the wallet and the balance below which the tenant is warned; null when there is no such tenant. */
  find(tenantId: string): Promise<(WalletBalance & { lowBalanceThresholdMicros: bigint }) | null> {
    return this.read(tenantId, async (transaction) => {
      const tenant = await transaction.tenant.findUnique({
        where: { id: tenantId },
        select: { lowBalanceThresholdMicros: true },
      });
      const accounts = await transaction.account.findMany({ where: { tenantId, kind: { in: WALLET_KINDS } } });
      const balance = balanceOf(accounts);
      return tenant && balance && { ...balance, lowBalanceThresholdMicros: tenant.lowBalanceThresholdMicros };
    });
  }

  /** Keeps every other writer of the wallet waiting until the transaction ends; null when there is no such tenant. */
  async lock(
    transaction: TenantTransaction,
    tenantId: string,
  ): Promise<(WalletBalance & { tenantStatus: string }) | null> {
    await transaction.$queryRaw`
      SELECT 1 FROM accounts WHERE tenant_id = ${tenantId}::uuid AND kind IN ('available', 'reserved') ORDER BY tenant_id, kind FOR UPDATE`;
    const accounts = await transaction.account.findMany({ where: { tenantId, kind: { in: WALLET_KINDS } } });
    const tenant = await transaction.tenant.findUnique({ where: { id: tenantId }, select: { status: true } });
    const balance = balanceOf(accounts);
    return tenant && balance && { ...balance, tenantStatus: tenant.status };
  }

  /** Writes a transfer and the balances that follow from it. The wallet must be locked. */
  async post(transaction: TenantTransaction, transfer: WalletTransfer): Promise<WalletEntryRow> {
    const { tenantId, operationId, step } = transfer;
    const posted = JSON.stringify([
      {
        tenant_id: tenantId,
        operation_id: operationId,
        step,
        from_kind: transfer.fromKind,
        to_kind: transfer.toKind,
        currency: transfer.currency,
        amount: transfer.amountMicros.toString(),
        for_message: false,
        reference: transfer.reference,
        actor: transfer.actor,
      },
    ]);
    await transaction.$executeRaw`SELECT post_transfers(${posted}::json)`;
    const row = await transaction.transfer.findUniqueOrThrow({
      where: { tenantId_operationId_step: { tenantId, operationId, step } },
      select: ENTRY_COLUMNS,
    });
    return { ...row, refundedMessageId: null };
  }

  /**
   * What an outbound message was charged, held until the transaction ends; null when the tenant has no such message. To be called
   * before the wallet is locked.
   */
  async lockCharge(transaction: TenantTransaction, tenantId: string, messageId: string): Promise<MessageCharge | null> {
    const rows = await transaction.$queryRaw<MessageCharge[]>`
      SELECT platform_fee_micros AS "platformFeeMicros", meta_fee_micros AS "metaFeeMicros", markup_micros AS "markupMicros"
        FROM messages WHERE tenant_id = ${tenantId}::uuid AND id = ${messageId}::uuid AND direction = 'outbound' FOR NO KEY UPDATE`;
    return rows[0] ?? null;
  }

  /** What the platform has paid of a message until now, by refunds too. The message must be locked. */
  async platformShareOf(transaction: TenantTransaction, tenantId: string, messageId: string): Promise<PlatformShare> {
    const rows = await transaction.$queryRaw<PlatformShare[]>`
      SELECT shortfall_micros AS "shortfallMicros", refunded_micros AS "refundedMicros"
        FROM platform_share(${tenantId}::uuid, ${messageId}::uuid)`;
    return rows[0] ?? { shortfallMicros: 0n, refundedMicros: 0n };
  }

  /**
   * Notes which message a refund is for, and moves the message to another version: a correction that was decided without the refund
   * is decided anew. The message must be locked.
   */
  async insertRefund(
    transaction: TenantTransaction,
    refund: { tenantId: string; operationId: string; messageId: string; amountMicros: bigint },
  ): Promise<void> {
    await transaction.refund.create({ data: refund, select: { operationId: true } });
    await transaction.$executeRaw`
      UPDATE messages SET version = version + 1 WHERE tenant_id = ${refund.tenantId}::uuid AND id = ${refund.messageId}::uuid`;
  }

  /** Has what the tenant owes for its subscription charged as soon as the transaction has ended. */
  async chargeOwed(transaction: TenantTransaction, tenantId: string): Promise<void> {
    await transaction.$executeRaw`
      SELECT enqueue_jobs(${renewalJobOf(tenantId)}::json)
       WHERE EXISTS (SELECT FROM subscription_periods WHERE tenant_id = ${tenantId}::uuid AND paid_at IS NULL)`;
  }

  /** The request that an idempotency key was first used for, while it is remembered. The wallet must be locked. */
  findRemembered(
    transaction: TenantTransaction,
    tenantId: string,
    scope: string,
    key: string,
  ): Promise<RememberedRequest | null> {
    return transaction.idempotencyRecord.findFirst({
      where: { tenantId, scope, key, expiresAt: { gt: new Date() } },
      select: { fingerprint: true, responseBody: true },
    });
  }

  /** Remembers a request and its answer under its key, in the place of one that has expired. */
  async remember(
    transaction: TenantTransaction,
    record: {
      tenantId: string;
      scope: string;
      key: string;
      fingerprint: string;
      resourceId: string;
      responseStatus: number;
      responseBody: string;
      expiresAt: Date;
    },
  ): Promise<void> {
    const { tenantId, scope, key } = record;
    await transaction.idempotencyRecord.upsert({
      where: { tenantId_scope_key: { tenantId, scope, key } },
      create: record,
      update: { ...record, createdAt: new Date() },
      select: { key: true },
    });
  }

  /** Transfers that changed the wallet's total, newest first; null when there is no such tenant. */
  listEntries(
    tenantId: string,
    { kind, fromId, toId, beforeId, take }: WalletEntryFilter & { beforeId?: string; take: number },
  ): Promise<WalletEntryRow[] | null> {
    return this.read(tenantId, async (transaction) => {
      const tenant = await transaction.tenant.findUnique({ where: { id: tenantId }, select: { id: true } });
      if (!tenant) return null;
      const rows = await transaction.transfer.findMany({
        where: {
          tenantId,
          step: kind === undefined ? undefined : stepsOfKind(kind),
          AND: [{ id: { gte: fromId, lt: toId } }, { id: { lt: beforeId } }],
          OR: [{ fromKind: { notIn: WALLET_KINDS } }, { toKind: { notIn: WALLET_KINDS } }],
        },
        orderBy: { id: 'desc' },
        take,
        select: ENTRY_COLUMNS,
      });
      return withRefunds(transaction, tenantId, rows);
    });
  }

  /** Locks the tenant and tells its threshold; null when there is no such tenant. */
  async lockThreshold(transaction: TenantTransaction, tenantId: string): Promise<bigint | null> {
    await transaction.$queryRaw`SELECT 1 FROM tenants WHERE id = ${tenantId}::uuid FOR NO KEY UPDATE`;
    const tenant = await transaction.tenant.findUnique({
      where: { id: tenantId },
      select: { lowBalanceThresholdMicros: true },
    });
    return tenant?.lowBalanceThresholdMicros ?? null;
  }

  async setThreshold(
    transaction: TenantTransaction,
    tenantId: string,
    lowBalanceThresholdMicros: bigint,
  ): Promise<void> {
    await transaction.tenant.update({
      where: { id: tenantId },
      data: { lowBalanceThresholdMicros },
      select: { id: true },
    });
  }

  /** Reads under row-level security, which compares ids as text; PostgreSQL writes them in lower case. */
  private read<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.tenant(tenantId.toLowerCase(), work);
  }
}

async function withRefunds(
  transaction: TenantTransaction,
  tenantId: string,
  rows: readonly Omit<WalletEntryRow, 'refundedMessageId'>[],
): Promise<WalletEntryRow[]> {
  const operations = rows.filter(({ step }) => step === 'refund').map(({ operationId }) => operationId);
  const refunds =
    operations.length === 0
      ? []
      : await transaction.refund.findMany({ where: { tenantId, operationId: { in: operations } } });
  const messages = new Map(refunds.map(({ operationId, messageId }) => [operationId, messageId]));
  return rows.map((row) => ({ ...row, refundedMessageId: messages.get(row.operationId) ?? null }));
}

function balanceOf(
  accounts: readonly { kind: string; currency: string; balanceMicros: bigint }[],
): WalletBalance | null {
  const available = accounts.find(({ kind }) => kind === 'available');
  const reserved = accounts.find(({ kind }) => kind === 'reserved');
  if (!available || !reserved) return null;
  return {
    currency: available.currency,
    availableMicros: available.balanceMicros,
    reservedMicros: reserved.balanceMicros,
  };
}
