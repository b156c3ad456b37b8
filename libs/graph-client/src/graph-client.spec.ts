import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { answerError, answerJson, startScriptedServer } from '../test/scripted-server';
import type { Reply, ScriptedServer } from '../test/scripted-server';

import { GraphClient } from './graph-client';
import type { GraphClientOptions } from './graph-requests';

const ACCEPTED = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '+16505551234', wa_id: '16505551234', user_id: 'US.1349' }],
  messages: [{ id: 'wamid.ABC' }],
};
const MESSAGE = {
  phoneNumberId: '106540352242922',
  accessToken: 'EAA-token',
  body: '{"to":"1"}',
  marketingLite: false,
};

let server: ScriptedServer;
let clients: GraphClient[];

beforeEach(async () => {
  clients = [];
  server = await startScriptedServer(answerJson(200, ACCEPTED));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all([...clients.map((client) => client.close()), server.close()]);
});

function clientFor(options: Partial<GraphClientOptions> = {}): GraphClient {
  const client = new GraphClient({ baseUrl: server.origin, version: 'v25.0', timeoutMs: 5_000, ...options });
  clients.push(client);
  return client;
}

/** The first request gets the first reply, and so on; the last reply serves the rest. */
function inTurn(...replies: Reply[]): Reply {
  return (response, request, number) => replies[Math.min(number, replies.length) - 1]?.(response, request, number);
}

describe('sending a message', () => {
  it('forwards the exact bytes with the number’s own token and path', async () => {
    const body = '{ "to":"+90 532",\n"text" : {"body":"çok güzel 👍\\u0041"}, "unknown_field":1.10 }';
    await clientFor().sendMessage({ ...MESSAGE, body });
    const [arrived] = server.received;
    expect(arrived?.method).toBe('POST');
    expect(arrived?.url).toBe('/v25.0/106540352242922/messages');
    expect(arrived?.headers.authorization).toBe('Bearer EAA-token');
    expect(arrived?.headers['content-type']).toBe('application/json');
    expect(arrived?.body.equals(Buffer.from(body))).toBe(true);
  });

  it('uses the Marketing Messages Lite endpoint when asked', async () => {
    await clientFor().sendMessage({ ...MESSAGE, marketingLite: true });
    expect(server.received[0]?.url).toBe('/v25.0/106540352242922/marketing_messages');
  });

  it('keeps a path of the base URL in front', async () => {
    await clientFor({ baseUrl: `${server.origin}/meta/` }).sendMessage(MESSAGE);
    expect(server.received[0]?.url).toBe('/meta/v25.0/106540352242922/messages');
  });

  it('returns Meta’s answer unchanged with the id of the message', async () => {
    const rawBody = `{ "messaging_product":"whatsapp", "extra":1.0,"contacts":[{"input":"1","wa_id":"16505551234"}],"messages":[{"id":"wamid.X"}] }`;
    server.reply = (response) => response.end(rawBody);
    const outcome = await clientFor().sendMessage(MESSAGE);
    expect(outcome).toMatchObject({ kind: 'accepted', status: 200, rawBody, wamid: 'wamid.X', waId: '16505551234' });
  });

  it('takes a read receipt’s success as acceptance', async () => {
    server.reply = answerJson(200, { success: true });
    const outcome = await clientFor().sendMessage({ ...MESSAGE, expect: 'success' });
    expect(outcome).toMatchObject({ kind: 'accepted', json: { success: true } });
  });
});

