import { marketing } from './support/bodies';
import type { Answer } from './support/http-client';
import { type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';

let bed: Testbed;

beforeAll(async () => {
  bed = await startTestbed({ instances: 2 });
});
afterAll(() => bed?.close());

const wallet = (tenantId: string, path = ''): string => `/console/v1/tenants/${tenantId}/wallet${path}`;

interface Entry {
  kind: string;
  amount: string;
  messageId?: string;
}

async function entriesOf(tenantId: string): Promise<Entry[]> {
  const { items } = await bed.operator.request(200, 'GET', `/tenants/${tenantId}/wallet/entries?limit=200`);
  return items;
}

describe('top-ups', () => {
  it('with 20 keys, 200 at once through two processes, are 20 top-ups', async () => {
    const { id } = await bed.operator.createTenant();
    const doors = bed.switchboards.map(({ url }) => bed.operator.client('', url).http);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        doors[index % 2]!.call(wallet(id, '/top-ups'), {
          method: 'POST',
          body: { amount: `${(index % 20) + 1}.000001`, reference: `payment ${index % 20}` },
          headers: { authorization: bed.operator.authorization, 'idempotency-key': `payment-${index % 20}` },
        }),
      ),
    );
    expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(20);
    for (let key = 0; key < 20; key += 1)
      expect(new Set(answers.filter((_, index) => index % 20 === key).map(({ text }) => text)).size).toBe(1);
    // 1 + 2 + … + 20, and a micro-unit each.
    expect((await bed.operator.wallet(id)).total).toBe('210.000020');
    expect(await entriesOf(id)).toHaveLength(20);
  });
});

describe('a refund', () => {
  let tenant: OpenedTenant;
  let messageId: string;

  beforeAll(async () => {
    tenant = await bed.operator.openTenant({ money: '1.00' });
    ({ id: messageId } = await tenant.client.sendAccepted(marketing()));
    await tenant.client.messageWith('read', messageId);
  });

  const refund = (body: object, key?: string): Promise<Answer> =>
    bed.operator.http.post(wallet(tenant.id, '/refunds'), body, key === undefined ? {} : { 'idempotency-key': key });

  it('gives back what a message cost, once per key, and no more than it cost', async () => {
    // Platform fee 0.001, Meta's fee 0.0109.
    const body = { amount: '0.0119', reason: 'It should not have been sent.', messageId };
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund(body, 'r-1')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(answers[0]!.json).toMatchObject({ kind: 'refund', amount: '0.011900', messageId });
    const more = await refund({ ...body, amount: '0.000001' });
    expect(more.status).toBe(409);
    expect(more.json).toMatchObject({ code: 'refund_exceeds_charge', fields: [{ path: 'amount', rule: 'charge' }] });
    expect((await bed.operator.wallet(tenant.id)).total).toBe('1.000000');
  });

  it('stands in the statement and its CSV', async () => {
    const { text } = await bed.operator.http.get(wallet(tenant.id, '/entries.csv'));
    expect(text).toMatch(new RegExp(`,refund,0\\.011900,USD,1\\.000000,${messageId},It should not have been sent\\.,`));
  });

  it('of another tenant’s message is refused as of one that is not there', async () => {
    const other = await bed.operator.openTenant();
    const sent = await other.client.sendAccepted(marketing());
    await other.client.messageWith('read', sent.id);
    const answer = await refund({ amount: '0.000001', reason: 'r', messageId: sent.id });
    expect([answer.status, answer.json.fields]).toMatchObject([400, [{ path: 'messageId', rule: 'exists' }]]);
  });
});

describe('an amount that is none', () => {
  const NO_AMOUNTS = ['1.0000001', '-1', '1e3', 'NaN', '1'.repeat(40), '', '1,00', 1, null];
  let tenant: OpenedTenant;

  beforeAll(async () => {
    tenant = await bed.operator.openTenant({ money: '1.00' });
  });

  /** Every route that takes one: its field, and what else it needs. An adjustment may be negative. */
  const ROUTES: readonly [method: 'POST' | 'PATCH', path: (id: string) => string, field: string, rest: object][] = [
    ['POST', (id) => wallet(id, '/top-ups'), 'amount', {}],
    ['POST', (id) => wallet(id, '/adjustments'), 'amount', { reason: 'r' }],
    ['POST', (id) => wallet(id, '/refunds'), 'amount', { reason: 'r' }],
    ['PATCH', (id) => wallet(id), 'lowBalanceThreshold', {}],
    ['POST', (id) => `/console/v1/tenants/${id}/api-keys`, 'monthlySpendLimit', { name: 'k' }],
    ['POST', () => '/console/v1/plans', 'monthlyFee', { code: 'E2E_NEVER', name: 'Never' }],
    ['PATCH', () => '/console/v1/plans/PREMIUM', 'platformFee', {}],
  ];

  it.each(ROUTES)(
    'is refused, naming the field, and nothing is half-applied: %s %#',
    async (method, path, field, rest) => {
      const state = async (): Promise<unknown> => [
        await bed.operator.wallet(tenant.id),
        await entriesOf(tenant.id),
        await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/api-keys`),
        await bed.operator.request(200, 'GET', '/plans'),
      ];
      const before = await state();
      for (const amount of NO_AMOUNTS) {
        const mayBe =
          (amount === '-1' && path(tenant.id).endsWith('adjustments')) ||
          (amount === null && field === 'monthlySpendLimit');
        if (mayBe) continue;
        const answer = await bed.operator.http.call(path(tenant.id), { method, body: { ...rest, [field]: amount } });
        expect([amount, answer.status]).toEqual([amount, 400]);
        expect(answer.json.fields).toEqual(
          expect.arrayContaining([expect.objectContaining({ path: field, rule: 'money' })]),
        );
      }
      expect(await state()).toEqual(before);
    },
  );
});
