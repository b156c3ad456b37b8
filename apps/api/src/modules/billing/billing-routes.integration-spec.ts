import { type ConsoleClient, startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { SEED_PLANS } from './plan';

describe('the console routes of billing', () => {
  let office: TestConsole;
  let tenantId: string;
  let owner: ConsoleClient;
  let viewer: ConsoleClient;
  let outsider: ConsoleClient;

  beforeAll(async () => {
    office = await startTestConsole();
    tenantId = await office.openTenant('Acme');
    owner = await office.join(tenantId, 'owner', 'owner@acme.test');
    viewer = await office.join(tenantId, 'viewer', 'viewer@acme.test');
    outsider = await office.join(await office.openTenant('Other'), 'owner', 'owner@other.test');
  });

  afterAll(() => office.platform.stop());

  const wallet = () => `/tenants/${tenantId}/wallet`;

  it('add money with 201, and answer a repetition with the same entry', async () => {
    const topUp = () =>
      office.operator.send(
        'POST',
        `${wallet()}/top-ups`,
        { amount: '100.00', reference: 'wire 1' },
        { 'idempotency-key': 'wire-1' },
      );
    const first = await topUp();
    expect(first).toMatchObject({
      status: 201,
      body: { kind: 'top_up', amount: '100.000000', balanceAfter: '100.000000', reference: 'wire 1' },
    });
    const again = await topUp();
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expect(
      await office.operator.send('POST', `${wallet()}/top-ups`, { amount: '5' }, { 'idempotency-key': 'wire-1' }),
    ).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch', status: 422 },
    });
    expect(
      await office.operator.send('POST', `${wallet()}/top-ups`, { amount: '5' }, { 'idempotency-key': 'two words' }),
    ).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'Idempotency-Key' }] },
    });
  });

  it('show a wallet and its statement to the people of the tenant', async () => {
    expect(await viewer.get(wallet())).toMatchObject({
      status: 200,
      body: { currency: 'USD', available: '100.000000', lowBalanceThreshold: '0.000000' },
    });
    expect((await viewer.get(`${wallet()}/entries?limit=1`)).body.items).toMatchObject([{ kind: 'top_up' }]);
    expect(await owner.patch(wallet(), { lowBalanceThreshold: '10.00' })).toMatchObject({
      status: 200,
      body: { lowBalanceThreshold: '10.000000' },
    });
  });

  it('let nobody but an operator move money', async () => {
    expect(await owner.post(`${wallet()}/top-ups`, { amount: '1.00' })).toMatchObject({ status: 403 });
    expect(await owner.post(`${wallet()}/adjustments`, { amount: '1.00', reason: 'please' })).toMatchObject({
      status: 403,
    });
    expect(await viewer.patch(wallet(), { lowBalanceThreshold: '1' })).toMatchObject({ status: 403 });
    expect(await office.operator.post(`${wallet()}/adjustments`, { amount: '-0.50', reason: 'fee' })).toMatchObject({
      status: 201,
      body: { kind: 'adjustment', amount: '-0.500000', balanceAfter: '99.500000' },
    });
  });

  it("answer for someone else's wallet as for one that does not exist", async () => {
    const nobody = '/tenants/01890000-0000-7000-8000-000000000000/wallet';
    for (const path of ['', '/entries', '/entries.csv']) {
      const [foreign, missing] = [await outsider.get(wallet() + path), await outsider.get(nobody + path)];
      expect({ ...foreign.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
      expect(foreign.status).toBe(404);
    }
  });

  it('stream the statement as CSV', async () => {
    const response = await fetch(`${office.platform.url}/console/v1${wallet()}/entries.csv`, {
      headers: { cookie: owner.cookie ?? '' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="wallet-entries.csv"');
    expect((await response.text()).split('\r\n').map((line) => line.split(',').slice(2, 4).join(' '))).toEqual([
      'kind amount',
      'adjustment -0.500000',
      'top_up 100.000000',
      '',
    ]);
  });

  it('give money back with 201, once per key', async () => {
    const refund = (amount: string) =>
      office.operator.send(
        'POST',
        `${wallet()}/refunds`,
        { amount, reason: 'an outage' },
        { 'idempotency-key': 'outage-1' },
      );
    const first = await refund('0.25');
    expect(first).toMatchObject({ status: 201, body: { kind: 'refund', amount: '0.250000', reference: 'an outage' } });
    const again = await refund('0.250000');
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expect(await refund('0.26')).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    const message = { amount: '0.01', reason: 'r', messageId: '01890000-0000-7000-8000-000000000000' };
    expect(await office.operator.post(`${wallet()}/refunds`, message)).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'messageId', rule: 'exists' }] },
    });
    expect(await owner.post(`${wallet()}/refunds`, { amount: '1', reason: 'please' })).toMatchObject({ status: 403 });
  });

  it('correct a wallet with 201, once per key', async () => {
    const adjust = (amount: string) =>
      office.operator.send(
        'POST',
        `${wallet()}/adjustments`,
        { amount, reason: 'fee' },
        { 'idempotency-key': 'outage-1' },
      );
    const first = await adjust('-0.25');
    expect(first).toMatchObject({ status: 201, body: { kind: 'adjustment', amount: '-0.250000' } });
    const again = await adjust('-0.250000');
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expect(await adjust('0.25')).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
  });

  it('show entries of a kind and of a time, on pages and as CSV', async () => {
    const all = (await office.operator.get(`${wallet()}/entries?limit=200`)).body.items;
    const entries = async (asked: string) => (await office.operator.get(`${wallet()}/entries?${asked}`)).body.items;
    for (const kind of ['top_up', 'adjustment', 'refund']) {
      const wanted = all.filter((entry) => entry['kind'] === kind);
      expect(wanted).not.toEqual([]);
      expect(await entries(`limit=200&kind=${kind}`)).toEqual(wanted);
    }
    expect(await entries('kind=meta_fee')).toEqual([]);
    const [newest] = all;
    const after = new Date(Date.parse(String(newest!['at'])) + 1_000).toISOString();
    expect(await entries(`from=${after}`)).toEqual([]);
    expect(await entries(`limit=200&to=${after}&from=2020-01-01T00:00:00Z`)).toEqual(all);
    const csv = await fetch(`${office.platform.url}/console/v1${wallet()}/entries.csv?kind=refund`, {
      headers: { cookie: office.operator.cookie ?? '' },
    });
    const kinds = (await csv.text())
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[2]);
    expect(new Set(kinds)).toEqual(new Set(['refund']));
    for (const asked of ['kind=bribe', 'from=yesterday', 'to=2020-02-31T00:00:00Z'])
      expect((await office.operator.get(`${wallet()}/entries?${asked}`)).status).toBe(400);
  });

  it('let operators check the ledger and read what was found, and tell monitoring of it', async () => {
    const made = await office.operator.post('/platform/ledger-reports');
    expect(made).toMatchObject({ status: 201, body: { isSound: true } });
    const { items } = (await office.operator.get('/platform/ledger-reports?limit=1')).body;
    expect(items).toEqual([made.body]);
    for (const nobody of [owner, outsider]) {
      expect(await nobody.get('/platform/ledger-reports')).toMatchObject({ status: 403 });
      expect(await nobody.post('/platform/ledger-reports')).toMatchObject({ status: 403 });
    }
    const metrics = await (await fetch(`${office.platform.url}/metrics`)).text();
    expect(metrics).toMatch(/^switchboard_ledger_sound 1$/m);
    expect(metrics).toMatch(/^switchboard_ledger_checked_timestamp_seconds \d{10}/m);
  });

  it('name the field of an amount that cannot be', async () => {
    expect(await office.operator.post(`${wallet()}/top-ups`, { amount: '1.0000001' })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', fields: [{ path: 'amount', rule: 'money' }] },
    });
  });

  it('show the plans to everyone who is signed in, and let operators change them', async () => {
    expect((await viewer.get('/plans')).body.items.map(({ code }) => String(code))).toEqual(
      SEED_PLANS.map(({ code }) => code),
    );
    const { body: cheapest } = await viewer.get('/plans?limit=1');
    expect(cheapest.items).toMatchObject([{ code: SEED_PLANS[0]?.code }]);
    expect((await viewer.get(`/plans?cursor=${String(cheapest['nextCursor'])}`)).body.items).toMatchObject(
      SEED_PLANS.slice(1).map(({ code }) => ({ code })),
    );
    expect(await office.stranger().get('/plans')).toMatchObject({ status: 401 });
    expect(await owner.patch('/plans/BASIC', { name: 'Free' })).toMatchObject({ status: 403 });
    expect(await office.operator.post('/plans', { code: 'GOLD', name: 'Gold' })).toMatchObject({
      status: 201,
      body: { code: 'GOLD' },
    });
    expect(await office.operator.patch('/plans/GOLD', { markupBps: 100 })).toMatchObject({
      status: 200,
      body: { markupBps: 100 },
    });
    expect(await office.operator.send('PUT', `/tenants/${tenantId}/plan`, { planCode: 'GOLD' })).toMatchObject({
      status: 200,
      body: { tenantId, planCode: 'GOLD', renews: true, accessEndsAt: null, graceUntil: null },
    });
    expect(await viewer.get(`/tenants/${tenantId}/plan`)).toMatchObject({
      status: 200,
      body: { planCode: 'GOLD', nextFee: '0.000000' },
    });
    expect(await outsider.get(`/tenants/${tenantId}/plan`)).toMatchObject({ status: 404 });
    expect(await owner.delete('/plans/GOLD')).toMatchObject({ status: 403 });
    expect(await office.operator.delete('/plans/GOLD')).toMatchObject({
      status: 409,
      body: { code: 'plan_in_use', detail: 'The plan GOLD is held by 1 tenant: Acme.' },
    });
    await office.operator.post('/plans', { code: 'SILVER', name: 'Silver' });
    expect(await office.operator.delete('/plans/SILVER')).toMatchObject({ status: 204 });
    for (const none of ['SILVER', 'silver', '%00']) {
      expect(await office.operator.patch(`/plans/${none}`, { name: 'Silver' })).toMatchObject({ status: 404 });
      expect(await office.operator.delete(`/plans/${none}`)).toMatchObject({ status: 404 });
    }
    expect(await office.operator.post('/plans', { code: 'SMS', name: 'Sms', features: ['S M S'] })).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'features' }] },
    });
    expect(await owner.send('PUT', `/tenants/${tenantId}/plan`, { planCode: 'ENTERPRISE' })).toMatchObject({
      status: 403,
    });
  });

  it('refuse a tenant on a plan or in a currency that does not exist', async () => {
    expect(await office.operator.post('/tenants', { name: 'T', planCode: 'NONE' })).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'planCode' }] },
    });
    expect(await office.operator.post('/tenants', { name: 'T', planCode: 'BASIC', currency: 'XTS' })).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'currency' }] },
    });
  });

  it('show rate cards to everyone who is signed in, let operators make them, and quote', async () => {
    const cards = (await office.operator.get('/rate-cards')).body.items;
    expect(cards).toMatchObject([{ effectiveFrom: '2026-10-01' }, { effectiveFrom: '2026-07-01' }]);
    expect(await office.operator.get(`/rate-cards/${String(cards[0]?.['id'])}`)).toMatchObject({
      status: 200,
      body: { currency: 'USD' },
    });
    expect((await owner.get('/rate-cards')).body.items).toEqual(cards);
    expect(await owner.post('/rate-cards', {})).toMatchObject({ status: 403 });
    expect(
      await office.operator.post('/rate-cards', {
        currency: 'USD',
        effectiveFrom: '2020-01-01',
        rates: [{ market: 'TR', marketing: '1' }],
      }),
    ).toMatchObject({ status: 400 });
    // Meta's 0.0109 and 1 % of it, with the plan's 0.001 per message.
    const quote = { to: '+90 532 123 45 67', category: 'MARKETING', at: '2026-11-01T00:00:00Z' };
    const answer = await office.operator.post('/quote', { ...quote, tenantId });
    expect((await owner.post(`/tenants/${tenantId}/quote`, quote)).body).toEqual(answer.body);
    expect(await owner.post('/quote', { ...quote, tenantId })).toMatchObject({ status: 403 });
    for (const path of ['at', 'tenantId', 'currency']) {
      const refused = await office.operator.post('/quote', { ...quote, [path]: null });
      expect(refused).toMatchObject({ status: 400, body: { fields: [{ path }] } });
    }
    expect(answer).toMatchObject({
      status: 200,
      body: {
        market: 'TR',
        country: 'TR',
        category: 'marketing',
        platformFee: '0.001000',
        metaFee: '0.010900',
        markup: '0.000109',
        total: '0.012009',
        rateCard: cards[0]?.['id'],
      },
    });
  });

  it('show a key the balance of its tenant', async () => {
    const { body } = await office.operator.post(`/tenants/${tenantId}/api-keys`, {
      name: 'k',
      scopes: ['billing:read'],
    });
    const response = await fetch(`${office.platform.url}/v1/wa/balance`, {
      headers: { authorization: `Bearer ${String(body['key'])}` },
    });
    expect(await response.json()).toEqual({
      isSuccess: true,
      data: { currency: 'USD', available: '99.500000', reserved: '0.000000', total: '99.500000' },
    });
  });
});
