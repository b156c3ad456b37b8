import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import {
  addTestEndpoint,
  publish,
  startTestWorker,
  testEvent,
  type TestWorker,
} from '../../../test/support/test-dispatcher';
import { openTestTenant } from '../../../test/support/test-tenant';
import { WebhookReceiver } from '../../../test/support/webhook-receiver';
import { OutboundClient } from '../../outbound/outbound-client';
import { DispatcherRepository } from './dispatcher.repository';
import { DispatcherSlots } from './dispatcher-slots';

let test: TestDatabase;
const receivers: WebhookReceiver[] = [];
const workers: TestWorker[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
  await test.database.pool.query('DELETE FROM webhook_lanes');
});
afterAll(() => test.drop());

const receiver = async (): Promise<WebhookReceiver> => {
  const started = await WebhookReceiver.start();
  receivers.push(started);
  return started;
};
const worker = async (...given: Parameters<typeof startTestWorker> extends [unknown, ...infer R] ? R : never) => {
  const started = await startTestWorker(test, ...given);
  workers.push(started);
  return started;
};
const tenant = async (): Promise<string> => (await openTestTenant(test, { availableMicros: 0n })).id;
const rows = async (statement: string, ...values: unknown[]) =>
  (await test.database.pool.query<Record<string, unknown>>(statement, values)).rows;
const statusesOf = async (endpointId: string): Promise<Record<string, number>> => {
  const found = await rows(
    'SELECT status, count(*)::int FROM webhook_deliveries WHERE endpoint_id = $1 GROUP BY 1',
    endpointId,
  );
  return Object.fromEntries(found.map(({ status, count }) => [status, count]));
};
const until = async (isTrue: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 20_000;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('It did not come true.');
    await delay(5);
  }
};
const untilAllEnded = (endpointId: string, count: number): Promise<void> =>
  until(async () => {
    const { delivered = 0, dead = 0 } = await statusesOf(endpointId);
    return delivered + dead === count;
  });
const hang = (): ((response: ServerResponse) => void) => () => undefined;
const numberOf = (body: string): number =>
  (JSON.parse(body) as { entry: { changes: { value: { messages: { number: number }[] } }[] }[] }).entry[0]!.changes[0]!
    .value.messages[0]!.number;
const conversationOf = (body: string): string => /wamid\.([^.]+)\./.exec(body)![1]!;

