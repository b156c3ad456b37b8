import { createUuidv7Source, uuidv7 } from '@switchboard/contracts';
import { Database } from '@switchboard/database';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database';
import { intakeMessage } from '../../../../test/support/test-message';
import { openTestTenant, type TestTenant } from '../../../../test/support/test-tenant';
import { until } from '../../../../test/support/until';
import { untilBlocked } from '../../../../test/support/until-blocked';
import { type IntakeMessage, IntakeRepository } from '../../message/intake.repository';
import type { ReportedStatus } from '../../message/message-state';
import { ReportRepository } from '../../message/report.repository';
import { ReportService } from '../../message/report.service';
import { SettlementRepository, type StoredMessage } from '../../message/settlement.repository';
import { SettlementService, type StatusUpdate } from '../../message/settlement.service';
import type { DeliveryFees, PricingService } from '../pricing.service';
import { usageBuckets, type UsageItem } from './usage-buckets';
import { UsageCountRepository } from './usage-count.repository';
import { UsageCountService } from './usage-count.service';
import { type Dimension, DIMENSIONS } from './usage-dimensions';
import { UsageReader } from './usage-reader.service';
import { UsageRepository } from './usage.repository';

const HOUR_MS = 3_600_000;
const MONEY = { availableMicros: 10_000_000n };

let test: TestDatabase;
let intake: IntakeRepository;
let messages: SettlementRepository;
let settlement: SettlementService;
let reports: ReportService;
let repository: UsageCountRepository;
let counting: UsageCountService;
let reader: UsageReader;

beforeAll(async () => {
  test = await createTestDatabase();
  intake = new IntakeRepository(test.database);
  messages = new SettlementRepository(test.database);
  const fees = {
    metaFeeMicros: 5_000n,
    markupMicros: 500n,
    rateCardId: uuidv7(),
    category: 'utility',
    market: 'DE',
    country: 'DE',
  };
  const priceDelivered = (): Promise<DeliveryFees> => Promise.resolve(fees as DeliveryFees);
  settlement = new SettlementService(messages, { priceDelivered } as unknown as PricingService);
  reports = new ReportService(new ReportRepository(test.database), messages, settlement);
  repository = new UsageCountRepository(test.database);
  counting = new UsageCountService(repository);
  reader = new UsageReader(new UsageRepository(test.database));
});
afterAll(() => test.drop());

/** Accepts a message, as of some hours ago when the test says so. */
async function accept(tenant: TestTenant, given: Partial<IntakeMessage> = {}, hoursAgo = 0): Promise<StoredMessage> {
  const messageId = createUuidv7Source(() => Date.now() - hoursAgo * HOUR_MS)();
  expect(await intake.accept(intakeMessage(tenant, { messageId, ...given }))).toEqual({ verdict: 'accepted' });
  const [message] = await messages.findByIds([{ tenantId: tenant.id, id: messageId }]);
  return message!;
}

const wamidOf = ({ id }: StoredMessage): string => `wamid.${id}`;

async function submit(message: StoredMessage): Promise<void> {
  await settlement.settleSubmission(message, { event: { kind: 'submitted', wamid: wamidOf(message) } });
}

async function report(message: StoredMessage, ...statuses: ReportedStatus[]): Promise<void> {
  const { tenantId, metaPhoneNumberId } = message;
  const updates = statuses.map((status): StatusUpdate => ({
    tenantId,
    metaPhoneNumberId,
    messageId: message.id,
    wamid: wamidOf(message),
    status,
    at: new Date(),
    pricing: { billable: true, pricing_model: 'PMP', category: 'utility' },
  }));
  await reports.apply(updates.map((update) => ({ kind: 'status', update })));
}

/** Counts what is marked of a tenant, however recently it was counted, until nothing is. */
async function count({ id }: TestTenant): Promise<void> {
  await until(async () => {
    const [from, to] = [new Date(0), new Date(Date.now() + HOUR_MS)];
    await counting.countMarked(id, from, to);
    return (await repository.listMarked(id, from, to, 1)).length === 0;
  });
}

async function usageOf(
  { id }: TestTenant,
  granularity: 'hour' | 'day' = 'hour',
  ...dimensions: Dimension[]
): Promise<UsageItem[]> {
  const range = { fromMs: Date.now() - 400 * HOUR_MS, toMs: Date.now() + 48 * HOUR_MS };
  const items: UsageItem[] = [];
  for await (const bucket of reader.buckets(id, { range, granularity, dimensions })) items.push(...bucket);
  return items;
}

