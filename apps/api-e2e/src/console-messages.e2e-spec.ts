import { text } from './support/bodies';
import { EventStreamReader } from './support/event-stream-reader';
import { expectStatus, HttpClient } from './support/http-client';
import { type OpenedTenant, signInByScript } from './support/operator';
import type { Switchboard } from './support/switchboard';
import { sideBySide } from './support/side-by-side';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';
import { WebhookServer } from './support/webhook-server';

/** Longer than the heartbeat, with which access is asked for again. */
const HEARTBEAT_PATIENCE_MS = 25_000;
const PASSWORD = 'a password of a dozen words';

let bed: Testbed;
let webhooks: WebhookServer;
let tenant: OpenedTenant;
let stranger: OpenedTenant;
const streams: EventStreamReader[] = [];

beforeAll(async () => {
  webhooks = await WebhookServer.start();
  bed = await startTestbed({ instances: 2, env: { SSRF_ALLOW_HOSTS: webhooks.host } });
  [tenant, stranger] = [await bed.operator.openTenant(), await bed.operator.openTenant()];
});
afterAll(async () => {
  for (const stream of streams) stream.close();
  await bed?.close();
  await webhooks?.close();
});

async function watch(
  id: string,
  {
    query = '',
    headers = {},
    at = bed.switchboard,
  }: { query?: string; headers?: Record<string, string>; at?: Switchboard } = {},
): Promise<EventStreamReader> {
  const authorization = headers['authorization'] ?? bed.operator.authorization;
  const url = `${at.url}/console/v1/tenants/${id}/messages/stream${query}`;
  const stream = await EventStreamReader.open(url, { ...headers, authorization });
  streams.push(stream);
  return stream;
}

/** Signs somebody up and in, and says by which header they are known. */
async function join(role: string, email: string): Promise<{ client: HttpClient; authorization: string }> {
  const { invitationUrl } = await bed.operator.request(201, 'POST', `/tenants/${tenant.id}/members`, { email, role });
  const token = /[A-Za-z0-9_-]{20,}$/.exec(invitationUrl)?.[0];
  const anonymous = new HttpClient(bed.switchboard.url);
  expectStatus(await anonymous.post('/console/v1/invitations/accept', { token, name: role, password: PASSWORD }), 200);
  await anonymous.close();
  const client = await signInByScript(bed.switchboard.url, { email, password: PASSWORD });
  return { client, authorization: client.headers['authorization']! };
}

describe('the live tail', () => {
  it('shows a message within two seconds of its sending and follows it to "read"; to its tenant, and to no other', async () => {
    const [own, others] = [await watch(tenant.id), await watch(stranger.id)];
    expect(own.headers.get('content-type')).toContain('text/event-stream');
    expect([own.headers.get('x-accel-buffering'), own.headers.get('cache-control')]).toEqual([
      'no',
      'no-cache, no-transform',
    ]);

    const { id, wamid } = await tenant.client.sendAccepted(text());
    const sentMs = performance.now();
    const first = await own.next('message', ({ data }) => data.id === id);
    expect(first.atMs - sentMs).toBeLessThan(2_000);
    expect(first.data).toMatchObject({ wamid, direction: 'outbound', type: 'text', sandbox: false });
    const read = await own.next('message', ({ data }) => data.id === id && data.status === 'read');
    expect(read.data).toEqual(
      (({ payload: _p, timeline: _t, charges: _c, charge: _x, ...message }) => message)(
        (await tenant.client.message(id)) as unknown as Record<string, unknown>,
      ),
    );

    // What the stranger sees next is its own message: had it been told of the other, that would stand before.
    const its = await stranger.client.sendAccepted(text());
    await others.next('message', ({ data }) => data.id === its.id && data.status === 'read');
    expect(new Set(others.messages().map(([each]) => each))).toEqual(new Set([its.id]));
    expect(new Set(own.messages().map(([each]) => each))).toEqual(new Set([id]));
  });

  it('shows what users write, too', async () => {
    const stream = await watch(tenant.id, { query: '?direction=inbound' });
    const { id: outbound } = await tenant.client.sendAccepted(text());
    await tenant.client.messageWith('read', outbound);
    const { wamid } = await bed.simulator.phoneSends({
      from: '905321234567',
      phoneNumberId: tenant.number.phoneNumberId,
      type: 'text',
      text: { body: 'Merhaba' },
    });
    const { data } = await stream.next('message');
    expect(data).toMatchObject({ wamid, direction: 'inbound', status: 'received' });
  });

  it('goes on in another process where it was cut off: nothing missing, nothing twice', async () => {
    const first = await watch(tenant.id);
    const before = await tenant.client.sendAccepted(text());
    await first.next('message', ({ data }) => data.id === before.id && data.status === 'read');
    const seen = first.messages();
    first.close();
    await waitFor('the end of the stream', () => first.hasEnded);

    const missed = await Promise.all(Array.from({ length: 20 }, () => tenant.client.sendAccepted(text())));
    await Promise.all(missed.map(({ id }) => tenant.client.messageWith('read', id)));
    const second = await watch(tenant.id, {
      headers: { 'last-event-id': first.lastEventId! },
      at: bed.switchboards[1]!,
    });
    expect(second.events[0]!.data).toEqual({ reload: false });
    const after = await tenant.client.sendAccepted(text());
    await second.next('message', ({ data }) => data.id === after.id && data.status === 'read');

    const told = second.messages();
    expect(new Set(told.map(([id]) => id))).toEqual(new Set([...missed, after].map(({ id }) => id)));
    for (const { id } of missed) expect(told.filter(([each]) => each === id)).toEqual([[id, 'read']]);
    const all = [...seen, ...told].map(String);
    expect(new Set(all).size).toBe(all.length);
  });

  it('asks to load anew when it cannot know what was missed', async () => {
    const stream = await watch(tenant.id, { headers: { 'last-event-id': 'of another time' } });
    expect(stream.events[0]).toMatchObject({ event: 'ready', data: { reload: true } });
  });

  it('takes ten streams of a person, and another once one has ended', async () => {
    const { client, authorization } = await join('viewer', 'curious@example.com');
    const open = () => watch(tenant.id, { headers: { authorization } });
    const ten = await Promise.all(Array.from({ length: 10 }, open));
    await expect(open()).rejects.toThrow(/^429: .*too_many_streams/);
    ten[0]!.close();
    await waitFor('a place', open);
    await client.close();
  });

  it('does not keep a program from stopping', async () => {
    const [, second] = bed.switchboards;
    const stream = await watch(tenant.id, { at: second });
    const stoppedMs = performance.now();
    await second!.kill('SIGTERM');
    expect(performance.now() - stoppedMs).toBeLessThan(10_000);
    expect(stream.events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'shutdown' } });
  });
});