describe('An event', () => {
  it('is posted at once, signed, to every endpoint that wants it and to no other', async () => {
    const [tenantId, other] = [await tenant(), await tenant()];
    const [wanted, filtered, foreign] = [await receiver(), await receiver(), await receiver()];
    const { secret } = await addTestEndpoint(test, tenantId, wanted.url);
    await addTestEndpoint(test, tenantId, filtered.url, { events: ['read'] });
    await addTestEndpoint(test, other, foreign.url);
    await worker();
    const delays: number[] = [];
    for (let index = 1; index <= 20; index += 1) {
      const startedAt = performance.now();
      const event = testEvent(tenantId, `user-${index}`);
      await publish(test, [event]);
      await wanted.count(index);
      delays.push(performance.now() - startedAt);
      const { headers, body, id } = wanted.received[index - 1]!;
      expect(id).toBe(event.id);
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
        object: 'whatsapp_business_account',
      });
    }
    expect(delays.sort((a, b) => a - b)[10]!).toBeLessThan(50);
    expect(filtered.received).toHaveLength(0);
    expect(foreign.received).toHaveLength(0);
  });

  it('is one body at every attempt', async () => {
    const tenantId = await tenant();
    const target = await receiver();
    target.reply = () => (target.received.length < 3 ? 500 : 204);
    const { id } = await addTestEndpoint(test, tenantId, target.url, { format: 'envelope' });
    await worker();
    await publish(test, [testEvent(tenantId, 'a')]);
    await untilAllEnded(id, 1);
    expect(target.received).toHaveLength(3);
    expect(new Set(target.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(target.ids).size).toBe(1);
    const attempts = await rows(
      'SELECT number, a.status, response, error FROM webhook_attempts a JOIN webhook_deliveries d ON d.id = a.delivery_id WHERE endpoint_id = $1 ORDER BY 1',
      id,
    );
    expect(attempts).toEqual([
      { number: 1, status: 500, response: '', error: null },
      { number: 2, status: 500, response: '', error: null },
      { number: 3, status: 204, response: '', error: null },
    ]);
  });

  it('is tried again by the schedule, and then is a dead letter that the next one does not wait for', async () => {
    const tenantId = await tenant();
    const target = await receiver();
    target.reply = ({ body }) => (numberOf(body) === 0 ? 500 : 200);
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    await worker({ retryDelaysMs: [100, 200, 300] });
    const events = await publish(test, [testEvent(tenantId, 'a', 0), testEvent(tenantId, 'a', 1)]);
    await untilAllEnded(id, 2);
    expect(target.ids).toEqual([events[0], events[0], events[0], events[0], events[1]]);
    const times = target.received.map(({ atMs }) => atMs);
    [100, 200, 300].forEach((pauseMs, index) => {
      const waited = times[index + 1]! - times[index]!;
      expect(waited).toBeGreaterThanOrEqual(pauseMs - 5);
      expect(waited).toBeLessThan(pauseMs + 150);
    });
    expect(await statusesOf(id)).toEqual({ dead: 1, delivered: 1 });
    expect(await rows('SELECT 1 FROM webhook_lanes WHERE endpoint_id = $1', id)).toEqual([]);
  });

  it('that is redirected, refused or not answered in time has failed', async () => {
    const tenantId = await tenant();
    const target = await receiver();
    const replies: ReturnType<WebhookReceiver['reply']>[] = [
      (response) => response.writeHead(302, { location: target.url }).end('moved'),
      (response) => response.destroy(),
      hang(),
      200,
    ];
    target.reply = () => replies[target.received.length - 1]!;
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    await worker({ attemptTimeoutMs: 300 });
    await publish(test, [testEvent(tenantId, 'a')]);
    await untilAllEnded(id, 1);
    expect(target.received).toHaveLength(4);
    const attempts = await rows(
      'SELECT a.status, error, response FROM webhook_attempts a JOIN webhook_deliveries d ON d.id = a.delivery_id WHERE endpoint_id = $1 ORDER BY number',
      id,
    );
    expect(attempts).toEqual([
      { status: 302, error: expect.stringContaining('redirect') as string, response: 'moved' },
      { status: null, error: expect.stringContaining('reset') as string, response: null },
      { status: null, error: expect.stringContaining('timeout') as string, response: null },
      { status: 200, error: null, response: '' },
    ]);
  });

  it('whose endpoint leads inside at the time of delivery is not posted, although the name led outside before', async () => {
    const tenantId = await tenant();
    const target = await receiver();
    const outbound = new OutboundClient(
      { allowHttp: true, allowHosts: [] },
      {
        resolve: () => Promise.resolve(['127.0.0.1']),
        dial: () => {
          throw new Error('It must not be dialled.');
        },
      },
    );
    const { id } = await addTestEndpoint(test, tenantId, `http://rebound.example.com:${target.port}/hook`);
    await worker({}, outbound);
    await publish(test, [testEvent(tenantId, 'a')]);
    await untilAllEnded(id, 1);
    const attempts = await rows(
      'SELECT DISTINCT error FROM webhook_attempts a JOIN webhook_deliveries d ON d.id = a.delivery_id WHERE endpoint_id = $1',
      id,
    );
    expect(attempts).toEqual([{ error: expect.stringMatching(/^refused-address: /) as string }]);
    expect(target.received).toHaveLength(0);
  });
});

