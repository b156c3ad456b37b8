import { isDeepStrictEqual } from 'node:util';
import { parseMoney } from '@switchboard/contracts';
import { marketing, text } from './support/bodies';
import { expectStatus } from './support/http-client';
import type { OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

/** Usage is correct to the minute. */
const A_MINUTE_MS = 60_000;
const GERMANY = '4915112345678';

let bed: Testbed;

beforeAll(async () => {
  bed = await startTestbed({ instances: 2 });
});
afterAll(() => bed?.close());

interface Item {
  bucket: string;
  messages: number;
  spend: string;
  [dimension: string]: string | number;
}

async function usage({ client }: OpenedTenant, query: string): Promise<Item[]> {
  const { data } = expectStatus(await client.http.get(`/v1/wa/usage?${query}`), 200);
  expect(data.currency).toBe('USD');
  return data.items as Item[];
}

/** How often each value occurs. */
function tally(items: readonly Item[], dimension: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[item[dimension]!] = (counts[item[dimension]!] ?? 0) + item.messages;
  return counts;
}

const spendOf = (items: readonly Item[]): bigint => items.reduce((sum, { spend }) => sum + parseMoney(spend), 0n);

describe('usage', () => {
  let tenant: OpenedTenant;

  beforeAll(async () => {
    tenant = await bed.operator.openTenant();
    const sent = [
      await tenant.client.sendAccepted(marketing()),
      await tenant.client.sendAccepted(marketing()),
      await tenant.client.sendAccepted(marketing({ to: GERMANY })),
      await tenant.client.sendAccepted(text()),
    ];
    await tenant.client.sendAccepted(marketing(), { query: '?is_fake=true' });
    await bed.simulator.fault({ kind: 'error', code: 100, times: 1 });
    expect((await tenant.client.send(text())).status).toBe(400);
    for (const { id } of sent) await tenant.client.messageWith('read', id);
  });

  it('shows what was sent and spent within a minute, to the last digit', async () => {
    const { total } = await bed.operator.wallet(tenant.id);
    const spent = parseMoney('100.000000') - parseMoney(total);
    expect(spent).toBeGreaterThan(0n);
    const expected = { failed: 1, read: 4 };
    const items = await waitFor(
      'usage to be counted',
      async () => {
        const now = await usage(tenant, 'granularity=hour&group_by=status');
        return isDeepStrictEqual(tally(now, 'status'), expected) && spendOf(now) === spent ? now : null;
      },
      A_MINUTE_MS,
    );
    for (const { bucket } of items) expect(bucket).toMatch(/^\d{4}-\d\d-\d\dT\d\d:00:00\.000Z$/);
  }, 70_000);

  it('says the same by the hour, the day and the month, and however it is split', async () => {
    const { total } = await bed.operator.wallet(tenant.id);
    const spent = parseMoney('100.000000') - parseMoney(total);
    for (const granularity of ['hour', 'day', 'month']) {
      for (const split of [
        '',
        '&group_by=category',
        '&group_by=status',
        '&group_by=phone_number',
        '&group_by=country',
      ]) {
        const items = await usage(tenant, `granularity=${granularity}${split}`);
        expect([granularity, split, spendOf(items)]).toEqual([granularity, split, spent]);
      }
    }
    expect(tally(await usage(tenant, 'group_by=country'), 'country')).toMatchObject({ DE: 1 });
    expect(Object.keys(tally(await usage(tenant, 'group_by=phone_number'), 'phone_number'))).toEqual([
      tenant.number.phoneNumberId,
    ]);
  });

  it('is the same at the console, by key too, and as CSV', async () => {
    const path = `/tenants/${tenant.id}/usage`;
    const { totals, items } = await bed.operator.request(200, 'GET', `${path}?granularity=month&groupBy=key,category`);
    expect(parseMoney(totals.spend)).toBe(spendOf(await usage(tenant, '')));
    expect(parseMoney(totals.platformFee) + parseMoney(totals.metaFee) + parseMoney(totals.markup)).toBe(
      parseMoney(totals.spend),
    );
    expect(new Set((items as Item[]).map(({ key }) => key))).toEqual(new Set([tenant.key.id]));
    const csv = await bed.operator.http.get(`/console/v1${path}.csv?granularity=month&groupBy=key,category`);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n').slice(1, -1)).toEqual(
      (items as Item[]).map(({ bucket, category, key, messages, platformFee, metaFee, markup, spend }) =>
        [bucket, category, key, messages, platformFee, metaFee, markup, spend, 'USD'].join(','),
      ),
    );
  });

  it('of all tenants is shown to the operator', async () => {
    const { items, totals } = await bed.operator.request(200, 'GET', '/usage?granularity=month');
    expect((items as Item[]).filter(({ tenantId }) => tenantId === tenant.id)).not.toEqual([]);
    expect(totals).toMatchObject([{ currency: 'USD' }]);
  });

  it('refuses a stretch of time that ends before it begins, and names the field', async () => {
    const answer = await tenant.client.http.get('/v1/wa/usage?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z');
    expect(answer.status).toBe(400);
    expect(answer.json.errors).toMatchObject({ code: 'VAL_001', params: { fields: [{ path: 'to' }] } });
  });
});