const hourOf = (id: string): string =>
  new Date(Math.floor(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) / HOUR_MS) * HOUR_MS).toISOString();

/** What usage must be, straight from messages and transfers: one line for each hour and each value of every dimension. */
async function truth({ id }: TestTenant): Promise<string[]> {
  const { rows } = await test.database.pool.query<{ line: string }>(
    `SELECT concat_ws(' ', at, number, category, status, country, key, sum(n), sum(pf), sum(mf), sum(mk)) AS line
       FROM (SELECT date_trunc('hour', uuid_extract_timestamp(m.id), 'UTC') AS at, m.meta_phone_number_id AS number, m.category, m.status, m.country,
                    m.api_key_id AS key, 1 AS n, 0 AS pf, 0 AS mf, 0 AS mk
               FROM messages m WHERE m.tenant_id = $1 AND m.direction = 'outbound' AND NOT m.sandbox
              UNION ALL
             SELECT date_trunc('hour', uuid_extract_timestamp(t.id), 'UTC'), m.meta_phone_number_id, m.category, m.status, m.country, m.api_key_id, 0,
                    CASE t.step WHEN 'platform_fee' THEN t.amount_micros ELSE 0 END, CASE t.step WHEN 'meta_fee' THEN t.amount_micros ELSE 0 END,
                    CASE t.step WHEN 'markup' THEN t.amount_micros ELSE 0 END
               FROM transfers t JOIN messages m ON m.tenant_id = t.tenant_id AND m.id = t.operation_id
              WHERE t.tenant_id = $1 AND t.step IN ('platform_fee', 'meta_fee', 'markup')) x
      GROUP BY at, number, category, status, country, key ORDER BY 1`,
    [id],
  );
  return rows.map(({ line }) => line);
}

async function counted({ id }: TestTenant): Promise<string[]> {
  const { rows } = await test.database.pool.query<{ line: string }>(
    `SELECT concat_ws(' ', hour, meta_phone_number_id, category, status, country, api_key_id, messages, platform_fee_micros, meta_fee_micros, markup_micros) AS line
       FROM usage_hours WHERE tenant_id = $1 ORDER BY 1`,
    [id],
  );
  return rows.map(({ line }) => line);
}

describe('Usage', () => {
  it('counts a message in the hour of its acceptance and its money in the hour in which it moved', async () => {
    const tenant = await openTestTenant(test, MONEY);
    const message = await accept(tenant, {}, 30);
    await submit(message);
    await report(message, 'delivered');
    await count(tenant);
    const charged = hourOf(uuidv7());
    expect(await usageOf(tenant)).toEqual([
      {
        bucket: hourOf(message.id),
        values: [],
        messages: 1,
        platformFeeMicros: 0n,
        metaFeeMicros: 0n,
        markupMicros: 0n,
      },
      {
        bucket: charged,
        values: [],
        messages: 0,
        platformFeeMicros: 1_000n,
        metaFeeMicros: 5_000n,
        markupMicros: 500n,
      },
    ]);
    expect(await usageOf(tenant, 'day')).toHaveLength(2);
  });

  it('shows all of a message under what it is now, however late that is told and wherever its money moved', async () => {
    const tenant = await openTestTenant(test, MONEY);
    const message = await accept(tenant, {}, 3);
    await submit(message);
    await count(tenant);
    expect((await usageOf(tenant, 'hour', 'category', 'status')).map(({ values }) => values)).toEqual([
      ['marketing', 'submitted'],
      ['marketing', 'submitted'],
    ]);
    await report(message, 'delivered');
    await count(tenant);
    await report(message, 'read');
    await count(tenant);
    for (const granularity of ['hour', 'day'] as const) {
      for (const item of await usageOf(tenant, granularity, 'category', 'status'))
        expect(item.values).toEqual(['utility', 'read']);
    }
    expect(await counted(tenant)).toEqual(await truth(tenant));
  });

  it('is split by number, category, status, country and key, one or two at a time', async () => {
    const tenant = await openTestTenant(test, MONEY);
    await accept(tenant, { category: 'marketing', country: 'TR' });
    await accept(tenant, { category: 'service', country: null, apiKey: null });
    await submit(await accept(tenant, { category: 'service', country: 'TR', metaPhoneNumberId: '99' }));
    await count(tenant);
    const split = async (...dimensions: Dimension[]): Promise<Record<string, number>> =>
      Object.fromEntries(
        (await usageOf(tenant, 'hour', ...dimensions)).map(({ values, messages: n }) => [values.join('+'), n]),
      );
    expect(await split()).toEqual({ '': 3 });
    expect(await split('category')).toEqual({ marketing: 1, service: 2 });
    expect(await split('country')).toEqual({ '': 1, TR: 2 });
    expect(await split('key')).toEqual({ '': 1, [tenant.apiKeyId]: 2 });
    expect(await split('number')).toEqual({ '99': 1, [tenant.metaPhoneNumberId]: 2 });
    expect(await split('category', 'status')).toEqual({
      'marketing+accepted': 1,
      'service+accepted': 1,
      'service+submitted': 1,
    });
    for (const [place, one] of DIMENSIONS.entries()) {
      for (const other of DIMENSIONS.slice(place + 1)) {
        const items = await usageOf(tenant, 'day', one, other);
        expect([one, other, items.reduce((sum, { messages: n }) => sum + n, 0)]).toEqual([one, other, 3]);
      }
    }
  });

  it('leaves out the sandbox and what came in', async () => {
    const tenant = await openTestTenant(test, MONEY);
    const sandbox = await accept(tenant, { sandbox: true });
    await submit(sandbox);
    await report(sandbox, 'delivered', 'read');
    await test.database.pool.query(
      `INSERT INTO messages (tenant_id, id, direction, status, type, phone_number_id, meta_phone_number_id, payload, currency)
       VALUES ($1, $2, 'inbound', 'received', 'text', $3, '1', '{}', 'USD')`,
      [tenant.id, uuidv7(), tenant.phoneNumberId],
    );
    await count(tenant);
    expect(await usageOf(tenant)).toEqual([]);
  });

  it('knows a message that Meta refused, which costs nothing', async () => {
    const tenant = await openTestTenant(test, MONEY);
    await settlement.settleSubmission(await accept(tenant), { event: { kind: 'refused' } });
    await count(tenant);
    expect(await usageOf(tenant, 'hour', 'status')).toMatchObject([
      { values: ['failed'], messages: 1, platformFeeMicros: 0n, metaFeeMicros: 0n, markupMicros: 0n },
    ]);
  });
});

