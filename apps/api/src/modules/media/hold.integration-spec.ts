import { setTimeout as delay } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import {
  addTestEndpoint,
  publish,
  startTestWorker,
  testEvent,
  type TestWorker,
} from '../../../test/support/test-dispatcher';
import { openTestTenant } from '../../../test/support/test-tenant';
import { until } from '../../../test/support/until';
import { type ReceivedWebhook, WebhookReceiver } from '../../../test/support/webhook-receiver';
import type { TenantEvent } from '../../events/tenant-event';
import { MediaRepository } from './media.repository';

/** For ever, as far as a test goes. */
const LONG_MS = 600_000;

let test: TestDatabase;
let repository: MediaRepository;
let tenantId: string;
let receiver: WebhookReceiver;
const receivers: WebhookReceiver[] = [];
const workers: TestWorker[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  repository = new MediaRepository(test.database);
});
beforeEach(async () => {
  tenantId = (await openTestTenant(test, { availableMicros: 0n })).id;
  receiver = await newReceiver();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await Promise.all(receivers.splice(0).map((each) => each.close()));
  await test.database.pool.query('DELETE FROM webhook_lanes');
});
afterAll(() => test.drop());

const newReceiver = async (): Promise<WebhookReceiver> => {
  const started = await WebhookReceiver.start();
  receivers.push(started);
  return started;
};
const startWorker = async (settings: Parameters<typeof startTestWorker>[1] = {}): Promise<TestWorker> => {
  const started = await startTestWorker(test, settings);
  workers.push(started);
  return started;
};
const rows = async (statement: string, ...values: unknown[]) =>
  (await test.database.pool.query<Record<string, unknown>>(statement, values)).rows;

const held = (conversation: string, number: number, holdMs = LONG_MS): TenantEvent => ({
  ...testEvent(tenantId, conversation, number),
  holdMs,
});
const free = (conversation: string, number: number): TenantEvent => testEvent(tenantId, conversation, number);
/** The event's body with what it waited for. */
const completed = (event: TenantEvent): string => event.body.replace('"number":', '"media_path":"media/x","number":');
const isComplete = ({ body }: Pick<ReceivedWebhook, 'body'>): boolean => body.includes('"media_path":"media/x"');
const release = (event: TenantEvent, body: string | null = completed(event)): Promise<void> =>
  repository.releaseEvent(event.tenantId, event.id, body);
const keptBody = async (event: TenantEvent): Promise<unknown> =>
  (await rows('SELECT body::text FROM webhook_events WHERE tenant_id = $1 AND id = $2', tenantId, event.id))[0]?.[
    'body'
  ];
const deliveries = (event: TenantEvent) =>
  rows(
    'SELECT status, attempts FROM webhook_deliveries WHERE tenant_id = $1 AND event_id = $2 ORDER BY sequence',
    tenantId,
    event.id,
  );
const untilAllDelivered = (count: number, endpointId: string): Promise<true> =>
  until(async () => {
    const [row] = await rows(
      `SELECT count(*)::int AS n FROM webhook_deliveries WHERE tenant_id = $1 AND endpoint_id = $2 AND status = 'delivered'`,
      tenantId,
      endpointId,
    );
    return row?.['n'] === count;
  });
/** Lets what is due be delivered: an event that nothing holds back goes the whole way. */
const untilIdle = async (to = receiver): Promise<void> => {
  const [id] = await publish(test, [testEvent(tenantId, 'probe')]);
  await to.until(() => to.ids.includes(id!));
};
const idsOf = (to: WebhookReceiver, events: readonly TenantEvent[]): string[] =>
  to.ids.filter((id) => events.some((event) => event.id === id));

