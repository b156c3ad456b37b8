import { formatMoney } from '@switchboard/contracts';
import { marketing } from './support/bodies';
import { expectSoundLedger } from './support/ledger';
import { type OpenedTenant } from './support/operator';
import type { Answer } from './support/http-client';
import type { TenantClient } from './support/tenant';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

/** What a marketing message to Turkey costs, all of which is charged on delivery: platform fee 0.001, Meta's fee 0.0109. */
const PRICE_MICROS = 11_900n;
const SENDERS = 64;
const PATIENCE_MS = 30_000;

let bed: Testbed;

beforeAll(async () => {
  bed = await startTestbed({ instances: 2 });
});
afterAll(() => bed?.close());

/** How often each answer was given. */
type Tally = Record<string, number>;

/** A number sends at most 1,000 a second, and refusals are quicker than that: then it is asked again, as a client would. */
function sendWithinThroughput(client: TenantClient): Promise<Answer> {
  return waitFor('the number to take a message', async () => {
    const answer = await client.send(marketing());
    return answer.status === 429 ? null : answer;
  });
}

/** Sends with many at once, until so many attempts have been made. */
async function sendAll(clients: readonly TenantClient[], attempts: number, senders = SENDERS): Promise<Tally> {
  const tally: Tally = {};
  let left = attempts;
  const sender = async (client: TenantClient): Promise<void> => {
    while (left-- > 0) {
      const answer = await sendWithinThroughput(client);
      const word = answer.status === 200 ? 'accepted' : String(answer.json.errors.code);
      tally[word] = (tally[word] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: senders }, (_, index) => sender(clients[index % clients.length]!)));
  return tally;
}

/** A tenant with money for exactly so many messages. */
function openWithMoneyFor(messages: number): Promise<OpenedTenant> {
  const money = formatMoney(BigInt(messages) * PRICE_MICROS);
  return bed.operator.openTenant({ throughput: 1_000, money });
}

async function whenSettled({ id }: OpenedTenant): Promise<void> {
  await waitFor(
    'every delivery to be charged',
    async () => (await bed.operator.wallet(id)).reserved === '0.000000',
    PATIENCE_MS,
  );
}

/** The wallet is empty, and so many messages have been delivered for what was in it. */
async function expectSpentOn(tenant: OpenedTenant, messages: number): Promise<void> {
  await whenSettled(tenant);
  expect(await tenant.client.balance()).toEqual({
    currency: 'USD',
    available: '0.000000',
    reserved: '0.000000',
    total: '0.000000',
  });
  const [row] = await bed.database.query<{ messages: number; spent: string }>(
    `SELECT count(*)::int AS messages, sum(platform_fee_micros + meta_fee_micros + markup_micros)::text AS spent
       FROM messages WHERE tenant_id = $1 AND status IN ('delivered', 'read')`,
    [tenant.id],
  );
  expect(row).toEqual({ messages, spent: (BigInt(messages) * PRICE_MICROS).toString() });
  expect(await bed.simulator.messages({ phoneNumberId: tenant.number.phoneNumberId })).toHaveLength(messages);
  await expectSoundLedger(bed.database.url);
}

describe('money for exactly 1,000 messages', () => {
  it('sends exactly 1,000, however many senders there are at once; the rest is told that it is gone', async () => {
    const tenant = await openWithMoneyFor(1_000);
    expect(await sendAll([tenant.client], 1_300)).toEqual({ accepted: 1_000, BILL_001: 300 });
    await expectSpentOn(tenant, 1_000);
  });

  it('sends exactly 1,000 through two processes on one database', async () => {
    const tenant = await openWithMoneyFor(1_000);
    const clients = bed.switchboards.map(({ url }) => bed.operator.client(tenant.key.key, url));
    expect(await sendAll(clients, 1_300)).toEqual({ accepted: 1_000, BILL_001: 300 });
    await expectSpentOn(tenant, 1_000);
  });

  it('is not touched by another tenant’s empty wallet: each spends its own, and not one message more', async () => {
    const [rich, poor] = [await openWithMoneyFor(1_000), await openWithMoneyFor(250)];
    const tallies = await Promise.all([
      sendAll([rich.client], 1_100, SENDERS / 2),
      sendAll([poor.client], 1_100, SENDERS / 2),
    ]);
    expect(tallies).toEqual([
      { accepted: 1_000, BILL_001: 100 },
      { accepted: 250, BILL_001: 850 },
    ]);
    await expectSpentOn(rich, 1_000);
    await expectSpentOn(poor, 250);
  });
});

describe('a key’s monthly spend limit', () => {
  it('holds exactly under 64 senders on two processes', async () => {
    const tenant = await openWithMoneyFor(600);
    const { key } = await bed.operator.createKey(tenant.id, { monthlySpendLimit: formatMoney(500n * PRICE_MICROS) });
    const clients = bed.switchboards.map(({ url }) => bed.operator.client(key, url));
    expect(await sendAll(clients, 700)).toEqual({ accepted: 500, BILL_002: 200 });
    await whenSettled(tenant);
    expect((await tenant.client.balance()).available).toBe(formatMoney(100n * PRICE_MICROS));
  });
});

describe('a wallet that is topped up and spent at the same time', () => {
  it('pays for every message that its money reaches for', async () => {
    const tenant = await openWithMoneyFor(50);
    const topUps = (async () => {
      for (let count = 0; count < 10; count += 1) await bed.operator.topUp(tenant.id, formatMoney(20n * PRICE_MICROS));
    })();
    const [first] = await Promise.all([sendAll([tenant.client], 300), topUps]);
    const second = await sendAll([tenant.client], 300);
    expect((first['accepted'] ?? 0) + (second['accepted'] ?? 0)).toBe(250);
    await expectSpentOn(tenant, 250);
  });
});
