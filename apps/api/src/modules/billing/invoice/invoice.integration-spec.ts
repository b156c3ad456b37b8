import { formatMoney, parseSignedMoney, uuidv7 } from '@switchboard/contracts';
import { Database } from '@switchboard/database';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { pdfPages } from '../../../../test/support/pdf-text';
import { monthsAgo, simulateMonth, type SimulatedMonth } from '../../../../test/support/simulated-month';
import { type ConsoleClient, startTestConsole, type TestConsole } from '../../../../test/support/test-console';
import { openTestTenant } from '../../../../test/support/test-tenant';
import { untilBlocked } from '../../../../test/support/until-blocked';
import { LedgerCheck } from '../ledger-check.service';
import { UsageCountRepository } from '../usage/usage-count.repository';
import { UsageCountService } from '../usage/usage-count.service';
import type { InvoiceDetailView } from './invoice.dto';
import { InvoiceRepository } from './invoice.repository';
import { InvoiceService } from './invoice.service';
import { MonthClose } from './month-close.service';

let office: TestConsole;
let database: Database;
let close: MonthClose;
let invoices: InvoiceService;

beforeAll(async () => {
  office = await startTestConsole();
  ({ database } = office.platform.test);
  close = office.platform.app.get(MonthClose, { strict: false });
  invoices = office.platform.app.get(InvoiceService, { strict: false });
});
afterAll(() => office.platform.stop());

const simulate = (messages: number, seed: number, more = {}): Promise<SimulatedMonth> =>
  simulateMonth(office.platform.test, { messages, seed, ...more });

/** The invoice of a tenant's last month. */
async function lastInvoice(tenantId: string): Promise<InvoiceDetailView> {
  const { items } = await invoices.list(tenantId, { limit: 50 });
  return invoices.find(tenantId, items[0]!.id);
}

async function sequences(): Promise<number[]> {
  const { rows } = await database.pool.query<{ sequence: string }>('SELECT sequence FROM invoices ORDER BY sequence');
  return rows.map(({ sequence }) => Number(sequence));
}

function sums(lines: readonly { kind: string; amount: string }[]): Record<string, string> {
  const found: Record<string, bigint> = {};
  for (const { kind, amount } of lines) found[kind] = (found[kind] ?? 0n) + parseSignedMoney(amount);
  return Object.fromEntries(Object.entries(found).map(([kind, micros]) => [kind, formatMoney(micros)]));
}

/** What the ledger moved in a month, and what usage says of it. */
async function ledgerOf({
  tenant,
  from,
  to,
}: SimulatedMonth): Promise<{ moved: Record<string, string>; used: Record<string, string> }> {
  const { rows } = await database.pool.query<{ kind: string; micros: string }>(
    `SELECT regexp_replace(step, '_correction_.*', '') AS kind,
            sum(CASE WHEN from_kind IN ('available', 'reserved') THEN amount_micros ELSE -amount_micros END)::text AS micros
       FROM transfers
      WHERE tenant_id = $1 AND id >= uuidv7_floor($2) AND id < uuidv7_floor($3)
        AND NOT (from_kind IN ('available', 'reserved') AND to_kind IN ('available', 'reserved')) GROUP BY 1`,
    [tenant.id, from, to],
  );
  const { rows: used } = await database.pool.query<Record<string, string>>(
    `SELECT sum(platform_fee_micros)::text AS platform_fee, sum(meta_fee_micros)::text AS meta_fee, sum(markup_micros)::text AS markup
       FROM usage_hours WHERE tenant_id = $1 AND hour >= $2 AND hour < $3`,
    [tenant.id, from, to],
  );
  const shown = (list: [string, string | null][]): Record<string, string> =>
    Object.fromEntries(
      list.filter(([, micros]) => micros !== null).map(([kind, micros]) => [kind, formatMoney(BigInt(micros!))]),
    );
  return { moved: shown(rows.map(({ kind, micros }) => [kind, micros])), used: shown(Object.entries(used[0]!)) };
}

