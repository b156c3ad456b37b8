import { NUMBER, TEXT, startSession } from '../test/simulator-session';
import type { SimulatorSession } from '../test/simulator-session';

let session: SimulatorSession;

beforeEach(async () => {
  session = await startSession({ pairLimit: false });
});
afterEach(() => session.close());

const fault = (body: object): Promise<unknown> => session.control('POST', 'faults', body);
const acceptedCount = async (): Promise<number> =>
  ((await session.control('GET', 'messages?accepted=true')).json.items as unknown[]).length;
const failedFetch = (): Promise<string> =>
  session.send(TEXT).then(
    () => 'answered',
    (error: Error) => error.name,
  );

it('answers any error of Meta with its documented status, as often as told', async () => {
  await fault({ kind: 'error', code: 131016, times: 2, details: 'maintenance' });
  for (let count = 0; count < 2; count += 1) {
    const { status, json } = await session.send(TEXT);
    expect(status).toBe(500);
    expect(json.error).toMatchObject({ code: 131016, error_data: { details: 'maintenance' } });
  }
  expect((await session.send(TEXT)).status).toBe(200);
  expect(await acceptedCount()).toBe(1);
});

it('answers errors to the calls that match only', async () => {
  await fault({ kind: 'error', code: 131000, match: { to: '4915112345678', type: 'text', phoneNumberId: NUMBER } });
  expect((await session.send(TEXT)).status).toBe(200);
  expect((await session.send({ ...TEXT, to: '+49 151 12345678' })).status).toBe(500);
});

it('answers errors with the given probability', async () => {
  await session.control('PATCH', 'config', { throughputPerSecond: 0 });
  await fault({ kind: 'error', code: 2, probability: 0.5 });
  const answers = await Promise.all(Array.from({ length: 200 }, () => session.send(TEXT)));
  const failures = answers.filter(({ status }) => status === 503).length;
  expect(failures).toBeGreaterThan(50);
  expect(failures).toBeLessThan(150);
});

it('imitates a proxy that answers without Meta’s error object', async () => {
  await fault({ kind: 'http', httpStatus: 502, body: '{"oops":true}', times: 1 });
  expect(await session.send(TEXT)).toMatchObject({ status: 502, json: { oops: true } });
  expect(await acceptedCount()).toBe(0);
});

it('resets the connection before or after accepting', async () => {
  await fault({ kind: 'reset-before', times: 1 });
  expect(await failedFetch()).toBe('TypeError');
  expect(await acceptedCount()).toBe(0);
  await fault({ kind: 'reset-after', times: 1 });
  expect(await failedFetch()).toBe('TypeError');
  expect(await acceptedCount()).toBe(1);
});

it.each([
  ['timeout', 0],
  ['accept-then-timeout', 1],
])('never answers after %s', async (kind, accepted) => {
  await fault({ kind, times: 1 });
  const signal = AbortSignal.timeout(100);
  const body = JSON.stringify({ messaging_product: 'whatsapp', to: '16505551234', ...TEXT });
  const url = `${session.simulator.baseUrl}/v25.0/${NUMBER}/messages`;
  await expect(fetch(url, { method: 'POST', body, signal, headers: { authorization: 'Bearer t' } })).rejects.toThrow();
  expect(await acceptedCount()).toBe(accepted);
});

it('accepts and answers something that is not JSON', async () => {
  await fault({ kind: 'malformed', times: 1 });
  await expect(session.send(TEXT)).rejects.toThrow('JSON');
  expect(await acceptedCount()).toBe(1);
});

it('holds answers back by the configured latency', async () => {
  await session.control('PATCH', 'config', { latencyMs: 60 });
  const startedMs = performance.now();
  await session.send(TEXT);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(59);
});

it('lists faults with their hits and forgets them', async () => {
  await fault({ kind: 'error', code: 2 });
  await session.send(TEXT);
  const { json } = await session.control('GET', 'faults');
  const [{ id, hits }] = json.items as [{ id: string; hits: number }];
  expect(hits).toBe(1);
  await session.control('DELETE', `faults/${id}`);
  expect((await session.send(TEXT)).status).toBe(200);
});

it('says what is wrong with a control request', async () => {
  expect(await session.control('POST', 'faults', { kind: 'nonsense' })).toMatchObject({ status: 400 });
  expect(await session.control('PATCH', 'config', { latencyMs: -1 })).toMatchObject({ status: 400 });
  expect(await session.control('PATCH', 'config', { latency: 1 })).toMatchObject({ status: 400 });
  expect(await session.control('GET', 'nonsense')).toMatchObject({ status: 404 });
  expect(await session.control('POST', 'reset', 'not json')).toMatchObject({ status: 400 });
});

it('starts afresh after a reset, with the webhook URL kept', async () => {
  await session.control('PATCH', 'config', { latencyMs: 5, webhookUrl: 'http://127.0.0.1:9/' });
  await fault({ kind: 'error' });
  await session.send(TEXT);
  await session.control('POST', 'reset');
  const { json } = await session.control('GET', 'state');
  expect(json).toMatchObject({
    messages: { received: 0, kept: 0 },
    faults: [],
    scheduled: 0,
    config: { latencyMs: 0, webhookUrl: 'http://127.0.0.1:9/' },
  });
});

it('reads the parameters of a form as old SDKs send them', async () => {
  const form = new URLSearchParams({
    messaging_product: 'whatsapp',
    to: '16505551234',
    type: 'text',
    text: '{"body":"hi"}',
  });
  const url = `${session.simulator.baseUrl}/v25.0/${NUMBER}/messages?access_token=EAA`;
  expect((await fetch(url, { method: 'POST', body: form })).status).toBe(200);
});

it('answers unknown edges and paths outside the Graph', async () => {
  expect(await session.graph('POST', `${NUMBER}/nonsense`)).toMatchObject({
    status: 400,
    json: { error: { code: 2500 } },
  });
  expect((await fetch(`${session.simulator.baseUrl}/nonsense`)).status).toBe(404);
});
