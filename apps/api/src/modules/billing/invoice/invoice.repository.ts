import { Injectable } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import { Database, type Prisma, type TenantTransaction } from '@switchboard/database';
import type { InvoiceStatement, Movement } from './invoice';

/** Months of hundreds of thousands of messages are added up in seconds. */
const CLOSING_MS = 10 * 60_000;

/** A month of a tenant that is to be invoiced. */
export interface OpenMonth {
  tenantId: string;
  /** Its first instant, UTC. */
  month: Date;
}

/** The beginning and end (not included) of a month. */
export interface MonthBounds {
  from: Date;
  to: Date;
}

const INVOICE = {
  id: true,
  sequence: true,
  month: true,
  currency: true,
  openingMicros: true,
  closingMicros: true,
  totalMicros: true,
  billedTo: true,
  issuedAt: true,
} satisfies Prisma.InvoiceSelect;

const LINES = {
  lines: {
    select: { kind: true, market: true, category: true, quantity: true, amountMicros: true },
    orderBy: { position: 'asc' },
  },
} satisfies Prisma.InvoiceSelect;

export type StoredInvoice = Prisma.InvoiceGetPayload<{ select: typeof INVOICE }>;
export type StoredInvoiceWithLines = StoredInvoice & { lines: Movement[] };

/** Invoices, and the ledger's months that they are made of. */
@Injectable()
export class InvoiceRepository {
  constructor(private readonly database: Database) {}

  /**
   * Of each tenant, by id, the first month before `until` in which the wallet's total changed and that has no invoice. Months are
   * closed in their order, so those before the last invoice need not be looked at.
   */
  async listOpenMonths(
    until: Date,
    { afterTenantId = null, tenantId = null }: { afterTenantId?: string | null; tenantId?: string | null },
    take: number,
  ): Promise<OpenMonth[]> {
    const { rows } = await this.database.pool.query<OpenMonth>(
      `SELECT t.id AS "tenantId", date_trunc('month', uuid_extract_timestamp(first.id), 'UTC') AS month
         FROM tenants t,
              LATERAL (SELECT uuidv7_floor(coalesce(max(i.month + interval '1 month') AT TIME ZONE 'UTC', to_timestamp(0))) AS next_id
                         FROM invoices i WHERE i.tenant_id = t.id) invoiced,
              LATERAL (SELECT x.id FROM transfers x
                        WHERE x.tenant_id = t.id AND x.id >= invoiced.next_id AND x.id < uuidv7_floor($1)
                          AND (x.from_kind IN ('available', 'reserved')) <> (x.to_kind IN ('available', 'reserved'))
                        ORDER BY x.id LIMIT 1) first
        WHERE ($2::uuid IS NULL OR t.id > $2) AND ($3::uuid IS NULL OR t.id = $3)
        ORDER BY t.id LIMIT $4`,
      [until, afterTenantId, tenantId, take],
    );
    return rows;
  }

  /**
   * Returns when every transfer of the tenant with an id of before now is committed: ids are made while the wallet is locked, so who
   * gets the lock after them sees them.
   */
  async passWriters(tenantId: string): Promise<void> {
    await this.database.pool.query(
      `SELECT 1 FROM accounts WHERE tenant_id = $1 AND kind IN ('available', 'reserved') ORDER BY tenant_id, kind FOR UPDATE`,
      [tenantId],
    );
  }

