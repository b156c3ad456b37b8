import fc from 'fast-check';

import { answerError, answerJson, startScriptedServer } from '../test/scripted-server';
import type { ScriptedServer } from '../test/scripted-server';

import { GraphClient } from './graph-client';
import { relayPath } from './relay-path';

let server: ScriptedServer;
let client: GraphClient;

beforeEach(async () => {
  server = await startScriptedServer(answerJson(200, { success: true }));
  client = new GraphClient({ baseUrl: server.origin, version: 'v25.0', timeoutMs: 5_000 });
});

afterEach(() => Promise.all([client.close(), server.close()]));

describe('a call that is passed on', () => {
  it('reaches Meta with its method, path, query, body and the token of the number', async () => {
    await client.relay({
      method: 'POST',
      path: ['106540352242922', 'request_code'],
      query: new URLSearchParams({ fields: 'a,b' }),
      body: { code_method: 'SMS', language: 'tr' },
      accessToken: 'EAA-token',
    });
    const [arrived] = server.received;
    expect(`${arrived?.method} ${arrived?.url}`).toBe('POST /v25.0/106540352242922/request_code?fields=a%2Cb');
    expect(arrived?.headers.authorization).toBe('Bearer EAA-token');
    expect(arrived?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(String(arrived?.body))).toEqual({ code_method: 'SMS', language: 'tr' });
  });

  it('has no body and no content type when none is given', async () => {
    await client.relay({ method: 'DELETE', path: ['1', 'message_templates'], accessToken: 'token' });
    expect(server.received[0]?.headers['content-type']).toBeUndefined();
    expect(server.received[0]?.body).toHaveLength(0);
  });

  it('never carries what speaks for the caller', async () => {
    const query = new URLSearchParams({ access_token: 'pk_secret', appsecret_proof: 'x', name: 'a' });
    await client.relay({ method: 'GET', path: ['1', 'message_templates'], query, accessToken: 'token' });
    expect(server.received[0]?.url).toBe('/v25.0/1/message_templates?name=a');
    expect(query.get('access_token')).toBe('pk_secret');
  });

  it('cannot be made another call by its query', async () => {
    const query = new URLSearchParams({ method: 'delete', name: 'a', callback: 'f' });
    query.append('method', 'post');
    await client.relay({ method: 'GET', path: ['1', 'message_templates'], query, accessToken: 'token' });
    expect(`${server.received[0]?.method} ${server.received[0]?.url}`).toBe('GET /v25.0/1/message_templates?name=a');
  });

  it('cannot be made another call by what PHP reads as the same names', async () => {
    const query = new URLSearchParams({
      'method[]': 'delete',
      ' callback': 'f',
      'fields[0]': 'owner{id}',
      fields: 'id',
    });
    await client.relay({ method: 'GET', path: ['1'], query, accessToken: 'token' });
    expect(server.received[0]?.url).toBe('/v25.0/1?fields=id');
  });

  it('cannot be made another call by its body, nor ask for more than what was written', async () => {
    const body = { method: 'delete', fields: 'owner{id}', access_token: 'pk_secret', name: 'a' };
    await client.relay({ method: 'POST', path: ['1', 'message_templates'], body, accessToken: 'token' });
    expect(JSON.parse(String(server.received[0]?.body))).toEqual({ name: 'a' });
  });

  it.each([
    [200, { data: [{ id: 1.5 }] }],
    [201, [1, 2]],
    [200, true],
  ])('is accepted with status %p and the JSON %j as Meta sent it', async (status, json) => {
    server.reply = answerJson(status, json);
    const outcome = await client.relay({ method: 'GET', path: ['1'], accessToken: 'token' });
    expect(outcome).toMatchObject({ kind: 'accepted', status, json, rawBody: JSON.stringify(json) });
  });

  it('is refused with Meta’s own error object and status, also when that is a success', async () => {
    server.reply = answerError(403, 10);
    const call = { method: 'GET', path: ['1'], accessToken: 'token' } as const;
    expect(await client.relay(call)).toMatchObject({ kind: 'refused', httpStatus: 403, error: { code: 10 } });
    server.reply = answerError(200, 100);
    expect(await client.relay(call)).toMatchObject({ kind: 'refused', httpStatus: 200, error: { code: 100 } });
  });

  it('is in doubt when the answer is not JSON', async () => {
    server.reply = (response) => response.end('<html>');
    const outcome = await client.relay({ method: 'POST', path: ['1', 'register'], body: {}, accessToken: 'token' });
    expect(outcome.kind).toBe('unknown');
  });

  it.each([
    ['GET', 3],
    ['POST', 1],
    ['DELETE', 1],
  ] as const)('is made %s again only when that changes nothing: %i attempts', async (method, attempts) => {
    server.reply = answerError(500, 131000);
    const outcome = await client.relay({ method, path: ['1', 'edge'], accessToken: 'token' });
    expect(outcome).toMatchObject({ kind: 'refused', error: { code: 131000 } });
    expect(server.received).toHaveLength(attempts);
  });

  it('cannot lead to another place than its segments name', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 3 }), (path) => {
        const isAstray = path.some((segment) => ['', '.', '..'].includes(segment));
        fc.pre(path.every((segment) => segment.isWellFormed()));
        if (isAstray) expect(() => relayPath({ path })).toThrow(RangeError);
        else {
          const url = new URL(`http://graph/v1.0/${relayPath({ path })}`);
          expect(url.pathname.split('/').slice(2).map(decodeURIComponent)).toEqual(path);
          expect(url.search + url.hash).toBe('');
        }
      }),
    );
  });
});
