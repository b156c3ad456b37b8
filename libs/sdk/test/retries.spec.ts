import { Switchboard, SwitchboardError } from '../src';
import { ACCEPTED, answer, FakeGateway, hangUp, stayQuiet, v1, v1Failure } from './fake-gateway';

const FAST = { retryBaseDelayMs: 1, retryMaxDelayMs: 2 };
const MESSAGE = { to: '905321234567', text: { body: 'Hi' } };
let gateway: FakeGateway;
let client: Switchboard;

beforeAll(async () => {
  gateway = await FakeGateway.start();
  client = new Switchboard({ baseUrl: gateway.url, apiKey: 'pk_test', phoneNumberId: '106', wabaId: '102', ...FAST });
});
afterEach(() => gateway.reset());
afterAll(() => gateway.close());

const BUSY = v1Failure(503, { code: 'SYS_002', group: 'UNAVAILABLE' });
const LIMITED = v1Failure(429, { code: 'RATE_001', group: 'TOO_MANY_REQUESTS' }, { 'retry-after': '0' });
const keysSent = (): unknown[] => gateway.requests.map(({ headers }) => headers['idempotency-key']);

async function failureOf(call: Promise<unknown>): Promise<SwitchboardError> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (outcome instanceof SwitchboardError) return outcome;
  throw new Error(`It did not fail, or not with an error of ours: ${String(outcome)}`);
}

describe('a send', () => {
  it('is repeated with the same key and body after 429, 503, a lost connection and a first attempt that still runs', async () => {
    const running = v1Failure(409, { code: 'IDEM_001', group: 'CONFLICT' });
    for (const trouble of [LIMITED, BUSY, hangUp, running]) {
      gateway.will(trouble, trouble, trouble, v1(ACCEPTED));
      await expect(client.messages.text(MESSAGE)).resolves.toMatchObject(ACCEPTED);
      expect(gateway.requests).toHaveLength(4);
      expect(new Set(keysSent()).size).toBe(1);
      expect(new Set(gateway.requests.map(({ body }) => body.toString())).size).toBe(1);
      gateway.reset();
    }
  });

  it('is repeated with the same key when an attempt takes too long', async () => {
    gateway.will(stayQuiet, v1(ACCEPTED));
    await expect(client.messages.text(MESSAGE, { timeoutMs: 100 })).resolves.toMatchObject(ACCEPTED);
    expect(new Set(keysSent()).size).toBe(1);
    expect(gateway.requests).toHaveLength(2);
  });

  it('is given up after three repetitions, with the last failure and its key', async () => {
    gateway.will(BUSY, BUSY, BUSY, BUSY);
    const error = await failureOf(client.messages.text(MESSAGE));
    expect(error).toMatchObject({ code: 'SYS_002', status: 503, retryable: true, requestId: 'request-1' });
    expect(error.idempotencyKey).toBe(keysSent()[0]);
    expect(gateway.requests).toHaveLength(4);
  });

  it('is repeated as often as told', async () => {
    gateway.will(BUSY, BUSY);
    await failureOf(client.messages.text(MESSAGE, { maxRetries: 1 }));
    expect(gateway.requests).toHaveLength(2);
    gateway.reset();
    gateway.will(BUSY);
    await failureOf(new Switchboard({ baseUrl: gateway.url, apiKey: 'pk_test', maxRetries: 0 }).messages.text(MESSAGE));
    expect(gateway.requests).toHaveLength(1);
  });

  it.each([
    [504, 'GW_004'],
    [502, 'GW_003'],
    [500, 'SYS_001'],
    [402, 'BILL_001'],
    [422, 'IDEM_002'],
    [400, 'VAL_001'],
    [401, 'AUTH_001'],
  ])('is not repeated after %i %s', async (status, code) => {
    gateway.will(v1Failure(status, { code, params: { message_id: 'm-1' } }));
    const error = await failureOf(client.messages.text(MESSAGE));
    expect(error).toMatchObject({ code, params: { message_id: 'm-1' } });
    expect(gateway.requests).toHaveLength(1);
  });

  it('waits as long as the server asks', async () => {
    gateway.will(v1Failure(429, { code: 'GW_005', group: 'TOO_MANY_REQUESTS' }, { 'retry-after': '1' }), v1(ACCEPTED));
    await client.messages.text(MESSAGE);
    const [first, second] = gateway.requests;
    expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(990);
  });

  it('waits until the time that the server names', async () => {
    // HTTP dates have whole seconds: the next one but one is between one and two seconds away.
    const date = new Date((Math.floor(Date.now() / 1000) + 2) * 1000);
    gateway.will(answer(503, '', { 'retry-after': date.toUTCString() }), v1(ACCEPTED));
    await client.messages.text(MESSAGE);
    expect(gateway.requests[1]!.atMs).toBeGreaterThanOrEqual(date.getTime() - 10);
  });

  it('does not wait for longer than the call may take, and says so at once', async () => {
    gateway.will(v1Failure(429, { code: 'RATE_001', group: 'TOO_MANY_REQUESTS' }, { 'retry-after': '60' }));
    const startedAtMs = Date.now();
    const error = await failureOf(client.messages.text(MESSAGE, { totalTimeoutMs: 5_000 }));
    expect(error).toMatchObject({ code: 'RATE_001', retryAfterMs: 60_000, retryable: true });
    expect(Date.now() - startedAtMs).toBeLessThan(4_000);
  });

  it('ends when its time is over, whatever is under way', async () => {
    gateway.will(stayQuiet, stayQuiet, stayQuiet, stayQuiet);
    const startedAtMs = Date.now();
    const error = await failureOf(client.messages.text(MESSAGE, { timeoutMs: 150, totalTimeoutMs: 250 }));
    expect(error).toMatchObject({ code: 'TIMEOUT', group: 'NETWORK', status: 0, retryable: true });
    expect(error.idempotencyKey).toBe(keysSent()[0]);
    expect(Date.now() - startedAtMs).toBeLessThan(2_000);
    expect(gateway.requests.length).toBeGreaterThan(1);
  });

  it('tells that nobody listens', async () => {
    const nobody = await FakeGateway.start();
    const { url } = nobody;
    await nobody.close();
    const error = await failureOf(new Switchboard({ baseUrl: url, apiKey: 'pk_test', ...FAST }).messages.text(MESSAGE));
    expect(error).toMatchObject({ code: 'NETWORK', group: 'NETWORK', status: 0, requestId: null, retryable: true });
    expect(error.cause).toBeDefined();
  });
});