describe('Events of one conversation', () => {
  it('arrive in order, whatever fails, while several processes deliver', async () => {
    const tenantId = await tenant();
    const target = await receiver();
    let random = 7;
    target.reply = () => {
      random = (random * 48_271) % 2_147_483_647;
      return random % 10 < 3 ? 500 : 200;
    };
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    const settings = { retryDelaysMs: Array.from({ length: 30 }, () => 10) };
    await Promise.all([worker(settings), worker(settings), worker(settings)]);
    const conversations = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (let number = 0; number < 40; number += 1)
      await publish(
        test,
        conversations.map((conversation) => testEvent(tenantId, conversation, number)),
      );
    await untilAllEnded(id, 280);
    for (const conversation of conversations) {
      const numbers = target.received
        .filter(({ body }) => conversationOf(body) === conversation)
        .map(({ body }) => numberOf(body));
      // Attempts of one event stand together; none overtakes another.
      expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
      expect(new Set(numbers).size).toBe(40);
    }
    expect(await statusesOf(id)).toEqual({ delivered: 280 });
    expect(await rows('SELECT 1 FROM webhook_lanes WHERE endpoint_id = $1', id)).toEqual([]);
  });

  it('are in nobody else’s way: one that fails delays its own conversation only', async () => {
    const tenantId = await tenant();
    const target = await receiver();
    target.reply = ({ body }) => (conversationOf(body) === 'bad' ? 500 : 200);
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    await worker({ retryDelaysMs: [60_000] });
    await publish(test, [
      ...Array.from({ length: 5 }, (_, number) => testEvent(tenantId, 'bad', number)),
      ...Array.from({ length: 20 }, (_, number) => testEvent(tenantId, `good${number % 4}`, number)),
    ]);
    await until(async () => (await statusesOf(id))['delivered'] === 20);
    expect(await statusesOf(id)).toEqual({ delivered: 20, retrying: 1, pending: 4 });
  });
});

describe('An endpoint that hangs, and one that fails', () => {
  it('delay no other, of their tenant or of another', async () => {
    const [tenantId, other] = [await tenant(), await tenant()];
    const [hanging, failing, sibling, foreign] = [
      await receiver(),
      await receiver(),
      await receiver(),
      await receiver(),
    ];
    hanging.reply = hang;
    failing.reply = () => 500;
    const endpoints = await Promise.all([
      addTestEndpoint(test, tenantId, hanging.url),
      addTestEndpoint(test, tenantId, failing.url),
      addTestEndpoint(test, tenantId, sibling.url),
      addTestEndpoint(test, other, foreign.url),
    ]);
    await worker({ attemptTimeoutMs: 10_000, leaseMs: 15_000, retryDelaysMs: [20, 60_000] });
    for (let batch = 0; batch < 10; batch += 1) {
      await publish(test, [
        ...Array.from({ length: 20 }, (_, index) => testEvent(tenantId, `u${batch * 20 + index}`)),
        ...Array.from({ length: 20 }, (_, index) => testEvent(other, `u${batch * 20 + index}`)),
      ]);
    }
    const publishedAt = performance.now();
    await Promise.all([sibling.count(200), foreign.count(200)]);
    expect(performance.now() - publishedAt).toBeLessThan(3_000);
    // It had its share: a few attempts that wait.
    expect(hanging.received.length).toBeGreaterThan(0);
    expect(hanging.received.length).toBeLessThanOrEqual(10);
    expect(await statusesOf(endpoints[0].id)).toEqual({ pending: 200 });
    receivers.splice(receivers.indexOf(hanging), 1);
    await hanging.close();
  });
});

describe('A worker that is killed', () => {
  it('is followed by another, which delivers all of its conversations once the leases have run out', async () => {
    const tenantId = await tenant();
    const target = await receiver();
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    const events = await publish(
      test,
      Array.from({ length: 30 }, (_, number) => testEvent(tenantId, `u${number % 10}`, number)),
    );
    // It has taken all there is, and never says anything more.
    const killed = new DispatcherRepository(test.database);
    const lanes = await killed.claim({ ...new DispatcherSlots().plan(0), freshEach: 10 }, 1_000);
    expect(lanes.filter(({ endpointId }) => endpointId === id)).toHaveLength(10);
    await worker();
    await untilAllEnded(id, 30);
    expect([...new Set(target.ids)].sort()).toEqual([...events].sort());
  });
});

