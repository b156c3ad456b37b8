import { setTimeout as delay } from 'node:timers/promises';
import { uuidv7, uuidv7Time } from '@switchboard/contracts';
import { type Answer, startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { publish, testEvent } from '../../../test/support/test-dispatcher';
import { WebhookReceiver } from '../../../test/support/webhook-receiver';
import { statusEventId } from '../../events/message-event-id';
import { HousekeepingService } from '../../jobs/housekeeping.service';

const MISSING = '01890000-0000-7000-8000-000000000000';
const HOUR_MS = 3_600_000;

let test: TestConsole;
let receiver: WebhookReceiver;
let tenantId: string;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  test = await startTestConsole({ SSRF_ALLOW_HOSTS: `127.0.0.1:${receiver.port}` });
});
afterAll(async () => {
  await test.platform.stop();
  await receiver.close();
});
beforeEach(async () => {
  tenantId = await test.openTenant();
  receiver.received.length = 0;
  receiver.reply = () => 200;
});

const create = async (body: object = {}): Promise<{ id: string; path: string }> => {
  const request = { url: receiver.url, events: ['messages', 'read', 'message_status'], ...body };
  const answer = await test.operator.post(`/tenants/${tenantId}/webhook-endpoints`, request);
  const id = String(answer.body['id']);
  return { id, path: `/tenants/${tenantId}/webhook-endpoints/${id}` };
};
const rows = async (statement: string, ...values: unknown[]) =>
  (await test.platform.test.database.pool.query(statement, values)).rows as Record<string, unknown>[];
const tell = (...events: ReturnType<typeof testEvent>[]) => publish(test.platform.test, events);
const deliveries = async (path: string, query = '') => (await test.operator.get(`${path}/deliveries${query}`)).body;
const untilStatuses = async (path: string, statuses: string[]): Promise<Answer['body']['items']> => {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const { items } = await deliveries(path, '?limit=200');
    if (JSON.stringify(items.map(({ status }) => status).sort()) === JSON.stringify(statuses.sort())) return items;
    if (performance.now() > deadline) throw new Error(`They are ${JSON.stringify(items)}.`);
    await delay(5);
  }
};
const HOUR = { from: new Date(Date.now() - HOUR_MS).toISOString(), to: new Date(Date.now() + HOUR_MS).toISOString() };
const kill = (path: string) =>
  rows(
    `UPDATE webhook_deliveries SET status = 'dead', next_attempt_at = NULL WHERE endpoint_id = $1 AND status <> 'delivered'`,
    path.split('/').at(-1),
  );

