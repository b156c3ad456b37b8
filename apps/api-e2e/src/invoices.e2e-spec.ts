import { uuidv7 } from '@switchboard/contracts';
import { type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

let bed: Testbed;

beforeAll(async () => {
  bed = await startTestbed();
});
afterAll(() => bed?.close());

/** The calendar month before this one, UTC. */
function lastMonth(): { name: string; middle: Date } {
  const now = new Date();
  const middle = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15));
  return { name: middle.toISOString().slice(0, 7), middle };
}

/** Money that was paid in last month and a subscription that was charged then, written as the ledger would have: months end too rarely for a test. */
async function livedThroughLastMonth(): Promise<OpenedTenant> {
  const tenant = await bed.operator.openTenant({ money: '0' });
  const { middle } = lastMonth();
  const [paid, owed] = [uuidv7(), uuidv7()];
  await bed.database.query(
    `INSERT INTO transfers (tenant_id, operation_id, step, id, from_kind, to_kind, currency, amount_micros, total_after_micros)
     VALUES ($1, $2, 'top_up', uuidv7($4::timestamptz - clock_timestamp()), 'cash', 'available', 'USD', 100000000, 100000000),
            ($1, $3, 'subscription', uuidv7($4::timestamptz + interval '1 day' - clock_timestamp()), 'available', 'platform_fees', 'USD', 49000000, 51000000)`,
    [tenant.id, paid, owed, middle],
  );
  await bed.database.query(
    `INSERT INTO subscription_periods (tenant_id, operation_id, period_start, period_end, plan_code, segments, fee_micros, paid_at)
     VALUES ($1, $2, $3::timestamptz - interval '1 month', $3, 'BASIC', '[]', 49000000, $3)`,
    [tenant.id, owed, middle],
  );
  await bed.database.query(
    `UPDATE accounts SET balance_micros = balance_micros + CASE kind WHEN 'available' THEN 51000000 WHEN 'cash' THEN -100000000 ELSE 49000000 END
      WHERE currency = 'USD' AND (tenant_id = $1 AND kind = 'available' OR tenant_id = platform_id() AND kind IN ('cash', 'platform_fees'))`,
    [tenant.id],
  );
  return tenant;
}

describe('invoices', () => {
  it('are made of the months that are over, once, numbered without gaps, and can be printed', async () => {
    const tenants = [await livedThroughLastMonth(), await livedThroughLastMonth()];
    const idle = await bed.operator.openTenant();
    // Months are closed at every start, and every hour.
    await bed.switchboard.kill('SIGTERM');
    await bed.switchboard.restart();
    const numbers: string[] = [];
    for (const { id } of tenants) {
      const path = `/tenants/${id}/invoices`;
      const invoice = await waitFor(
        'the invoice',
        async () => (await bed.operator.request(200, 'GET', path)).items[0],
        30_000,
      );
      expect(invoice).toMatchObject({
        month: lastMonth().name,
        currency: 'USD',
        opening: '0.000000',
        topUps: '100.000000',
        total: '49.000000',
        closing: '51.000000',
      });
      numbers.push(invoice.number);
      expect((await bed.operator.request(200, 'GET', `${path}/${invoice.id}`)).lines).toEqual([
        { kind: 'subscription', market: null, category: null, quantity: 1, amount: '49.000000' },
        { kind: 'top_up', market: null, category: null, quantity: 1, amount: '-100.000000' },
      ]);
      const pdf = await bed.operator.http.get(`/console/v1${path}/${invoice.id}.pdf`);
      expect([pdf.status, pdf.headers['content-type']]).toEqual([200, 'application/pdf']);
      expect(pdf.text.startsWith('%PDF-')).toBe(true);
      const csv = await bed.operator.http.get(`/console/v1${path}/${invoice.id}.csv`);
      expect(csv.text).toContain(`${invoice.number},${lastMonth().name},subscription,,,1,49.000000,USD\r\n`);
    }
    const year = new Date().getUTCFullYear();
    expect(numbers.sort()).toEqual([`INV-${year}-000001`, `INV-${year}-000002`]);
    expect((await bed.operator.request(200, 'GET', `/tenants/${idle.id}/invoices`)).items).toEqual([]);
  });
});
