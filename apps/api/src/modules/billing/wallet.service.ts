import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { formatMoney, parseMoney, parseSignedMoney, uuidv7 } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import { decodeCursor, type CursorQuery, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService } from '../audit/audit.service';
import { csvLine } from './csv';
import {
  type AdjustmentBody,
  type TopUpBody,
  type WalletChanges,
  type WalletEntryView,
  type WalletView,
  presentEntry,
} from './wallet.dto';
import { type WalletBalance, WalletRepository, type WalletTransfer } from './wallet.repository';

const TOP_UP_SCOPE = 'top_up';
/** A payment may be reported again long after a message would be repeated. */
const TOP_UP_MEMORY_MS = 30 * 24 * 60 * 60 * 1000;
/** What a decimal string of ours can hold: 999,999,999,999.999999. */
const MAX_TOTAL_MICROS = 10n ** 18n - 1n;
const CSV_PAGE_ROWS = 1_000;
const CSV_COLUMNS = ['id', 'at', 'kind', 'amount', 'currency', 'balanceAfter', 'messageId', 'reference', 'actor'];

/** Who asks for a change of a wallet, and from where. */
export interface WalletActor {
  user: UserPrincipal | 'system';
  /** Null when no request asked for it. */
  origin: RequestOrigin | null;
}

/** A top-up, and whether it is the answer to an earlier request with the same key. */
export interface TopUpResult {
  entry: WalletEntryView;
  isReplay: boolean;
}