describe('Deliveries of an endpoint', () => {
  it('are listed with every attempt, newest first', async () => {
    receiver.reply = () => (response) => response.writeHead(503).end(Buffer.from([0x6e, 0x6f, 0xff]));
    const { id, path } = await create();
    const [first] = await tell(testEvent(tenantId, 'a'));
    await untilStatuses(path, ['retrying']);
    receiver.reply = () => 204;
    const [second] = await tell(testEvent(tenantId, 'b'));
    const items = await untilStatuses(path, ['retrying', 'delivered']);
    const time = expect.stringMatching(/Z$/) as string;
    expect(items).toEqual([
      {
        id: expect.any(String) as string,
        webhookId: second,
        endpointId: id,
        event: 'messages',
        status: 'delivered',
        attempts: [{ at: time, status: 204, durationMs: expect.any(Number) as number, response: '' }],
        nextAttemptAt: null,
        createdAt: time,
      },
      {
        id: expect.any(String) as string,
        webhookId: first,
        endpointId: id,
        event: 'messages',
        status: 'retrying',
        attempts: [{ at: time, status: 503, durationMs: expect.any(Number) as number, response: 'no\ufffd' }],
        nextAttemptAt: time,
        createdAt: time,
      },
    ]);
    const [{ at }] = items[1]!['attempts'] as [{ at: string }];
    const waitMs = Date.parse(String(items[1]!['nextAttemptAt'])) - Date.parse(at);
    expect(waitMs).toBeGreaterThanOrEqual(5_000);
    expect(waitMs).toBeLessThan(7_000);
  });

  it('are filtered by status and event, and paged', async () => {
    const { path } = await create();
    await tell(
      ...Array.from({ length: 5 }, (_, index) => testEvent(tenantId, `u${index}`, 0, index < 2 ? 'read' : 'messages')),
    );
    await untilStatuses(
      path,
      Array.from({ length: 5 }, () => 'delivered'),
    );
    expect((await deliveries(path, '?event=read')).items).toHaveLength(2);
    expect((await deliveries(path, '?status=delivered&event=messages')).items).toHaveLength(3);
    expect((await deliveries(path, '?status=dead')).items).toHaveLength(0);
    const seen: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await deliveries(path, `?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page['nextCursor'] as string | null;
    }
    expect(seen).toEqual((await deliveries(path)).items.map(({ id }) => id));
    const [newest, ...older] = (await deliveries(path)).items;
    expect((await deliveries(path, `?webhookId=${String(newest!['webhookId'])}`)).items).toEqual([newest]);
    const bound = String(newest!['createdAt']);
    const before = new Date(Date.parse(bound) - HOUR_MS).toISOString();
    const after = new Date(Date.parse(bound) + HOUR_MS).toISOString();
    expect((await deliveries(path, `?from=${before}&to=${after}`)).items).toEqual([newest, ...older]);
    expect((await deliveries(path, `?to=${before}`)).items).toEqual([]);
    expect((await deliveries(path, `?from=${after}`)).items).toEqual([]);
    const { lastDelivery } = (await test.operator.get(path)).body;
    expect(lastDelivery).toEqual({ id: newest!['id'], event: 'messages', status: 'delivered', createdAt: bound });
    for (const query of ['?status=gone', '?event=everything', '?webhookId=x', '?from=today', '?cursor=x', '?limit=0'])
      expect((await test.operator.get(`${path}/deliveries${query}`)).status).toBe(400);
  });
});

describe('A delivery', () => {
  it('is shown with what was posted, its secrets masked', async () => {
    const headers = { 'X-Api-Key': 'header-secret' };
    const { path } = await create({ format: 'envelope', headers, bearerToken: 'bearer-secret' });
    const [webhookId] = await tell(testEvent(tenantId, 'a'));
    const [listed] = await untilStatuses(path, ['delivered']);
    const { status, body } = await test.operator.get(`${path}/deliveries/${String(listed!['id'])}`);
    const { request, ...delivery } = body;
    expect({ status, delivery }).toEqual({ status: 200, delivery: listed });
    expect(request).toMatchObject({ url: receiver.url, body: receiver.received[0]!.body });
    expect((request as { headers: object }).headers).toMatchObject({
      'webhook-id': webhookId,
      'X-Api-Key': '***',
      authorization: '***',
    });
    await rows('DELETE FROM webhook_events WHERE tenant_id = $1', tenantId);
    expect((await test.operator.get(`${path}/deliveries/${String(listed!['id'])}`)).body).toEqual({
      ...listed,
      request: null,
    });
  });

  it('that is dead, delivered or waiting is sent again at once, with the same id and body', async () => {
    const { path } = await create();
    const [webhookId] = await tell(testEvent(tenantId, 'a'));
    const [delivered] = await untilStatuses(path, ['delivered']);
    const replayed = await test.operator.post(
      `/tenants/${tenantId}/webhook-endpoints/deliveries/${String(delivered!['id'])}/replay`,
    );
    expect(replayed.status).toBe(202);
    expect(replayed.body).toMatchObject({ id: delivered!['id'], webhookId, status: 'pending' });
    await receiver.count(2);
    receiver.reply = () => 500;
    await untilStatuses(path, ['delivered']);
    await test.operator.post(`${path}/deliveries/${String(delivered!['id'])}/replay`);
    await untilStatuses(path, ['retrying']);
    receiver.reply = () => 200;
    await test.operator.post(`${path}/deliveries/${String(delivered!['id'])}/replay`);
    const [last] = await untilStatuses(path, ['delivered']);
    expect((last!['attempts'] as { status: number }[]).map(({ status }) => status)).toEqual([200, 200, 500, 200]);
    expect(new Set(receiver.ids)).toEqual(new Set([webhookId]));
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    const { items } = (await test.operator.get(`/tenants/${tenantId}/audit-log?action=webhook_delivery.replayed`)).body;
    expect(items.map(({ targetId }) => targetId)).toEqual([1, 2, 3].map(() => delivered!['id']));
  });

  it('that waits for its retry goes at once when its endpoint gets another URL', async () => {
    receiver.reply = () => 500;
    const { path } = await create();
    const [webhookId] = await tell(testEvent(tenantId, 'a'));
    await untilStatuses(path, ['retrying']);
    receiver.reply = () => 200;
    const changed = await test.operator.patch(path, { url: `${receiver.url}/moved` });
    expect(changed.body).toMatchObject({ status: 'enabled', failingSince: null });
    await untilStatuses(path, ['delivered']);
    expect(receiver.ids).toEqual([webhookId, webhookId]);
  });

  it('begins its schedule anew', async () => {
    receiver.reply = () => 500;
    const { path } = await create();
    await tell(testEvent(tenantId, 'a'));
    await untilStatuses(path, ['retrying']);
    await rows('UPDATE webhook_deliveries SET attempts = 9');
    await rows('UPDATE webhook_lanes SET next_attempt_at = now()');
    const [dead] = await untilStatuses(path, ['dead']);
    await test.operator.post(`${path}/deliveries/${String(dead!['id'])}/replay`);
    const [again] = await untilStatuses(path, ['retrying']);
    expect(Date.parse(String(again!['nextAttemptAt'])) - Date.now()).toBeLessThan(6_500);
  });

  it('that is not the tenant’s, or not of the endpoint, is not found', async () => {
    const [one, other] = [await create(), await create({ events: ['read'] })];
    await tell(testEvent(tenantId, 'a'));
    const [delivery] = await untilStatuses(one.path, ['delivered']);
    const did = String(delivery!['id']);
    const theirs = await test.openTenant();
    for (const path of [
      `${other.path}/deliveries/${did}/replay`,
      `${one.path}/deliveries/${MISSING}/replay`,
      `${one.path}/deliveries/x/replay`,
      `/tenants/${theirs}/webhook-endpoints/deliveries/${did}/replay`,
      `/tenants/${theirs}/webhook-endpoints/${one.id}/deliveries/${did}/replay`,
    ])
      expect((await test.operator.post(path)).status).toBe(404);
    expect(receiver.received).toHaveLength(1);
    for (const path of [
      `${other.path}/deliveries/${did}`,
      `${one.path}/deliveries/${MISSING}`,
      `${one.path}/deliveries/x`,
      `/tenants/${theirs}/webhook-endpoints/${one.id}/deliveries/${did}`,
    ])
      expect((await test.operator.get(path)).status).toBe(404);
  });
});

describe('A stretch of time', () => {
  it('is sent again: what was delivered, what is dead and what was missed', async () => {
    const { id, path } = await create();
    const told = await tell(testEvent(tenantId, 'a', 0), testEvent(tenantId, 'b', 0));
    await untilStatuses(path, ['delivered', 'delivered']);
    receiver.reply = () => 500;
    const dead = await tell(testEvent(tenantId, 'c', 0));
    await untilStatuses(path, ['delivered', 'delivered', 'retrying']);
    await kill(path);
    await test.operator.patch(path, { status: 'disabled' });
    const missed = await tell(testEvent(tenantId, 'a', 1), testEvent(tenantId, 'd', 0, 'read'));
    const unwanted = await tell(testEvent(tenantId, 'a', 2, 'other'));
    await test.operator.patch(path, { status: 'enabled' });
    receiver.reply = () => 200;
    receiver.received.length = 0;

    const counted = await test.operator.post(`${path}/replay`, { ...HOUR, dryRun: true });
    expect(counted.body).toEqual({ count: 5 });
    const { status, body } = await test.operator.post(`${path}/replay`, HOUR);
    expect({ status, body }).toEqual({ status: 202, body: { count: 5 } });
    await untilStatuses(
      path,
      Array.from({ length: 5 }, () => 'delivered'),
    );
    expect([...receiver.ids].sort()).toEqual([...told, ...dead, ...missed].sort());
    expect(receiver.ids).not.toContain(unwanted[0]);
    expect(receiver.ids.indexOf(told[0]!)).toBeLessThan(receiver.ids.indexOf(missed[0]!));
    const { items } = (await test.operator.get(`/tenants/${tenantId}/audit-log?action=webhook_endpoint.replayed`)).body;
    expect(items).toEqual([
      expect.objectContaining({ targetId: id, after: expect.objectContaining({ count: 5 }) as object }),
    ]);
  });

  it('is sent again as far as it is asked for', async () => {
    const { path } = await create();
    await tell(testEvent(tenantId, 'a'), testEvent(tenantId, 'b', 0, 'read'));
    await untilStatuses(path, ['delivered', 'delivered']);
    await rows(`UPDATE webhook_deliveries SET status = 'dead' WHERE event_type = 'read'`);
    const replay = async (body: object) => (await test.operator.post(`${path}/replay`, { ...HOUR, ...body })).body;
    expect(await replay({ status: 'missed' })).toEqual({ count: 0 });
    expect(await replay({ status: 'retrying' })).toEqual({ count: 0 });
    expect(await replay({ events: ['message_status'] })).toEqual({ count: 0 });
    expect(await replay({ to: new Date(Date.now() - HOUR_MS / 2).toISOString() })).toEqual({ count: 0 });
    expect(await replay({ from: new Date(Date.now() + HOUR_MS / 2).toISOString() })).toEqual({ count: 0 });
    receiver.received.length = 0;
    expect(await replay({ status: 'dead' })).toEqual({ count: 1 });
    await untilStatuses(path, ['delivered', 'delivered']);
    expect(await replay({ events: ['messages'], status: 'delivered' })).toEqual({ count: 1 });
    await receiver.count(2);
    expect(receiver.received).toHaveLength(2);
  });

  it.each([
    [{}, 'from'],
    [{ from: HOUR.from }, 'to'],
    [{ from: HOUR.to, to: HOUR.from }, 'to'],
    [{ from: HOUR.from, to: HOUR.from }, 'to'],
    [{ ...HOUR, from: 'yesterday' }, 'from'],
    [{ ...HOUR, to: '2026-02-31T00:00:00Z' }, 'to'],
    [{ ...HOUR, events: [] }, 'events'],
    [{ ...HOUR, events: ['everything'] }, 'events'],
    [{ ...HOUR, status: 'pending' }, 'status'],
    [{ ...HOUR, limit: 5 }, 'limit'],
  ])('is not %j', async (body, path) => {
    const endpoint = await create();
    const answer = await test.operator.post(`${endpoint.path}/replay`, body);
    expect(answer.status).toBe(400);
    expect(answer.body['fields']).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
  });

  it('of thousands of deliveries is sent in batches; one of more than 100,000 is refused', async () => {
    const { id, path } = await create({ url: 'https://hooks.example.com/' });
    await test.operator.patch(path, { status: 'disabled' });
    await rows(
      `INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, event_type, ordering_key, status)
       SELECT $1, uuidv7(), $2, uuidv7(), 'messages', 'k' || n % 50, 'dead' FROM generate_series(1, 100001) n`,
      tenantId,
      id,
    );
    const tooMany = await test.operator.post(`${path}/replay`, HOUR);
    expect(tooMany.body['fields']).toEqual([expect.objectContaining({ path: 'to', rule: 'max' })]);
    await rows(`DELETE FROM webhook_deliveries WHERE endpoint_id = $1 AND ordering_key <> 'k7'`, id);
    expect((await test.operator.post(`${path}/replay`, HOUR)).body).toEqual({ count: 2_000 });
    const deadline = performance.now() + 20_000;
    for (let open = 0; open < 2_000;) {
      open = Number(
        (
          await rows(`SELECT count(*) AS n FROM webhook_deliveries WHERE endpoint_id = $1 AND status = 'pending'`, id)
        )[0]!['n'],
      );
      if (performance.now() > deadline) throw new Error(`Only ${open} were.`);
    }
    expect(await rows('SELECT ordering_key FROM webhook_lanes WHERE endpoint_id = $1', id)).toEqual([
      { ordering_key: 'k7' },
    ]);
    await test.operator.delete(path);
  });
});

describe('A message', () => {
  it('shows in its timeline which endpoints were told of it', async () => {
    receiver.reply = () => 500;
    const { id, path } = await create();
    const number = await test.operator.post(`/tenants/${tenantId}/phone-numbers`, {
      phoneNumberId: '999001',
      wabaId: '1',
      displayPhoneNumber: '+1 555 0100',
      accessToken: 't',
    });
    const messageId = uuidv7();
    const wamid = `wamid.${messageId}`;
    const at = new Date(Math.floor(uuidv7Time(messageId).getTime() / 1000) * 1000);
    await rows(
      `INSERT INTO messages (tenant_id, id, wamid, direction, status, type, "to", phone_number_id, meta_phone_number_id, currency, payload)
       VALUES ($1, $2, $3, 'outbound', 'delivered', 'text', '905321234567', $4, '999001', 'USD', '{}')`,
      tenantId,
      messageId,
      wamid,
      number.body['id'],
    );
    await rows(
      `INSERT INTO message_events (tenant_id, message_id, event, at) VALUES ($1, $2, 'delivered', $3)`,
      tenantId,
      messageId,
      at,
    );
    const event = {
      ...testEvent(tenantId, 'a', 0, 'message_status'),
      id: statusEventId(tenantId, wamid, 'delivered', at),
    };
    await tell(event);
    await untilStatuses(path, ['retrying']);
    const { timeline } = (await test.operator.get(`/tenants/${tenantId}/messages/${messageId}`)).body as unknown as {
      timeline: { event: string; detail?: object }[];
    };
    expect(timeline.map((entry) => entry.event)).toEqual(['accepted', 'delivered', 'webhook']);
    expect(timeline[2]!.detail).toEqual({
      endpointId: id,
      webhookId: event.id,
      event: 'message_status',
      status: 500,
      durationMs: expect.any(Number) as number,
      error: null,
    });
  });
});

describe('Housekeeping', () => {
  const ids = async (table: string): Promise<unknown[]> =>
    (await rows(`SELECT id FROM ${table} WHERE tenant_id = $1 ORDER BY id`, tenantId)).map(({ id }) => id);
  /** Makes something as old as its last attempt must be to go, in the order in which keys point to each other. */
  const age = async (eventId: string, days: number): Promise<{ event: string; delivery: string }> => {
    const [made] = (await rows(
      `SELECT uuidv7(make_interval(days => -$1::int)) AS event, uuidv7(make_interval(days => -$1::int)) AS delivery`,
      days,
    )) as [{ event: string; delivery: string }];
    const at = `now() - make_interval(days => ${days})`;
    await rows(`UPDATE webhook_events SET id = $2, created_at = ${at} WHERE id = $1`, eventId, made.event);
    await rows(
      `UPDATE webhook_deliveries SET id = $3, event_id = $2 WHERE event_id = $1`,
      eventId,
      made.event,
      made.delivery,
    );
    await rows(`UPDATE webhook_attempts SET at = ${at} WHERE delivery_id = $1`, made.delivery);
    return made;
  };

  it('removes deliveries with their attempts 30 days after the last of them, and events with their deliveries', async () => {
    const { path } = await create();
    const events = await tell(testEvent(tenantId, 'a'), testEvent(tenantId, 'b'), testEvent(tenantId, 'c'));
    await untilStatuses(path, ['delivered', 'delivered', 'delivered']);
    await age(events[0]!, 31);
    const [recent, tried] = [await age(events[1]!, 29), await age(events[2]!, 31)];
    await rows(`UPDATE webhook_attempts SET at = now() - interval '29 days' WHERE delivery_id = $1`, tried.delivery);
    await test.platform.app.get(HousekeepingService).run();
    expect(await ids('webhook_deliveries')).toEqual([tried.delivery, recent.delivery].sort());
    expect(await ids('webhook_events')).toEqual([tried.event, recent.event].sort());
    expect(await rows('SELECT delivery_id FROM webhook_attempts WHERE tenant_id = $1', tenantId)).toHaveLength(2);
  });

  it('removes what removed endpoints leave behind, an hour later', async () => {
    const { id, path } = await create();
    await tell(testEvent(tenantId, 'a'));
    await untilStatuses(path, ['delivered']);
    await test.operator.delete(path);
    await test.platform.app.get(HousekeepingService).run();
    expect(await ids('webhook_endpoints')).toEqual([id]);
    await rows(`UPDATE webhook_endpoints SET updated_at = now() - interval '2 hours' WHERE id = $1`, id);
    await test.platform.app.get(HousekeepingService).run();
    expect(await ids('webhook_endpoints')).toEqual([]);
    expect(await ids('webhook_deliveries')).toEqual([]);
  });

  it('removes the places of messages in their month 400 days after they were accepted', async () => {
    const place = async (days: number, scope: string): Promise<unknown> => {
      const [made] = await rows(
        `INSERT INTO volume_places VALUES ($1, uuidv7(make_interval(days => -$2::int)), $3, 7) RETURNING message_id`,
        tenantId,
        days,
        scope,
      );
      return made?.message_id;
    };
    await Promise.all([place(401, 'TR:utility'), place(450, 'TR:utility'), place(450, 'service:1')]);
    const kept = await place(399, 'TR:utility');
    await test.platform.app.get(HousekeepingService).run();
    expect(await rows('SELECT message_id FROM volume_places WHERE tenant_id = $1', tenantId)).toEqual([
      { message_id: kept },
    ]);
  });
});