describe('what Meta refuses', () => {
  it('comes back with Meta’s own error object and its retry class, without a second attempt', async () => {
    server.reply = answerError(400, 131009);
    const outcome = await clientFor().sendMessage(MESSAGE);
    expect(outcome).toMatchObject({
      kind: 'refused',
      httpStatus: 400,
      fromMeta: true,
      retryClass: 'never',
      error: { code: 131009, message: '(#131009) refused', type: 'OAuthException' },
    });
    expect(server.received).toHaveLength(1);
  });

  it.each([
    [130429, 1],
    [131056, 6],
    [80007, 60],
    [4, 60],
  ])('hands limit %i back at once with the seconds to wait', async (code, retryAfterSeconds) => {
    server.reply = answerError(400, code);
    const outcome = await clientFor().sendMessage(MESSAGE);
    expect(outcome).toMatchObject({ kind: 'refused', retryClass: 'backoff', retryAfterSeconds });
    expect(server.received).toHaveLength(1);
  });

  it('believes Meta’s own word on how long to wait', async () => {
    const usage = JSON.stringify({ '1020': [{ call_count: 100, estimated_time_to_regain_access: 19 }] });
    server.reply = inTurn(
      answerError(400, 130429, { 'retry-after': '7' }),
      answerError(400, 80007, { 'x-business-use-case-usage': usage }),
    );
    const client = clientFor();
    expect(await client.sendMessage(MESSAGE)).toMatchObject({ retryAfterSeconds: 7 });
    expect(await client.sendMessage(MESSAGE)).toMatchObject({ retryAfterSeconds: 19 * 60 });
  });

  it('is tried again when the error is Meta’s own passing trouble, at most twice', async () => {
    server.reply = inTurn(answerError(500, 131000), answerError(503, 2), answerJson(200, ACCEPTED));
    expect(await clientFor().sendMessage(MESSAGE)).toMatchObject({ kind: 'accepted', wamid: 'wamid.ABC' });
    expect(server.received).toHaveLength(3);
  });

  it('is not tried again when the pause would pass the deadline', async () => {
    server.reply = answerError(500, 131016);
    const outcome = await clientFor({ timeoutMs: 90 }).sendMessage(MESSAGE);
    expect(outcome).toMatchObject({ kind: 'refused', error: { code: 131016 } });
    expect(server.received).toHaveLength(1);
  });

  it('is not tried again when too little time would be left for an answer: what is known stays known', async () => {
    server.reply = inTurn(answerError(500, 131016), () => undefined);
    // A pause of 200 ms, which leaves less than half of the time.
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const outcome = await clientFor({ timeoutMs: 350 }).sendMessage(MESSAGE);
    expect(outcome).toMatchObject({ kind: 'refused', error: { code: 131016 } });
    expect(server.received).toHaveLength(1);
  });

  it('ends in doubt when it was tried again and that attempt got no answer', async () => {
    server.reply = inTurn(answerError(500, 131016), () => undefined);
    const outcome = await clientFor({ timeoutMs: 1_000 }).sendMessage(MESSAGE);
    expect(outcome.kind).toBe('unknown');
    expect(server.received).toHaveLength(2);
  });

  it('stays the answer when the second attempt could not be made', async () => {
    server.reply = (response, request, number) => {
      answerError(500, 131016, { connection: 'close' })(response, request, number);
      server.stopListening();
    };
    const outcome = await clientFor().sendMessage(MESSAGE);
    expect(outcome).toMatchObject({ kind: 'refused', error: { code: 131016 } });
    expect(server.received).toHaveLength(1);
  });

  it.each([400, 404, 429, 500, 503])('is a refusal without an error object too: %i', async (status) => {
    server.reply = (response) => response.writeHead(status).end('<html>no</html>');
    const outcome = await clientFor().sendMessage(MESSAGE);
    expect(outcome).toMatchObject({ kind: 'refused', httpStatus: status, fromMeta: false });
    expect(server.received).toHaveLength(1);
  });

  it('includes a token that no header can carry, and the host is not asked', async () => {
    const outcome = await clientFor().sendMessage({ ...MESSAGE, accessToken: 'bad\r\ntoken' });
    expect(outcome).toMatchObject({ kind: 'refused', httpStatus: 401, error: { code: 190 } });
    expect(server.received).toHaveLength(0);
  });
});

