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
import { WebhookReceiver } from '../../../test/support/webhook-receiver';
import { EndpointRepository } from './endpoint.repository';

let test: TestDatabase;
let target: WebhookReceiver;
let sibling: WebhookReceiver;
let worker: TestWorker;
let tenantId: string;

beforeAll(async () => {
  test = await createTestDatabase();
});
beforeEach(async () => {
  [target, sibling] = [await WebhookReceiver.start(), await WebhookReceiver.start()];
  worker = await startTestWorker(test, { retryDelaysMs: [20, 20, 20, 20, 20, 20, 20, 20, 20] });
  tenantId = (await openTestTenant(test, { availableMicros: 0n })).id;
});
afterEach(async () => {
  await worker.stop();
  await Promise.all([target.close(), sibling.close()]);
});
afterAll(() => test.drop());

const rows = async (statement: string, ...values: unknown[]) =>
  (await test.database.pool.query<Record<string, unknown>>(statement, values)).rows;
const endpoint = async (id: string) =>
  (await rows('SELECT status, disabled_reason, failing_since FROM webhook_endpoints WHERE id = $1', id))[0]!;
const until = async (isTrue: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 20_000;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('It did not come true.');
    await delay(5);
  }
};
const untilStatus = (id: string, status: string): Promise<void> =>
  until(async () => (await endpoint(id))['status'] === status);
const since = async (id: string, age: string) =>
  rows('UPDATE webhook_endpoints SET failing_since = now() - $2::interval WHERE id = $1', id, age);

describe('An endpoint that answers 410', () => {
  it('is disabled at once, and the tenant is told', async () => {
    target.reply = () => 410;
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    await addTestEndpoint(test, tenantId, sibling.url, { events: ['account'] });
    await publish(test, [testEvent(tenantId, 'a', 0), testEvent(tenantId, 'a', 1)]);
    await untilStatus(id, 'disabled');
    expect(await endpoint(id)).toMatchObject({ disabled_reason: 'gone' });
    await sibling.count(1);
    expect(JSON.parse(sibling.received[0]!.body)).toMatchObject({
      object: 'switchboard',
      entry: [
        {
          id: tenantId,
          changes: [
            {
              field: 'account',
              value: { type: 'webhook_endpoint_disabled', endpoint_id: id, url: target.url, reason: 'gone' },
            },
          ],
        },
      ],
    });
    expect(await rows('SELECT action, actor_kind FROM audit_log WHERE target_id = $1', id)).toEqual([
      { action: 'webhook_endpoint.disabled', actor_kind: 'system' },
    ]);
    expect(target.received).toHaveLength(1);
  });

  it('gets nothing of what happens then, keeps what waits, and gets that when it is enabled again', async () => {
    target.reply = () => 410;
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    const waiting = await publish(
      test,
      Array.from({ length: 3 }, (_, number) => testEvent(tenantId, 'a', number)),
    );
    await untilStatus(id, 'disabled');
    await publish(test, [testEvent(tenantId, 'a', 3)]);
    target.reply = () => 200;
    const repository = new EndpointRepository(test.database);
    await repository.transaction(tenantId, async (transaction) => {
      await repository.update(tenantId, transaction, id, { status: 'enabled', disabledReason: null });
      await repository.resume(tenantId, transaction, id);
    });
    await target.count(4);
    expect(target.ids).toEqual([waiting[0], ...waiting]);
    await until(async () => (await rows('SELECT FROM webhook_lanes WHERE endpoint_id = $1', id)).length === 0);
  });
});