describe('A lease', () => {
  it('that ran out is worth nothing: a late result neither ends the delivery nor the lane of who has it now', async () => {
    const tenantId = await tenant();
    const { id } = await addTestEndpoint(test, tenantId, 'http://127.0.0.1:9/');
    await publish(test, [testEvent(tenantId, 'a', 0), testEvent(tenantId, 'a', 1)]);
    const [late, present] = [new DispatcherRepository(test.database), new DispatcherRepository(test.database)];
    const claimOne = async (by: DispatcherRepository, leaseMs: number) => {
      const known = [{ tenantId, endpointId: id, free: 1, class: 'proven' as const }];
      return (await by.claim({ known, freshEach: 0, totals: { proven: 1, new: 0, struggling: 0 } }, leaseMs))[0];
    };
    const first = (await claimOne(late, 50))!;
    expect(await claimOne(present, 5_000)).toBeUndefined();
    let second: Awaited<ReturnType<typeof claimOne>>;
    await until(async () => (second = await claimOne(present, 5_000)) !== undefined);
    const attemptOf = (lane: typeof first, status: number) => ({
      deliveryId: lane.deliveries[0]!.id,
      at: new Date(),
      outcome: { status, durationMs: 1, error: null, response: '' },
      state: status === 200 ? ('delivered' as const) : { retryMs: 60_000 },
    });
    const held = await present.record({ lane: second!, isLast: false, attempt: attemptOf(second!, 200) }, 5_000);
    expect(held.heldUntil).not.toBeNull();
    expect(await late.record({ lane: first, isLast: true, attempt: attemptOf(first, 500) }, 5_000)).toMatchObject({
      heldUntil: null,
      isDue: false,
    });
    expect(await statusesOf(id)).toEqual({ delivered: 1, pending: 1 });
    expect(await claimOne(late, 5_000)).toBeUndefined();
    expect(await rows('SELECT count(*)::int FROM webhook_attempts WHERE tenant_id = $1', tenantId)).toEqual([
      { count: 2 },
    ]);
  });

  it('is given back by a worker that stops, once the attempt that runs has ended', async () => {
    const tenantId = await tenant();
    const target = await receiver();
    const waiting: ServerResponse[] = [];
    target.reply = () => (response) => waiting.push(response);
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    const events = await publish(
      test,
      Array.from({ length: 3 }, (_, number) => testEvent(tenantId, 'a', number)),
    );
    const first = await startTestWorker(test, { leaseMs: 60_000 });
    await target.count(1);
    const stopped = first.stop();
    waiting[0]!.writeHead(200).end();
    await stopped;
    expect(await statusesOf(id)).toEqual({ delivered: 1, pending: 2 });
    target.reply = () => 200;
    await worker();
    await untilAllEnded(id, 3);
    expect(target.ids).toEqual(events);
  });
});

describe('Connections to the database that break', () => {
  it('lose nothing', async () => {
    const tenantId = await tenant();
    const target = await receiver();
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    await Promise.all([worker({ leaseMs: 2_600 }), worker({ leaseMs: 2_600 })]);
    const events: string[] = [];
    for (let batch = 0; batch < 10; batch += 1) {
      events.push(
        ...(await publish(
          test,
          Array.from({ length: 20 }, (_, index) => testEvent(tenantId, `u${index}`, batch)),
        )),
      );
      await rows(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'switchboard%'`,
      ).catch(() => undefined);
      await target.count(events.length / 4);
    }
    await untilAllEnded(id, 200);
    expect([...new Set(target.ids)].sort()).toEqual([...events].sort());
  });
});

describe('The claims of a worker with few slots', () => {
  it('pass no endpoint over', async () => {
    const target = await receiver();
    const tenants = await Promise.all(Array.from({ length: 6 }, () => tenant()));
    const endpoints = await Promise.all(tenants.map((tenantId) => addTestEndpoint(test, tenantId, target.url)));
    await publish(
      test,
      tenants.flatMap((tenantId) => Array.from({ length: 15 }, (_, index) => testEvent(tenantId, `u${index}`))),
    );
    await worker({ slots: { total: 8, perEndpoint: 10, first: 4, unproven: 4, struggling: 2 } });
    await Promise.all(endpoints.map(({ id }) => untilAllEnded(id, 15)));
    expect(target.received).toHaveLength(90);
  });
});