  /** One transaction that makes an invoice. */
  transaction<T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.platform.$transaction(
      async (transaction) => {
        await transaction.$executeRawUnsafe(`SET LOCAL statement_timeout = ${CLOSING_MS}`);
        await transaction.$executeRawUnsafe('SET LOCAL jit = off');
        return work(transaction);
      },
      { timeout: CLOSING_MS },
    );
  }

  /** Name and currency of who is billed; null when there is no such tenant. */
  findBilled(transaction: TenantTransaction, tenantId: string): Promise<{ name: string; currency: string } | null> {
    return transaction.tenant.findUnique({ where: { id: tenantId }, select: { name: true, currency: true } });
  }

  /** What moved between the wallet and the platform. Charges of messages by market and category, as they stand now. */
  async listMovements(
    transaction: TenantTransaction,
    tenantId: string,
    { from, to }: MonthBounds,
  ): Promise<Movement[]> {
    const rows = await transaction.$queryRaw<(Omit<Movement, 'quantity'> & { quantity: bigint })[]>`
      SELECT t.kind, m.market, m.category, count(DISTINCT t.operation_id) AS quantity, sum(t.micros)::bigint AS "amountMicros"
        FROM (SELECT x.operation_id, charge_kind(x.step) AS kind, x.from_kind IN ('available', 'reserved') AS is_charge,
                     CASE WHEN x.from_kind IN ('available', 'reserved') THEN x.amount_micros ELSE -x.amount_micros END AS micros,
                     CASE WHEN x.for_message AND charge_kind(x.step) IN ('platform_fee', 'meta_fee', 'markup') THEN x.operation_id END AS message_id
                FROM transfers x
               WHERE x.tenant_id = ${tenantId}::uuid AND x.id >= uuidv7_floor(${from}) AND x.id < uuidv7_floor(${to})
                 AND (x.from_kind IN ('available', 'reserved')) <> (x.to_kind IN ('available', 'reserved'))) t
        LEFT JOIN messages m ON m.tenant_id = ${tenantId}::uuid AND m.id = t.message_id
       GROUP BY t.kind, m.market, m.category, t.is_charge`;
    return rows.map((row) => ({ ...row, quantity: Number(row.quantity) }));
  }

  /** The wallet's total after its last transfer before an instant. */
  async findTotal(transaction: TenantTransaction, tenantId: string, before: Date): Promise<bigint> {
    const rows = await transaction.$queryRaw<{ totalMicros: bigint }[]>`
      SELECT t.total_after_micros AS "totalMicros" FROM transfers t
       WHERE t.tenant_id = ${tenantId}::uuid AND t.id < uuidv7_floor(${before}) ORDER BY t.id DESC LIMIT 1`;
    return rows[0]?.totalMicros ?? 0n;
  }

  /**
   * Writes an invoice under the next number. Whoever numbers one waits for the one before to be committed or given up, so that no
   * number is left out. False when the month has an invoice.
   */
  async insert(
    transaction: TenantTransaction,
    { tenantId, month }: OpenMonth,
    invoice: InvoiceStatement & { currency: string; billedTo: string },
  ): Promise<boolean> {
    const { lines, ...rest } = invoice;
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('switchboard.invoices', 0))`;
    if (
      await transaction.invoice.findUnique({ where: { tenantId_month: { tenantId, month } }, select: { id: true } })
    ) {
      return false;
    }
    const { _max: last } = await transaction.invoice.aggregate({ _max: { sequence: true } });
    const id = uuidv7();
    const sequence = (last.sequence ?? 0n) + 1n;
    await transaction.invoice.create({ data: { tenantId, id, sequence, month, ...rest }, select: { id: true } });
    await transaction.invoiceLine.createMany({
      data: lines.map((line, index) => ({ tenantId, invoiceId: id, position: index + 1, ...line })),
    });
    return true;
  }

  /** Newest first. */
  list(tenantId: string, page: { beforeId?: string; take: number }): Promise<StoredInvoice[]> {
    return this.database.tenant(tenantId, (transaction) =>
      transaction.invoice.findMany({
        where: { tenantId, id: { lt: page.beforeId } },
        orderBy: { id: 'desc' },
        take: page.take,
        select: INVOICE,
      }),
    );
  }

  /** One invoice with its lines; null when the tenant has none such. */
  find(tenantId: string, id: string): Promise<StoredInvoiceWithLines | null> {
    return this.database.tenant(tenantId, (transaction) =>
      transaction.invoice.findUnique({ where: { tenantId_id: { tenantId, id } }, select: { ...INVOICE, ...LINES } }),
    );
  }
}