describe('the log at the console', () => {
  it('is searched by category and recipient, and comes as CSV with the same filters', async () => {
    const to = '4915112345678';
    const { id } = await tenant.client.sendAccepted(text('for Germany', { to }));
    await tenant.client.messageWith('read', id);
    const query = `?to=%2B49%20151%2012345678&category=service&sandbox=false`;
    const { items } = await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/messages${query}`);
    expect((items as { id: string }[]).map((item) => item.id)).toEqual([id]);
    const csv = await bed.operator.http.get(`/console/v1/tenants/${tenant.id}/messages.csv${query}`);
    expect([csv.status, csv.headers['content-type'], csv.headers['x-row-limit']]).toEqual([
      200,
      'text/csv; charset=utf-8',
      '100000',
    ]);
    const [head, row, ...rest] = csv.text.split('\r\n');
    expect(head!.split(',').length).toBe(row!.split(',').length);
    expect([row!.startsWith(`${id},wamid.`), rest]).toEqual([true, ['']]);
  });

  it('shows whom a message was told, and why it cost what it cost', async () => {
    const endpoint = { url: `http://${webhooks.host}/hook`, events: ['message_status', 'read'] };
    const path = `/tenants/${tenant.id}/webhook-endpoints`;
    const { id: endpointId, secret } = await bed.operator.request(201, 'POST', path, endpoint);
    webhooks.serve('/hook', secret);
    const { id } = await tenant.client.sendAccepted(text());
    await tenant.client.messageWith('read', id);
    const page = await waitFor('the attempts', async () => {
      const detail = await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/messages/${id}`);
      return detail.webhooks.length === 3 && detail;
    });
    expect(page).toMatchObject({
      canResend: true,
      mmlite: false,
      apiKeyId: tenant.key.id,
      charge: { currency: 'USD', platformFee: '0.001000', meta: { category: 'service' } },
    });
    const attempts = page.webhooks as { event: string }[];
    expect(attempts.map(({ event }) => event).sort()).toEqual(['message_status', 'message_status', 'read']);
    for (const attempt of attempts) expect(attempt).toMatchObject({ endpointId, status: 200, error: null });
  });
});

// Begins before all tests and ends after them: a reader is asked again only every 15 s whether he may still read.
sideBySide({
  'the live tail ends when its reader leaves the tenant': async () => {
    const { client, authorization } = await join('viewer', 'leaving@example.com');
    const stream = await watch(tenant.id, { headers: { authorization } });
    const { items } = await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/members`);
    const { id } = (items as { id: string; email: string }[]).find(({ email }) => email === 'leaving@example.com')!;
    await bed.operator.request(204, 'DELETE', `/tenants/${tenant.id}/members/${id}`);
    const end = await stream.next('end', undefined, HEARTBEAT_PATIENCE_MS);
    expect(end.data).toEqual({ reason: 'access' });
    await waitFor('the end of the stream', () => stream.hasEnded);
    await client.close();
  },
});