describe('Counting', () => {
  it('loses nothing while messages are written and settled and several processes count', async () => {
    const tenants = [
      await openTestTenant(test, MONEY),
      await openTestTenant(test, MONEY),
      await openTestTenant(test, MONEY),
    ];
    const others = [1, 2, 3].map(() => new Database({ url: test.url, maxConnections: 3 }));
    let isWriting = true;
    const writers = Array.from({ length: 12 }, async (_, writer) => {
      for (let sent = 0; sent < 15; sent += 1) {
        const message = await accept(tenants[(writer + sent) % 3]!, { country: sent % 2 ? 'TR' : 'DE' }, sent % 4);
        await submit(message);
        await report(
          message,
          ...(sent % 3 === 0 ? (['sent', 'delivered', 'read'] as const) : (['delivered'] as const)),
        );
      }
    });
    const counters = others.map(async (database) => {
      const processOfItsOwn = new UsageCountRepository(database);
      while (isWriting) {
        for (const { id: tenantId } of tenants) {
          const hours = await processOfItsOwn.listMarked(tenantId, new Date(0), new Date(Date.now() + HOUR_MS), 100);
          await processOfItsOwn.count({ tenantId, hours });
        }
      }
    });
    await Promise.all(writers);
    isWriting = false;
    await Promise.all(counters);
    await Promise.all(others.map((database) => database.close()));
    for (const tenant of tenants) {
      await count(tenant);
      const expected = await truth(tenant);
      expect(expected.length).toBeGreaterThan(4);
      expect(await counted(tenant)).toEqual(expected);
    }
    expect((await usageOf(tenants[0]!, 'day')).reduce((sum, { messages: n }) => sum + n, 0)).toBe(60);
  });

  it('counts again what was being written while it counted', async () => {
    const tenant = await openTestTenant(test, MONEY);
    await accept(tenant);
    const message = await accept(tenant);
    const writer = new Client({ connectionString: test.url });
    await writer.connect();
    try {
      await writer.query('BEGIN');
      await writer.query(`UPDATE messages SET status = 'failed' WHERE id = $1`, [message.id]);
      await writer.query('SELECT mark_usage(ARRAY[$1]::uuid[], ARRAY[$2]::uuid[], true)', [tenant.id, message.id]);
      const hours = await repository.listMarked(tenant.id, new Date(0), new Date(Date.now() + HOUR_MS), 10);
      // It sees what was before, and waits with the mark until the writer is done.
      const underWay = repository.count({ tenantId: tenant.id, hours });
      await untilBlocked(test, 'count_usage');
      await writer.query('COMMIT');
      expect(await underWay).toBe(hours.length);
    } finally {
      await writer.end();
    }
    expect((await usageOf(tenant, 'hour', 'status')).map(({ values }) => values)).toEqual([['accepted']]);
    expect(await repository.listMarked(tenant.id, new Date(0), new Date(Date.now() + HOUR_MS), 10)).toHaveLength(1);
    await count(tenant);
    expect(await counted(tenant)).toEqual(await truth(tenant));
  });

  it('leaves a tenant alone that another process is counting', async () => {
    const tenant = await openTestTenant(test, MONEY);
    await accept(tenant);
    const hours = await repository.listMarked(tenant.id, new Date(0), new Date(Date.now() + HOUR_MS), 10);
    const other = new Client({ connectionString: test.url });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT count_usage($1, $2)', [tenant.id, hours]);
      expect(await repository.count({ tenantId: tenant.id, hours })).toBe(0);
      expect(await counting.countMarked(tenant.id, new Date(0), new Date(Date.now() + HOUR_MS))).toBe(false);
      await other.query('ROLLBACK');
    } finally {
      await other.end();
    }
    expect(await repository.count({ tenantId: tenant.id, hours })).toBe(1);
  });

  it('takes a busy hour again only after a while', async () => {
    const tenant = await openTestTenant(test, MONEY);
    const isDue = async (): Promise<boolean> =>
      (await repository.listDue(1_000)).some(({ tenantId }) => tenantId === tenant.id);
    await accept(tenant);
    expect(await isDue()).toBe(true);
    await counting.run();
    expect(await isDue()).toBe(false);
    await accept(tenant);
    expect(await isDue()).toBe(false);
    await test.database.pool.query(
      `UPDATE usage_summaries SET counted_at = counted_at - interval '31 seconds' WHERE tenant_id = $1`,
      [tenant.id],
    );
    expect(await isDue()).toBe(true);
    await counting.run();
    expect(await counted(tenant)).toEqual(await truth(tenant));
  });

  it('takes what has waited longest first, and goes on when the hours of a tenant cannot be counted', async () => {
    const [broken, sound] = [await openTestTenant(test, MONEY), await openTestTenant(test, MONEY)];
    await accept(broken);
    await accept(sound);
    const order = (await repository.listDue(1_000)).map(({ tenantId }) => tenantId);
    expect(order.indexOf(broken.id)).toBeLessThan(order.indexOf(sound.id));
    const repositoryWithAFault = new UsageCountRepository(test.database);
    jest
      .spyOn(repositoryWithAFault, 'count')
      .mockImplementation((marked) =>
        marked.tenantId === broken.id ? Promise.reject(new Error('broken')) : repository.count(marked),
      );
    const service = new UsageCountService(repositoryWithAFault);
    jest.spyOn(service['logger'], 'error').mockImplementation();
    await service.run();
    expect(service['logger'].error).toHaveBeenCalledWith(
      expect.objectContaining({ tenantId: broken.id }),
      'The usage of some hours could not be counted.',
    );
    expect(await counted(sound)).toEqual(await truth(sound));
    expect(await counted(broken)).toEqual([]);
    await counting.run();
    expect(await counted(broken)).toEqual(await truth(broken));
  });
});

describe('Summaries', () => {
  it('are one page after another, without a gap or a repetition', async () => {
    const tenant = await openTestTenant(test, MONEY);
    for (let hoursAgo = 0; hoursAgo < 130; hoursAgo += 13) await accept(tenant, {}, hoursAgo);
    await count(tenant);
    const usage = new UsageRepository(test.database);
    const piece = { source: 'hour' as const, fromMs: 0, toMs: Date.now() + HOUR_MS };
    const whole = await usage.listSummaries(tenant.id, '', [piece], 100);
    expect(whole).toHaveLength(10);
    const pages = async function* () {
      for (let fromMs = 0; ;) {
        const page = await usage.listSummaries(tenant.id, '', [{ ...piece, fromMs }], 3);
        if (page.length === 0) return;
        yield page;
        fromMs = page.at(-1)!.bucketMs + 1;
      }
    };
    let found = 0;
    for await (const items of usageBuckets(pages(), 'hour')) found += items.length;
    expect(found).toBe(10);
  });
});