describe('an outcome that cannot be known', () => {
  const unknowable: [string, Reply][] = [
    ['the connection is reset after the request was written', (response) => response.socket?.resetAndDestroy()],
    ['a proxy answers 502 without Meta’s error object', (response) => response.writeHead(502).end('Bad Gateway')],
    ['a proxy answers 504 without Meta’s error object', (response) => response.writeHead(504).end()],
    ['200 is not JSON', (response) => response.end('{"messages":[{"id":"wam')],
    ['200 names no message', answerJson(200, { messaging_product: 'whatsapp', messages: [] })],
    [
      'the connection is reset inside the answer',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"messages":', () => response.socket?.resetAndDestroy());
      },
    ],
    ['the answer is larger than the limit', answerJson(200, { ...ACCEPTED, padding: 'x'.repeat(5_000) })],
  ];

  it.each(unknowable)('is said so and never sent again: %s', async (_title, reply) => {
    server.reply = reply;
    const outcome = await clientFor({ responseMaxBytes: 4_096 }).sendMessage(MESSAGE);
    expect(outcome.kind).toBe('unknown');
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ['no answer comes', () => undefined],
    [
      'the headers come and the body does not',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
      },
    ],
  ])('is said at the deadline when %s', async (_title, reply) => {
    server.reply = reply;
    const startedMs = performance.now();
    const outcome = await clientFor({ timeoutMs: 150 }).sendMessage(MESSAGE);
    expect(outcome.kind).toBe('unknown');
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(server.received).toHaveLength(1);
  });
});

describe('a host that cannot be reached', () => {
  it('is told apart from doubt when the connection is refused', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const outcome = await clientFor({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 100 }).sendMessage(MESSAGE);
    expect(outcome).toMatchObject({ kind: 'unreachable', reason: 'connect' });
  });

  it('is told apart from doubt when its name does not exist', async () => {
    const outcome = await clientFor({ baseUrl: 'http://graph.invalid', timeoutMs: 100 }).sendMessage(MESSAGE);
    expect(outcome.kind).toBe('unreachable');
  });

  it('never gets a message whose turn came only after its deadline', async () => {
    const waiting: (() => void)[] = [];
    server.reply = (response) => waiting.push(() => response.end(JSON.stringify(ACCEPTED)));
    const client = clientFor({ connections: 1, timeoutMs: 200 });
    const [first, second] = await Promise.all([client.sendMessage(MESSAGE), client.sendMessage(MESSAGE)]);
    expect(first.kind).toBe('unknown');
    expect(second).toMatchObject({ kind: 'unreachable', reason: 'no-free-connection' });
    server.reply = answerJson(200, ACCEPTED);
    expect((await client.sendMessage(MESSAGE)).kind).toBe('accepted');
    expect(server.received).toHaveLength(2);
  });

  it('turns calls away at once when too many wait already', async () => {
    server.reply = () => undefined;
    const client = clientFor({ connections: 1, waitingMax: 1, timeoutMs: 300 });
    const running = [client.sendMessage(MESSAGE), client.sendMessage(MESSAGE)];
    const startedMs = performance.now();
    expect(await client.sendMessage(MESSAGE)).toMatchObject({ kind: 'unreachable', reason: 'no-free-connection' });
    expect(performance.now() - startedMs).toBeLessThan(200);
    await Promise.all(running);
  });
});

describe('the circuit of a host', () => {
  it('opens after failures in a row, answers at once while open, and tells its observer', async () => {
    server.reply = (response) => response.socket?.resetAndDestroy();
    const client = clientFor({ breaker: { consecutiveFailures: 3 } });
    const states: string[] = [];
    client.onCircuitStateChange((state) => states.push(state));
    for (let count = 0; count < 3; count += 1) expect((await client.sendMessage(MESSAGE)).kind).toBe('unknown');
    const outcome = await client.sendMessage(MESSAGE);
    expect(outcome).toMatchObject({ kind: 'unreachable', reason: 'circuit-open', retryAfterSeconds: 10 });
    expect(server.received).toHaveLength(3);
    expect(client.circuitState).toBe('open');
    expect(states).toEqual(['open']);
  });

  it('stays closed however often one tenant’s token or message is refused', async () => {
    const client = clientFor({ breaker: { consecutiveFailures: 2 } });
    server.reply = answerError(401, 190);
    for (let count = 0; count < 5; count += 1) await client.sendMessage(MESSAGE);
    await client.sendMessage({ ...MESSAGE, accessToken: 'geçersiz' });
    server.reply = (response) => response.writeHead(500).end();
    for (let count = 0; count < 5; count += 1) await client.sendMessage(MESSAGE);
    expect(client.circuitState).toBe('closed');
  });
});