describe('An event that waits for its file', () => {
  it('is delivered when its time is over, and not before', async () => {
    await addTestEndpoint(test, tenantId, receiver.url);
    await startWorker();
    const event = held('a', 0, 700);
    const publishedAt = performance.now();
    await publish(test, [event]);
    await receiver.count(1);
    const waitedMs = receiver.received[0]!.atMs - publishedAt;
    expect(waitedMs).toBeGreaterThanOrEqual(695);
    expect(waitedMs).toBeLessThan(1_200);
    expect(isComplete(receiver.received[0]!)).toBe(false);
  });

  it('is delivered at once, with the file, when that has come', async () => {
    await addTestEndpoint(test, tenantId, receiver.url);
    await startWorker({ pollMs: 60_000 });
    const event = held('a', 0);
    await publish(test, [event]);
    await untilIdle();
    expect(receiver.ids).not.toContain(event.id);
    const releasedAt = performance.now();
    await release(event);
    await receiver.until(() => receiver.ids.includes(event.id));
    const webhook = receiver.received.find(({ id }) => id === event.id)!;
    expect(webhook.atMs - releasedAt).toBeLessThan(500);
    expect(isComplete(webhook)).toBe(true);
    await until(async () => JSON.stringify(await deliveries(event)) === '[{"status":"delivered","attempts":1}]');
    await release(event, event.body);
    await untilIdle();
    expect(idsOf(receiver, [event])).toHaveLength(1);
    expect(await keptBody(event)).toBe(completed(event));
  });

  it('is delivered at once, as it is, when the file does not come', async () => {
    await addTestEndpoint(test, tenantId, receiver.url);
    await startWorker();
    const event = held('a', 0);
    await publish(test, [event]);
    await release(event, null);
    await receiver.count(1);
    expect(isComplete(receiver.received[0]!)).toBe(false);
    expect(await keptBody(event)).toBe(event.body);
  });

  it('keeps its body once somebody may have been told it', async () => {
    await addTestEndpoint(test, tenantId, receiver.url);
    const [due, almost, waiting] = [held('a', 0, 1), held('b', 0, 200), held('c', 0)];
    await publish(test, [due, almost, waiting]);
    for (const event of [due, almost, waiting]) await release(event);
    expect(await keptBody(due)).toBe(due.body);
    expect(await keptBody(almost)).toBe(almost.body);
    expect(await keptBody(waiting)).toBe(completed(waiting));
    await startWorker();
    await receiver.count(3);
    expect(receiver.received.filter(isComplete).map(({ id }) => id)).toEqual([waiting.id]);
  });

  it('is one body at every attempt, whenever the file comes', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    const event = held('a', 0, 20);
    let released: Promise<void> | undefined;
    receiver.reply = () => {
      if (receiver.received.length > 2) return 200;
      // In the middle of an attempt, and between two.
      released ??= release(event);
      return (response) => void release(event).then(() => response.writeHead(500).end());
    };
    await startWorker();
    await publish(test, [event]);
    await untilAllDelivered(1, id);
    await released;
    expect(receiver.received.map(({ body }) => body)).toEqual(Array(3).fill(receiver.received[0]!.body));
    expect(isComplete(receiver.received[0]!)).toBe(false);
  });

  it('is tried again by the schedule when its delivery fails', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    receiver.reply = () => (receiver.received.length < 4 ? 500 : 200);
    await startWorker({ retryDelaysMs: [100, 200, 300] });
    await publish(test, [held('a', 0, 100)]);
    await untilAllDelivered(1, id);
    const times = receiver.received.map(({ atMs }) => atMs);
    [100, 200, 300].forEach((pauseMs, index) => {
      expect(times[index + 1]! - times[index]!).toBeGreaterThanOrEqual(pauseMs - 5);
      expect(times[index + 1]! - times[index]!).toBeLessThan(pauseMs + 250);
    });
  });
});

