import { setTimeout as delay } from 'node:timers/promises';
import { generateApiKey } from '@switchboard/contracts';
import { marketing, text } from './support/bodies';
import { type Answer, HttpClient } from './support/http-client';
import { type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

let bed: Testbed;

beforeAll(async () => {
  bed = await startTestbed({ instances: 2 });
});
afterAll(() => bed?.close());

const FAKE = { query: '?is_fake=true' };

function limitsOf({ headers }: Answer): Record<string, number> {
  const names = ['sec-limit', 'sec-remaining', 'min-limit', 'min-remaining'];
  return Object.fromEntries(names.map((name) => [name, Number(headers[`x-ratelimit-${name}`])]));
}

/** How long until an answer has the code, in ms. */
async function noticedAfterMs(code: string, ask: () => Promise<Answer>): Promise<number> {
  const startedAt = performance.now();
  await waitFor(code, async () => (await ask()).json.errors?.code === code, 5_000);
  return performance.now() - startedAt;
}

/** So many requests of a key within a second. A machine that was too busy for that gets a fresh key and another try. */
async function burst(count: number): Promise<Answer[]> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const { client } = await bed.operator.openTenant({ planCode: 'BASIC' });
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: count }, () => client.http.get('/v1/wa/messages?limit=1')));
    if (performance.now() - startedAt < 1_000) return answers;
  }
  throw new Error(`This machine does not manage ${count} requests in a second.`);
}