/** The money of tenants: what is in a wallet, what came in and went out, and by whose hand. */
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
  topUp(tenantId: string, body: TopUpBody, key: string | undefined, actor: WalletActor): Promise<TopUpResult> {
    const amountMicros = parseMoney(body.amount);
    const reference = body.reference ?? null;
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([amountMicros.toString(), reference]))
      .digest('hex');
    return this.repository.transaction(async (transaction) => {
      const wallet = await this.lockOpen(transaction, tenantId);
      const known =
        key === undefined ? null : await this.repository.findRemembered(transaction, tenantId, TOP_UP_SCOPE, key);
      if (known) return replay(known);
      requireRoom(wallet, amountMicros);
      const operationId = uuidv7();
      const entry = await this.move(
        transaction,
        {
          tenantId,
          operationId,
          step: 'top_up',
          from: 'cash',
          to: 'available',
          currency: wallet.currency,
          amountMicros,
          reference,
        },
        actor,
      );
      if (key !== undefined) {
        await this.repository.remember(transaction, {
          tenantId,
          scope: TOP_UP_SCOPE,
          key,
          fingerprint,
          resourceId: operationId,
          responseStatus: 201,
          responseBody: JSON.stringify(entry),
          expiresAt: new Date(Date.now() + TOP_UP_MEMORY_MS),
        });
      }
      return { entry, isReplay: false };
    });

    function replay(known: { fingerprint: string; responseBody: string | null }): TopUpResult {
      if (known.fingerprint !== fingerprint || known.responseBody === null) {
        throw new ProblemError(422, 'idempotency_mismatch', 'This Idempotency-Key was used for another top-up.');
      }
      return { entry: JSON.parse(known.responseBody) as WalletEntryView, isReplay: true };
    }
  }

  /**
   * Gives to a tenant or takes from its available balance, which never goes below zero.
   * @throws ProblemError 404 for an unknown tenant, 409 for a closed one, `insufficient_balance` when there is less to take
   */
  adjust(tenantId: string, body: AdjustmentBody, actor: WalletActor): Promise<WalletEntryView> {
    const signedMicros = parseSignedMoney(body.amount);
    const isTaking = signedMicros < 0n;
    return this.repository.transaction(async (transaction) => {
      const wallet = await this.lockOpen(transaction, tenantId);
      if (wallet.availableMicros + signedMicros < 0n) {
        const detail = `Only ${formatMoney(wallet.availableMicros)} ${wallet.currency} are available.`;
        throw new ProblemError(409, 'insufficient_balance', detail, [
          { path: 'amount', rule: 'balance', message: 'must not exceed the available balance' },
        ]);
      }
      requireRoom(wallet, signedMicros);
      const amountMicros = isTaking ? -signedMicros : signedMicros;
      const [from, to] = isTaking ? (['available', 'adjustments'] as const) : (['adjustments', 'available'] as const);
      const { currency } = wallet;
      return this.move(
        transaction,
        {
          tenantId,
          operationId: uuidv7(),
          step: 'adjustment',
          from,
          to,
          currency,
          amountMicros,
          reference: body.reason,
        },
        actor,
      );
    });
  }

  /** The statement, newest first. */
  async entries(tenantId: string, query: CursorQuery): Promise<Page<WalletEntryView>> {
    const rows = await this.repository.listEntries(tenantId, {
      beforeId: decodeCursor(query.cursor),
      take: query.limit + 1,
    });
    if (!rows) throw ProblemError.notFound('Tenant');
    return pageOf(rows, query.limit, (row) => row.id, presentEntry);
  }

  /** The whole statement as lines of CSV, newest first, read page by page: its size does not matter. */
  async entriesCsv(tenantId: string): Promise<AsyncGenerator<string>> {
    const { currency } = await this.view(tenantId);
    const { repository } = this;
    async function* lines(): AsyncGenerator<string> {
      yield csvLine(CSV_COLUMNS);
      let beforeId: string | undefined;
      for (;;) {
        const rows = (await repository.listEntries(tenantId, { beforeId, take: CSV_PAGE_ROWS })) ?? [];
        if (rows.length > 0) yield rows.map((row) => csvEntry(presentEntry(row), currency)).join('');
        if (rows.length < CSV_PAGE_ROWS) return;
        beforeId = rows.at(-1)?.id;
      }
    }
    return lines();
  }

  private async lockOpen(transaction: TenantTransaction, tenantId: string): Promise<WalletBalance> {
    const wallet = await this.repository.lock(transaction, tenantId);
    if (!wallet) throw ProblemError.notFound('Tenant');
    if (wallet.tenantStatus === 'closed') throw ProblemError.conflict('The tenant is closed.');
    return wallet;
  }

  private async move(
    transaction: TenantTransaction,
    movement: Omit<WalletTransfer, 'fromKind' | 'toKind' | 'actor'> & {
      from: WalletTransfer['fromKind'];
      to: WalletTransfer['toKind'];
    },
    actor: WalletActor,
  ): Promise<WalletEntryView> {
    const { from: fromKind, to: toKind, ...rest } = movement;
    const entry = presentEntry(
      await this.repository.post(transaction, {
        ...rest,
        fromKind,
        toKind,
        actor: actor.user === 'system' ? null : actor.user.email,
      }),
    );
    await this.audit.record(transaction, {
      ...act(movement.tenantId, actor, `wallet.${PAST[movement.step]}`),
      targetId: entry.id,
      after: entry,
    });
    return entry;
  }
}

const PAST = { top_up: 'topped_up', adjustment: 'adjusted' } as const;

function act(tenantId: string, { user: actor, origin }: WalletActor, action: string) {
  return { tenantId, actor, origin, action, targetType: 'wallet', targetId: tenantId };
}

function requireRoom({ availableMicros, reservedMicros }: WalletBalance, amountMicros: bigint): void {
  if (availableMicros + reservedMicros + amountMicros > MAX_TOTAL_MICROS) {
    throw ProblemError.conflict(`A wallet holds at most ${formatMoney(MAX_TOTAL_MICROS)}.`);
  }
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

function csvEntry(entry: WalletEntryView, currency: string): string {
  return csvLine([
    entry.id,
    entry.at,
    entry.kind,
    entry.amount,
    currency,
    entry.balanceAfter,
    entry.messageId ?? '',
    { freeText: entry.reference ?? null },
    { freeText: entry.actor ?? null },
  ]);
}