describe('The conversation of an event that waits', () => {
  it('waits behind it, and no other conversation does', async () => {
    await addTestEndpoint(test, tenantId, receiver.url);
    await startWorker();
    const conversation = [held('a', 0), free('a', 1), free('a', 2)];
    const others = [free('b', 0), free('c', 0), free('b', 1)];
    await publish(test, [...conversation.slice(0, 2), ...others.slice(0, 2)]);
    await publish(test, [conversation[2]!, others[2]!]);
    await receiver.count(3);
    await untilIdle();
    expect(idsOf(receiver, conversation)).toEqual([]);
    expect(idsOf(receiver, others).sort()).toEqual(others.map(({ id }) => id).sort());
    await release(conversation[0]!);
    await receiver.until(() => idsOf(receiver, conversation).length === 3);
    expect(idsOf(receiver, conversation)).toEqual(conversation.map(({ id }) => id));
  });

  it('goes on in order when the time is over', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    await startWorker();
    const events = [free('a', 0), held('a', 1, 400), free('a', 2), held('a', 3, 200), held('a', 4, 900), free('a', 5)];
    const publishedAt = performance.now();
    await publish(test, events);
    await untilAllDelivered(6, id);
    expect(receiver.ids).toEqual(events.map((event) => event.id));
    const waitedMs = receiver.received.map(({ atMs }) => atMs - publishedAt);
    expect(waitedMs[0]).toBeLessThan(350);
    expect(waitedMs[1]).toBeGreaterThanOrEqual(395);
    expect(waitedMs[4]).toBeGreaterThanOrEqual(895);
    expect(await rows('SELECT 1 FROM webhook_lanes WHERE endpoint_id = $1', id)).toEqual([]);
  });

  it('waits also for one that comes while it is worked off', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    let answer: () => void = () => undefined;
    receiver.reply = () => (response) => (answer = () => response.writeHead(200).end());
    await startWorker();
    const events = [free('a', 0), held('a', 1), free('a', 2)];
    await publish(test, [events[0]!]);
    await receiver.count(1);
    await publish(test, events.slice(1));
    receiver.reply = () => 200;
    answer();
    await untilAllDelivered(1, id);
    await untilIdle();
    expect(idsOf(receiver, events)).toEqual([events[0]!.id]);
    await release(events[1]!);
    await receiver.until(() => idsOf(receiver, events).length === 3);
    expect(idsOf(receiver, events)).toEqual(events.map((event) => event.id));
  });

  it('is not hurried by a release of one further back', async () => {
    await addTestEndpoint(test, tenantId, receiver.url);
    await startWorker();
    const [first, second] = [held('a', 0), held('a', 1)];
    await publish(test, [first, second]);
    await release(second);
    await untilIdle();
    expect(idsOf(receiver, [first, second])).toEqual([]);
    await release(first);
    await receiver.until(() => idsOf(receiver, [first, second]).length === 2);
    expect(idsOf(receiver, [first, second])).toEqual([first.id, second.id]);
    expect(receiver.received.filter(isComplete)).toHaveLength(2);
  });
});

describe('A delivery that is tried again', () => {
  it('is not hurried by the file of an event behind it', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    receiver.reply = () => (receiver.received.length === 1 ? 500 : 200);
    await startWorker({ retryDelaysMs: [1_000] });
    const [first, second] = [free('a', 0), held('a', 1)];
    await publish(test, [first, second]);
    await until(async () => (await deliveries(first))[0]?.['status'] === 'retrying');
    await release(second);
    await untilAllDelivered(2, id);
    expect(receiver.ids).toEqual([first.id, first.id, second.id]);
    expect(receiver.received[1]!.atMs - receiver.received[0]!.atMs).toBeGreaterThanOrEqual(995);
    expect(receiver.received.map(isComplete)).toEqual([false, false, true]);
  });

  it('is delivered before an event behind it whose time is over', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    receiver.reply = () => (receiver.received.length < 3 ? 500 : 200);
    await startWorker({ retryDelaysMs: [300, 300, 300] });
    const [first, second] = [free('a', 0), held('a', 1, 50)];
    await publish(test, [first, second]);
    await untilAllDelivered(2, id);
    expect(receiver.ids).toEqual([first.id, first.id, first.id, second.id]);
    const times = receiver.received.map(({ atMs }) => atMs);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(295);
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(295);
  });
});