describe('An endpoint from which nothing but failures come', () => {
  it('is disabled after five days of it, once', async () => {
    target.reply = () => 500;
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    await addTestEndpoint(test, tenantId, sibling.url, { events: ['account'] });
    await since(id, '5 days');
    await publish(
      test,
      Array.from({ length: 8 }, (_, index) => testEvent(tenantId, `u${index}`)),
    );
    await untilStatus(id, 'disabled');
    expect(await endpoint(id)).toMatchObject({ disabled_reason: 'failing' });
    await sibling.count(1);
    await until(
      async () =>
        (await rows('SELECT FROM webhook_lanes WHERE endpoint_id = $1 AND leased_until IS NOT NULL', id)).length === 0,
    );
    expect(sibling.received).toHaveLength(1);
    expect(await rows('SELECT action FROM audit_log WHERE target_id = $1', id)).toHaveLength(1);
  });

  it('is not disabled before, and one success makes it start anew', async () => {
    let answers = 0;
    target.reply = () => ((answers += 1) < 4 ? 500 : 200);
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    await since(id, '119 hours');
    await publish(test, [testEvent(tenantId, 'a')]);
    await until(async () => (await endpoint(id))['failing_since'] === null);
    expect(await endpoint(id)).toMatchObject({ status: 'enabled', disabled_reason: null });
    expect(target.received).toHaveLength(4);
  });

  it('is known to fail since its first failure', async () => {
    target.reply = () => 503;
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    const startedAt = Date.now();
    await publish(test, [testEvent(tenantId, 'a')]);
    await target.count(3);
    const { failing_since: failingSince } = await endpoint(id);
    expect((failingSince as Date).getTime()).toBeGreaterThanOrEqual(startedAt);
    expect((failingSince as Date).getTime()).toBeLessThan(target.received[1]!.atMs + performance.timeOrigin);
  });
});

describe('A delivery', () => {
  it('of an event that is no longer kept is dead, and the next one goes', async () => {
    const { id } = await addTestEndpoint(test, tenantId, target.url, { status: 'disabled' });
    await rows("UPDATE webhook_endpoints SET status = 'enabled' WHERE id = $1", id);
    await worker.stop();
    const events = await publish(test, [testEvent(tenantId, 'a', 0), testEvent(tenantId, 'a', 1)]);
    await rows('DELETE FROM webhook_events WHERE id = $1', events[0]);
    worker = await startTestWorker(test);
    await target.count(1);
    expect(target.ids).toEqual([events[1]]);
    const [dead] = await rows(
      `SELECT a.error FROM webhook_deliveries d JOIN webhook_attempts a ON a.delivery_id = d.id WHERE d.event_id = $1 AND d.status = 'dead'`,
      events[0],
    );
    expect(dead).toEqual({ error: 'The event is no longer kept.' });
  });

  it('to an endpoint whose secret cannot be read fails without being posted', async () => {
    const { id } = await addTestEndpoint(test, tenantId, target.url, { secretEncrypted: 'v1.unreadable' });
    await publish(test, [testEvent(tenantId, 'a')]);
    await until(
      async () =>
        (await rows("SELECT FROM webhook_deliveries WHERE endpoint_id = $1 AND status = 'dead'", id)).length === 1,
    );
    expect(target.received).toHaveLength(0);
  });

  it('to an endpoint that was removed is not made any more', async () => {
    target.reply = () => 500;
    const { id } = await addTestEndpoint(test, tenantId, target.url);
    await publish(test, [testEvent(tenantId, 'a')]);
    await target.count(1);
    const repository = new EndpointRepository(test.database);
    await repository.transaction(tenantId, (transaction) => repository.remove(tenantId, transaction, id));
    await until(async () => (await worker.endpoints.get(tenantId, id)) === null);
    await until(
      async () =>
        (await rows('SELECT FROM webhook_lanes WHERE endpoint_id = $1 AND leased_until > now()', id)).length === 0,
    );
    const { length } = target.received;
    await publish(test, [testEvent(tenantId, 'b')]);
    await addTestEndpoint(test, tenantId, sibling.url);
    await publish(test, [testEvent(tenantId, 'c')]);
    await sibling.count(1);
    expect(target.received).toHaveLength(length);
  });
});