describe('what could be done twice', () => {
  const upload = (): Promise<unknown> => client.media.uploadMedia(new Blob(['%PDF']));
  const create = (): Promise<unknown> =>
    client.templates.create({ name: 'sale', language: 'en', category: 'MARKETING', components: [] });

  it.each([
    ['an upload', upload],
    ['a new template', create],
  ])('%s is not repeated when its answer was lost', async (_what, call) => {
    gateway.will(hangUp);
    expect(await failureOf(call())).toMatchObject({ code: 'NETWORK' });
    expect(gateway.requests).toHaveLength(1);
  });

  it.each([
    ['an upload', upload],
    ['a new template', create],
  ])('%s is repeated, whole, when the server did not take it', async (_what, call) => {
    const limited = answer(400, { error: { message: 'Rate limit hit', code: 130429 } });
    gateway.will(BUSY, limited, LIMITED, answer(200, { id: '1' }));
    await expect(call()).resolves.toEqual({ id: '1' });
    const lengths = gateway.requests.map(({ body }) => body.length);
    expect(lengths).toEqual(Array(4).fill(lengths[0]));
  });
});

describe('a signal', () => {
  const reason = new Error('The user went away.');

  it('ends a request that is under way, with its own reason', async () => {
    const controller = new AbortController();
    gateway.will(() => controller.abort(reason));
    await expect(client.balance({ signal: controller.signal })).rejects.toBe(reason);
    expect(gateway.requests).toHaveLength(1);
  });

  it('ends the pause before a retry', async () => {
    const controller = new AbortController();
    gateway.will((response) => {
      response.once('close', () => controller.abort(reason));
      response.writeHead(503, { 'retry-after': '30' }).end();
    });
    await expect(client.balance({ signal: controller.signal })).rejects.toBe(reason);
  });

  it('lets nothing be sent when it is over before', async () => {
    await expect(client.messages.text(MESSAGE, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(gateway.requests).toEqual([]);
  });

  it('ends a list that is walked through', async () => {
    const controller = new AbortController();
    gateway.will(v1({ items: [{ id: '1' }], nextCursor: 'c' }), () => controller.abort(reason));
    const walk = async (): Promise<void> => {
      for await (const message of client.messages.list({}, { signal: controller.signal })) void message;
    };
    await expect(walk()).rejects.toBe(reason);
  });

  it('is not held on to when the call is over', async () => {
    const { signal } = new AbortController();
    const listeners = { added: 0, removed: 0 };
    jest.spyOn(signal, 'addEventListener').mockImplementation(() => void (listeners.added += 1));
    jest.spyOn(signal, 'removeEventListener').mockImplementation(() => void (listeners.removed += 1));
    gateway.will(BUSY, v1({ currency: 'USD' }));
    await client.balance({ signal });
    expect(listeners.added).toBeGreaterThan(0);
    expect(listeners.removed).toBe(listeners.added);
  });
});