describe('Several endpoints', () => {
  it('are all told the file', async () => {
    const other = await newReceiver();
    other.reply = () => (other.received.length < 3 ? 500 : 200);
    await addTestEndpoint(test, tenantId, receiver.url);
    const { id } = await addTestEndpoint(test, tenantId, other.url, { format: 'envelope' });
    await startWorker();
    const event = held('a', 0);
    await publish(test, [event]);
    await release(event);
    await receiver.count(1);
    await untilAllDelivered(1, id);
    expect([...receiver.received, ...other.received].map(isComplete)).toEqual([true, true, true, true]);
  });

  it('are told the same, when one has been told before the file came', async () => {
    const other = await newReceiver();
    const late = await addTestEndpoint(test, tenantId, other.url);
    other.reply = () => (other.received.length === 1 ? 500 : 200);
    await startWorker({ retryDelaysMs: [800] });
    const [before, event] = [free('a', 0), held('a', 1, 300)];
    await publish(test, [before]);
    await until(async () => (await deliveries(before))[0]?.['status'] === 'retrying');
    await addTestEndpoint(test, tenantId, receiver.url);
    await publish(test, [event]);
    await receiver.count(1);
    expect(idsOf(other, [event])).toEqual([]);
    await release(event);
    await untilAllDelivered(2, late.id);
    expect(idsOf(other, [event])).toEqual([event.id]);
    expect([...receiver.received, ...other.received].some(isComplete)).toBe(false);
  });

  it('that want nothing of it are in nobody’s way', async () => {
    const other = await newReceiver();
    await addTestEndpoint(test, tenantId, receiver.url);
    await addTestEndpoint(test, tenantId, other.url, { events: ['account'] });
    await startWorker();
    const event = held('a', 0);
    await publish(test, [event]);
    await release(event);
    await receiver.count(1);
    expect(isComplete(receiver.received[0]!)).toBe(true);
    expect(other.received).toEqual([]);
  });
});

describe('An endpoint that is disabled', () => {
  const setStatus = (endpointId: string, status: string) =>
    rows('UPDATE webhook_endpoints SET status = $2 WHERE id = $1', endpointId, status);
  const resume = (endpointId: string) => rows('SELECT resume_endpoint($1, $2)', tenantId, endpointId);

  it('while the event waits is told the file when it is enabled again', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    const event = held('a', 0);
    await publish(test, [event]);
    await setStatus(id, 'disabled');
    await startWorker();
    await release(event);
    expect(await keptBody(event)).toBe(completed(event));
    await setStatus(id, 'enabled');
    await resume(id);
    await receiver.count(1);
    expect(isComplete(receiver.received[0]!)).toBe(true);
  });

  it('and enabled again is not told before its time', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    const [event, next] = [held('a', 0, 800), free('a', 1)];
    await startWorker();
    const publishedAt = performance.now();
    await publish(test, [event, next]);
    await setStatus(id, 'disabled');
    await setStatus(id, 'enabled');
    await resume(id);
    await untilIdle();
    expect(idsOf(receiver, [event, next])).toEqual([]);
    await receiver.until(() => idsOf(receiver, [event, next]).length === 2);
    expect(idsOf(receiver, [event, next])).toEqual([event.id, next.id]);
    expect(receiver.received.find(({ id: found }) => found === event.id)!.atMs - publishedAt).toBeGreaterThanOrEqual(
      795,
    );
  });

  it('has what waits for a retry delivered at once when it is enabled again', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    receiver.reply = () => (receiver.received.length === 1 ? 500 : 200);
    await startWorker({ retryDelaysMs: [LONG_MS] });
    const [first, second] = [free('a', 0), held('a', 1)];
    await publish(test, [first, second]);
    await until(async () => (await deliveries(first))[0]?.['status'] === 'retrying');
    await resume(id);
    await untilAllDelivered(1, id);
    expect(receiver.ids).toEqual([first.id, first.id]);
  });

  it.each([['disabled'], [null]])(
    'or is not there (%s) is told the file when it is told what it missed',
    async (status) => {
      const early = status ? await addTestEndpoint(test, tenantId, receiver.url, { status }) : null;
      const event = held('a', 0);
      await publish(test, [event]);
      expect(await deliveries(event)).toEqual([]);
      await release(event);
      expect(await keptBody(event)).toBe(completed(event));
      const { id } = early ?? (await addTestEndpoint(test, tenantId, receiver.url));
      await setStatus(id, 'enabled');
      await startWorker();
      await rows('SELECT deliver_missed($1, $2, $3)', tenantId, id, [event.id]);
      await receiver.count(1);
      expect(isComplete(receiver.received[0]!)).toBe(true);
    },
  );
});