describe('The close of a month', () => {
  it('makes invoices that equal the ledger and usage and lead from opening to closing, for any month', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        async (messages, seed, openingMicros) => {
          const month = await simulate(messages, seed, { openingMicros });
          expect(await close.run()).toBe(2);
          const invoice = await lastInvoice(month.tenant.id);
          const { moved, used } = await ledgerOf(month);
          expect(sums(invoice.lines)).toEqual(moved);
          const { platform_fee, meta_fee = '0.000000', markup = '0.000000' } = moved;
          expect(used).toEqual({ platform_fee, meta_fee, markup });
          const micros = (amount: string): bigint => parseSignedMoney(amount);
          expect(micros(invoice.opening)).toBe(openingMicros);
          expect(micros(invoice.opening) + micros(invoice.topUps) - micros(invoice.total)).toBe(
            micros(invoice.closing),
          );
        },
      ),
      { numRuns: 15 },
    );
    const results = await new LedgerCheck().run(database.pool);
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('has a line for each kind, market and category of messages, counted', async () => {
    const month = await simulate(300, 0.2);
    await close.run();
    const { lines } = await lastInvoice(month.tenant.id);
    const fees = lines.filter(({ kind, amount }) => kind === 'platform_fee' && !amount.startsWith('-'));
    expect(new Set(fees.map(({ market, category }) => `${market} ${category}`)).size).toBe(fees.length);
    expect(fees.every(({ quantity, amount }) => parseSignedMoney(amount) === BigInt(quantity) * 1_000n)).toBe(true);
    expect(lines.filter(({ kind }) => kind === 'subscription')).toEqual([
      { kind: 'subscription', market: null, category: null, quantity: 1, amount: '49.000000' },
    ]);
    expect(lines.filter(({ kind }) => kind === 'adjustment').map(({ amount }) => amount)).toEqual([
      '0.000003',
      '-5.000001',
    ]);
    expect(lines.at(-1)).toMatchObject({ kind: 'top_up', quantity: 1, amount: '-1000000.000000' });
  });

  it('numbers invoices without gaps over all tenants, however many processes close at once', async () => {
    const months = await Promise.all(Array.from({ length: 8 }, (_, index) => simulate(5, index / 10)));
    const others = [1, 2, 3].map(() => new Database({ url: office.platform.test.url, maxConnections: 4 }));
    const made = await Promise.all(
      others.map((each) =>
        new MonthClose(new InvoiceRepository(each), new UsageCountService(new UsageCountRepository(each))).run(),
      ),
    );
    await Promise.all(others.map((each) => each.close()));
    await close.run();
    expect(made.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(16);
    for (const { tenant } of months) {
      expect((await invoices.list(tenant.id, { limit: 50 })).items.map(({ month }) => month)).toEqual(
        [1, 2].map((back) => monthsAgo(back).toISOString().slice(0, 7)),
      );
    }
    const numbers = await sequences();
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('makes each invoice once', async () => {
    await simulate(5, 0.5);
    expect(await close.run()).toBe(2);
    const before = await sequences();
    expect(await close.run()).toBe(0);
    expect(await sequences()).toEqual(before);
  });

  it('makes none of a month that runs or has just ended, nor of one in which nothing moved', async () => {
    const tenant = await openTestTenant(office.platform.test, { availableMicros: 1_000_000n });
    const monthOfTopUp = new Date(monthsAgo(0));
    const next = new Date(Date.UTC(monthOfTopUp.getUTCFullYear(), monthOfTopUp.getUTCMonth() + 1));
    const at = (ms: number): Date => new Date(next.getTime() + ms);
    const listed = async (): Promise<number> =>
      (await office.operator.get(`/tenants/${tenant.id}/invoices`)).body.items.length;
    await close.run(at(59 * 60_000));
    expect(await listed()).toBe(0);
    await close.run(at(60 * 60_000));
    expect(await listed()).toBe(1);
    await close.run(at(90 * 24 * 60 * 60_000));
    expect(await listed()).toBe(1);
  });

  it('waits for whoever is just writing into the month', async () => {
    const tenant = await openTestTenant(office.platform.test, { availableMicros: 1_000_000n });
    const writer = new Client({ connectionString: office.platform.test.url });
    await writer.connect();
    try {
      await writer.query('BEGIN');
      await writer.query('SELECT post_transfers($1)', [
        JSON.stringify([
          {
            tenant_id: tenant.id,
            operation_id: uuidv7(),
            step: 'top_up',
            from_kind: 'cash',
            to_kind: 'available',
            currency: 'USD',
            amount: '7',
          },
        ]),
      ]);
      const closing = close.run(new Date(Date.now() + 40 * 24 * 60 * 60_000));
      await untilBlocked(office.platform.test, 'FOR UPDATE');
      await writer.query('COMMIT');
      await closing;
    } finally {
      await writer.end();
    }
    expect(await lastInvoice(tenant.id)).toMatchObject({
      opening: '0.000000',
      topUps: '1.000007',
      closing: '1.000007',
    });
  });

  it('makes no invoice that does not add up, says so, uses up no number, and closes for the others', async () => {
    const [broken, sound] = [await simulate(3, 0.6), await simulate(3, 0.7)];
    // As nobody but a broken program could write it: the total does not follow.
    await database.pool.query(
      `INSERT INTO transfers (tenant_id, operation_id, step, id, from_kind, to_kind, currency, amount_micros, total_after_micros)
       SELECT $1, $2, 'top_up', (substr(uuidv7_floor($3::timestamptz - interval '1 ms')::text, 1, 14) || '7fff-bfff-ffffffffffff')::uuid, 'cash', 'available', 'USD', 1, 0`,
      [broken.tenant.id, uuidv7(), broken.to],
    );
    const told = jest.spyOn(close['logger'], 'error').mockImplementation();
    await close.run();
    expect(told).toHaveBeenCalledTimes(1);
    expect(told).toHaveBeenCalledWith(
      expect.objectContaining({
        tenantId: broken.tenant.id,
        err: expect.objectContaining({ name: 'InvoiceMismatchError' }),
      }),
      'A month could not be invoiced.',
    );
    told.mockRestore();
    expect((await invoices.list(broken.tenant.id, { limit: 50 })).items).toHaveLength(1);
    expect((await invoices.list(sound.tenant.id, { limit: 50 })).items).toHaveLength(2);
    const numbers = await sequences();
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it.each([
    'UPDATE invoices SET total_micros = total_micros + 1',
    'DELETE FROM invoices',
    'UPDATE invoice_lines SET quantity = 0',
    'DELETE FROM invoice_lines',
  ])('makes invoices that nobody changes: %s', async (statement) => {
    await expect(database.pool.query(statement)).rejects.toThrow('rows are never changed or deleted');
  });
});

describe('The invoices of a tenant', () => {
  let month: SimulatedMonth;
  let viewer: ConsoleClient;
  let outsider: ConsoleClient;

  beforeAll(async () => {
    month = await simulate(40, 0.9);
    await close.run();
    viewer = await office.join(month.tenant.id, 'viewer', 'viewer@acme.test');
    outsider = await office.join(await office.openTenant('Other'), 'owner', 'owner@other.test');
  });

  const path = (rest = ''): string => `/tenants/${month.tenant.id}/invoices${rest}`;
  const file = async (rest: string): Promise<Response> => {
    const response = await fetch(`${office.platform.url}/console/v1${path(rest)}`, {
      headers: { cookie: viewer.cookie ?? '' },
    });
    expect(response.status).toBe(200);
    return response;
  };

  it('are listed, the newest first, page by page', async () => {
    const { body } = await viewer.get(path());
    expect(body.items.map((item) => item['month'])).toEqual(
      [1, 2].map((back) => monthsAgo(back).toISOString().slice(0, 7)),
    );
    expect(Object.keys(body.items[0]!)).toEqual([
      'id',
      'number',
      'month',
      'currency',
      'opening',
      'topUps',
      'total',
      'closing',
      'billedTo',
      'issuedAt',
    ]);
    expect(body.items[0]).toMatchObject({
      number: expect.stringMatching(/^INV-\d{4}-\d{6}$/),
      billedTo: 'Test',
      currency: 'USD',
    });
    const first = (await viewer.get(path('?limit=1'))).body;
    const second = (await viewer.get(path(`?limit=1&cursor=${String(first['nextCursor'])}`))).body;
    expect([...first.items, ...second.items]).toEqual(body.items);
    expect(second['nextCursor']).toBeNull();
  });

  it('can be looked at, printed and calculated with', async () => {
    const [{ id, number }] = (await viewer.get(path())).body.items as [{ id: string; number: string }];
    const { body } = await viewer.get(path(`/${id}`));
    const { lines, total } = body as unknown as InvoiceDetailView;
    const pdf = await file(`/${id}.pdf`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toBe(`attachment; filename="${number}.pdf"`);
    const printed = pdfPages(Buffer.from(await pdf.arrayBuffer()))
      .flat()
      .map(({ text }) => text);
    for (const text of [
      number,
      total,
      month.tenant.id,
      ...lines.filter(({ kind }) => kind !== 'top_up').map(({ amount }) => amount),
    ]) {
      expect(printed).toContain(text);
    }
    const csv = await file(`/${id}.csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="${number}.csv"`);
    const rows = (await csv.text()).split('\r\n').map((row) => row.split(','));
    expect(rows[0]).toEqual(['number', 'month', 'kind', 'market', 'category', 'quantity', 'amount', 'currency']);
    expect(rows.slice(1, -1).map((row) => row.slice(2, 7))).toEqual(
      lines.map(({ kind, market, category, quantity, amount }) => [
        kind,
        market ?? '',
        category ?? '',
        String(quantity),
        amount,
      ]),
    );
  });

  it('are for those who see money, and for nobody else', async () => {
    const [{ id }] = (await viewer.get(path())).body.items as [{ id: string }];
    const developer = await office.join(month.tenant.id, 'developer', 'developer@acme.test');
    for (const rest of ['', `/${id}`, `/${id}.pdf`, `/${id}.csv`]) {
      expect([rest, (await developer.get(path(rest))).status]).toEqual([rest, 403]);
      const foreign = await outsider.get(path(rest));
      const missing = await outsider.get(`/tenants/${uuidv7()}/invoices${rest}`);
      expect({ ...foreign.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
      expect([rest, foreign.status]).toEqual([rest, 404]);
    }
  });

  it.each(['', '.pdf', '.csv'])('are not found by an id that is none of theirs: %p', async (ending) => {
    const theirs = (await invoices.list((await simulateAndClose()).tenant.id, { limit: 1 })).items[0]!;
    for (const id of [theirs.id, uuidv7(), 'INV-2026-000001', '%00', 'null']) {
      expect([id, (await viewer.get(path(`/${id}${ending}`))).status]).toEqual([id, 404]);
    }
  });

  async function simulateAndClose(): Promise<SimulatedMonth> {
    const other = await simulate(1, 0.1);
    await close.run();
    return other;
  }

  it('are none of an unknown tenant', async () => {
    expect((await office.operator.get(`/tenants/${uuidv7()}/invoices`)).status).toBe(404);
  });
});