describe("a key's requests", () => {
  it('are 80 a second by default: the 81st is refused and says when to come back', async () => {
    const answers = await burst(100);
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(80);
    expect(refused).toHaveLength(20);
    for (const answer of refused) {
      expect(answer.json.errors).toMatchObject({
        code: 'RATE_001',
        group: 'TOO_MANY_REQUESTS',
        params: { limit_type: 'sec', retry_after: '1s' },
      });
      expect(answer.headers['retry-after']).toBe('1');
      expect(limitsOf(answer)).toMatchObject({
        'sec-limit': 80,
        'sec-remaining': 0,
        'min-limit': 4_800,
        'min-remaining': 4_720,
      });
    }
    // Each answer counts down by one, whatever their order was.
    const remaining = answers
      .filter(({ status }) => status === 200)
      .map((answer) => limitsOf(answer)['sec-remaining']!);
    expect(remaining.toSorted((one, other) => other - one)).toEqual(
      Array.from({ length: 80 }, (_, index) => 79 - index),
    );
  });

  it('are let in again once the second has passed since the first ones', async () => {
    const tenant = await bed.operator.openTenant({ planCode: 'BASIC' });
    const [first] = await Promise.all(
      Array.from({ length: 81 }, () => tenant.client.http.get('/v1/wa/messages?limit=1')),
    );
    expect(first!.status).toBe(200);
    await delay(1_010);
    expect((await tenant.client.http.get('/v1/wa/messages?limit=1')).status).toBe(200);
  });

  it('are counted per key, not per tenant', async () => {
    await bed.operator.putPlan({ code: 'E2E_FIVE', name: 'Five a second', messagesPerSecond: 5 });
    const tenant = await bed.operator.openTenant({ planCode: 'E2E_FIVE' });
    const second = bed.operator.client((await bed.operator.createKey(tenant.id)).key);
    const answers = await Promise.all(
      [tenant.client, second].flatMap((client) => Array.from({ length: 5 }, () => client.http.get('/v1/wa/balance'))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect((await tenant.client.http.get('/v1/wa/balance')).status).toBe(429);
  });

  it('are held to the minute too', async () => {
    await bed.operator.putPlan({ code: 'E2E_MINUTE', name: 'Ten a minute', messagesPerMinute: 10 });
    const tenant = await bed.operator.openTenant({ planCode: 'E2E_MINUTE' });
    for (let count = 0; count < 10; count += 1)
      expect((await tenant.client.http.get('/v1/wa/balance')).status).toBe(200);
    const refused = await tenant.client.http.get('/v1/wa/balance');
    expect(refused.json.errors).toMatchObject({ code: 'RATE_001', params: { limit_type: 'min' } });
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused.json.errors.params.retry_after).toBe(`${seconds}s`);
  });

  it('follow a changed plan within a second', async () => {
    const plan = { code: 'E2E_CHANGING', name: 'Changing', messagesPerSecond: 50 };
    await bed.operator.putPlan(plan);
    const tenant = await bed.operator.openTenant({ planCode: plan.code });
    expect(limitsOf(await tenant.client.http.get('/v1/wa/balance'))['sec-limit']).toBe(50);
    await bed.operator.putPlan({ ...plan, messagesPerSecond: 40 });
    await waitFor(
      'the new limit',
      async () => limitsOf(await tenant.client.http.get('/v1/wa/balance'))['sec-limit'] === 40,
      1_000,
    );
  });

  it('use up nothing when they are refused before the limits', async () => {
    const tenant = await bed.operator.openTenant({ planCode: 'BASIC' });
    const reader = bed.operator.client((await bed.operator.createKey(tenant.id, { scopes: ['messages:read'] })).key);
    for (let count = 0; count < 3; count += 1) expect((await reader.send(text())).json.errors.code).toBe('AUTH_006');
    expect(limitsOf(await reader.http.get('/v1/wa/messages'))).toMatchObject({
      'sec-remaining': 79,
      'min-remaining': 4_799,
    });
  });
});

describe('a phone number', () => {
  it('is held to its throughput, whatever the keys may do', async () => {
    const tenant = await bed.operator.openTenant({ throughput: 20 });
    const second = bed.operator.client((await bed.operator.createKey(tenant.id)).key);
    const answers = await Promise.all(
      [tenant.client, second].flatMap((client) => Array.from({ length: 20 }, () => client.send(text(), FAKE))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(20);
    for (const { json, headers } of refused) {
      expect(json.errors).toMatchObject({ code: 'RATE_001', params: { limit_type: 'sec' } });
      expect(headers['retry-after']).toBe('1');
    }
  });

  it('does not slow down the tenant’s other numbers', async () => {
    const tenant = await bed.operator.openTenant({ throughput: 1 });
    const other = await bed.operator.addNumber(tenant.id);
    const from = (id: string): Promise<Answer> =>
      tenant.client.send(text(), { query: `?is_fake=true&phone_number_id=${id}` });
    await waitFor('the second number to be known', async () => (await from(other.phoneNumberId)).status === 200);
    const slow = await Promise.all([from(tenant.number.phoneNumberId), from(tenant.number.phoneNumberId)]);
    expect(slow.map(({ status }) => status).toSorted()).toEqual([200, 429]);
    expect((await from(other.phoneNumberId)).status).toBe(200);
  });
});

describe('a key', () => {
  let tenant: OpenedTenant;
  let elsewhere: OpenedTenant['client'];

  beforeEach(async () => {
    tenant = await bed.operator.openTenant();
    elsewhere = bed.operator.client(tenant.key.key, bed.switchboards[1]!.url);
    // Both processes know the key well before it goes.
    expect([
      (await tenant.client.http.get('/v1/wa/balance')).status,
      (await elsewhere.http.get('/v1/wa/balance')).status,
    ]).toEqual([200, 200]);
  });

  it('is refused within a second of its revocation, by every process', async () => {
    await bed.operator.revokeKey(tenant.id, tenant.key.id);
    const times = await Promise.all(
      [tenant.client, elsewhere].map((client) => noticedAfterMs('AUTH_001', () => client.http.get('/v1/wa/balance'))),
    );
    expect(Math.max(...times)).toBeLessThan(1_000);
  });

  it('goes with its rotation, at once where no overlap was asked for, and the new one works', async () => {
    const { key } = await bed.operator.request(201, 'POST', `/tenants/${tenant.id}/api-keys/${tenant.key.id}/rotate`, {
      overlapSeconds: 0,
    });
    expect((await bed.operator.client(key).http.get('/v1/wa/balance')).status).toBe(200);
    expect(await noticedAfterMs('AUTH_001', () => elsewhere.http.get('/v1/wa/balance'))).toBeLessThan(1_000);
  });

  it('stops working at its expiry, to the second', async () => {
    const expiresAt = new Date(Date.now() + 1_500);
    const { key } = await bed.operator.createKey(tenant.id, { expiresAt: expiresAt.toISOString() });
    const client = bed.operator.client(key);
    expect((await client.http.get('/v1/wa/balance')).status).toBe(200);
    await noticedAfterMs('AUTH_001', () => client.http.get('/v1/wa/balance'));
    const lateMs = Date.now() - expiresAt.getTime();
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(1_000);
  });

  it('works from its addresses only', async () => {
    const statusWith = async (allowedIps: string[]): Promise<number> => {
      const { key } = await bed.operator.createKey(tenant.id, { allowedIps });
      return (await bed.operator.client(key).http.get('/v1/wa/balance')).status;
    };
    expect(await statusWith(['127.0.0.0/8'])).toBe(200);
    expect(await statusWith(['192.0.2.1', '127.0.0.1/32'])).toBe(200);
    expect(await statusWith(['10.0.0.0/8', '2001:db8::/32'])).toBe(403);
  });

  it('is not moved by headers that claim another address', async () => {
    const { key } = await bed.operator.createKey(tenant.id, { allowedIps: ['10.0.0.0/8'] });
    const answer = await bed.operator
      .client(key)
      .http.get('/v1/wa/balance', { 'x-forwarded-for': '10.0.0.1', forwarded: 'for=10.0.0.1' });
    expect(answer.json.errors.code).toBe('AUTH_007');
  });

  it('may do only what its scopes say', async () => {
    const { key } = await bed.operator.createKey(tenant.id, { scopes: ['billing:read'] });
    const client = bed.operator.client(key);
    expect((await client.http.get('/v1/wa/balance')).status).toBe(200);
    expect((await client.http.get('/v1/wa/messages')).json.errors).toMatchObject({
      code: 'AUTH_006',
      params: { scope: 'messages:read' },
    });
    expect((await client.send(text())).json.errors).toMatchObject({
      code: 'AUTH_006',
      params: { scope: 'messages:send' },
    });
  });

  it('is held to its monthly limit to the micro-unit', async () => {
    // Two marketing messages to Turkey cost 0.023800.
    const { key } = await bed.operator.createKey(tenant.id, { monthlySpendLimit: '0.023800' });
    const client = bed.operator.client(key);
    const answers = await Promise.all(Array.from({ length: 6 }, () => client.send(marketing())));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(answers.filter(({ status }) => status === 402).map(({ json }) => json.errors.code)).toEqual([
      'BILL_002',
      'BILL_002',
      'BILL_002',
      'BILL_002',
    ]);
  });

  it('gets back into its monthly limit what a message did not cost after all', async () => {
    const { key } = await bed.operator.createKey(tenant.id, { monthlySpendLimit: '0.011900' });
    const client = bed.operator.client(key);
    await bed.simulator.fault({ kind: 'error', code: 131009, times: 1 });
    expect((await client.send(marketing())).json.errors.code).toBe('GW_002');
    expect((await client.send(marketing())).status).toBe(200);
    expect((await client.send(marketing())).json.errors.code).toBe('BILL_002');
  });
});

describe('a suspended tenant', () => {
  it('is refused within a second by every process, and let in again when it is resumed', async () => {
    const tenant = await bed.operator.openTenant();
    const elsewhere = bed.operator.client(tenant.key.key, bed.switchboards[1]!.url);
    expect((await elsewhere.send(text(), FAKE)).status).toBe(200);
    await bed.operator.request(200, 'POST', `/tenants/${tenant.id}/suspend`);
    expect(await noticedAfterMs('AUTH_008', () => elsewhere.http.get('/v1/wa/balance'))).toBeLessThan(1_000);
    await bed.operator.request(200, 'POST', `/tenants/${tenant.id}/resume`);
    await waitFor(
      'the tenant to be let in',
      async () => (await elsewhere.http.get('/v1/wa/balance')).status === 200,
      1_000,
    );
  });
});

describe('guessing keys', () => {
  it('ends after 30 failures a minute from one address; a key that is in use there goes on working', async () => {
    // A process of its own: the limit is held against the address that all tests share.
    const guessed = await startTestbed();
    const stranger = new HttpClient(guessed.switchboard.url);
    try {
      const tenant = await guessed.operator.openTenant();
      expect((await tenant.client.http.get('/v1/wa/balance')).status).toBe(200);
      const guess = (): Promise<Answer> =>
        stranger.get('/v1/wa/balance', { authorization: `Bearer ${generateApiKey()}` });
      const answers: Answer[] = [];
      for (let count = 0; count < 31; count += 1) answers.push(await guess());
      expect(answers.slice(0, 30).map(({ json }) => json.errors.code)).toEqual(
        Array.from({ length: 30 }, () => 'AUTH_001'),
      );
      const last = answers[30]!;
      expect(last.status).toBe(429);
      expect(last.json.errors).toMatchObject({ code: 'RATE_001', params: { limit_type: 'min' } });
      expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
      expect((await tenant.client.http.get('/v1/wa/balance')).status).toBe(200);
    } finally {
      await stranger.close();
      await guessed.close();
    }
  });
});