describe('A replay', () => {
  const replay = (endpointId: string, event: TenantEvent) =>
    rows(
      `SELECT replay_deliveries($1, $2, ARRAY(SELECT id FROM webhook_deliveries WHERE tenant_id = $1 AND endpoint_id = $2 AND event_id = $3)) AS n`,
      tenantId,
      endpointId,
      event.id,
    );

  it('of an earlier event goes before the one that waits, and leaves that waiting', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    await startWorker();
    const [first, second] = [free('a', 0), held('a', 1)];
    await publish(test, [first]);
    await untilAllDelivered(1, id);
    await publish(test, [second]);
    expect(await replay(id, first)).toEqual([{ n: 1 }]);
    await receiver.count(2);
    await untilIdle();
    expect(idsOf(receiver, [first, second])).toEqual([first.id, first.id]);
    await release(second);
    await receiver.until(() => receiver.ids.includes(second.id));
  });

  it('of the event that waits changes nothing', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    await startWorker();
    const event = held('a', 0);
    await publish(test, [event]);
    expect(await replay(id, event)).toEqual([{ n: 0 }]);
    await untilIdle();
    expect(idsOf(receiver, [event])).toEqual([]);
    await release(event);
    await receiver.until(() => receiver.ids.includes(event.id));
    expect(receiver.received.some(isComplete)).toBe(true);
  });

  it('tells what the event told, with the file', async () => {
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    await startWorker();
    const event = held('a', 0);
    await publish(test, [event]);
    await release(event);
    await untilAllDelivered(1, id);
    expect(await replay(id, event)).toEqual([{ n: 1 }]);
    await receiver.count(2);
    expect(receiver.received[1]!.body).toBe(receiver.received[0]!.body);
  });
});

describe('However files come and deliveries fail', () => {
  it('every conversation is told in order, each event with one body, and those whose file came in time with it', async () => {
    const CONVERSATIONS = 6;
    const EVENTS = 25;
    const { id } = await addTestEndpoint(test, tenantId, receiver.url);
    let random = 11;
    const next = (max: number): number => (random = (random * 48_271) % 2_147_483_647) % max;
    receiver.reply = () => (next(10) < 2 ? 500 : 200);
    const settings = { retryDelaysMs: Array.from({ length: 40 }, () => 10) };
    await Promise.all([startWorker(settings), startWorker(settings), startWorker(settings)]);
    const events: TenantEvent[] = [];
    const mayChange = new Map<string, boolean>();
    const releases: Promise<void>[] = [];
    const releaseLater = async (event: TenantEvent, afterMs: number): Promise<void> => {
      await delay(afterMs);
      const [row] = await rows(
        'SELECT release_event($1, $2, $3) AS changed',
        tenantId,
        event.id,
        afterMs % 5 === 0 ? null : completed(event),
      );
      mayChange.set(event.id, afterMs % 5 !== 0 && row?.['changed'] === true);
    };
    for (let number = 0; number < EVENTS; number += 1) {
      const batch = Array.from({ length: CONVERSATIONS }, (_, index) => {
        const holdMs = next(3) === 0 ? 1 + next(1_500) : 0;
        return { event: holdMs > 0 ? held(`u${index}`, number, holdMs) : free(`u${index}`, number), holdMs };
      });
      await publish(
        test,
        batch.map(({ event }) => event),
      );
      for (const { event, holdMs } of batch) {
        events.push(event);
        if (holdMs > 0) releases.push(releaseLater(event, next(holdMs + 100)));
      }
    }
    await untilAllDelivered(CONVERSATIONS * EVENTS, id);
    await Promise.all(releases);
    for (let index = 0; index < CONVERSATIONS; index += 1) {
      const told = idsOf(
        receiver,
        events.filter(({ orderingKey }) => orderingKey === `1:u${index}`),
      );
      const expected = events.filter(({ orderingKey }) => orderingKey === `1:u${index}`).map((event) => event.id);
      expect(told.filter((each, place) => told[place - 1] !== each)).toEqual(expected);
    }
    const wrong = receiver.received.filter((webhook) => isComplete(webhook) !== (mayChange.get(webhook.id) ?? false));
    expect(wrong.map(({ id: each }) => each)).toEqual([]);
    expect([...mayChange.values()].filter(Boolean).length).toBeGreaterThan(5);
    expect(await rows('SELECT 1 FROM webhook_lanes WHERE endpoint_id = $1', id)).toEqual([]);
  });
});
