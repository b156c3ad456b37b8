import { ERROR_CATALOGUE, type ErrorCode, generateApiKey } from '@switchboard/contracts';
import { marketing, text } from './support/bodies';
import { type Answer, HttpClient } from './support/http-client';
import { Meta, statusWebhook } from './support/meta-webhook';
import { type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

/**
 * Cannot be brought about here: faults of our own, what needs a tenant whose links are kept (media-in-messages.e2e-spec.ts), and what
 * only v2 answers with (refused-bodies.e2e-spec.ts).
 */
const UNREACHABLE: readonly ErrorCode[] = ['AUTH_004', 'AUTH_005', 'MEDIA_004', 'NUM_002', 'SYS_001', 'SYS_002'];

interface ErrorCase {
  code: ErrorCode;
  when: string;
  provoke(): Promise<Answer>;
  /** The answer belongs to a known key and tells what is left of its limits. */
  isAuthenticated?: boolean;
  params?: unknown;
}

let bed: Testbed;
let anonymous: HttpClient;
let meta: Meta;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed({ env: { GRAPH_TIMEOUT_MS: '1000' } });
  anonymous = new HttpClient(bed.switchboard.url);
  meta = new Meta(bed.switchboard.url);
});
beforeEach(async () => {
  tenant = await bed.operator.openTenant({ money: '1.00' });
});
afterEach(() => bed.simulator.clearFaults());
afterAll(async () => {
  await anonymous?.close();
  await meta?.close();
  await bed?.close();
});

/** On every answer to a known key, and on no other. */
const RATE_LIMIT_HEADERS = [
  'x-ratelimit-sec-limit',
  'x-ratelimit-sec-remaining',
  'x-ratelimit-min-limit',
  'x-ratelimit-min-remaining',
];
const HEADERS = { 'x-request-id': 'errors.e2e' };

const balanceWith = (authorization: string): Promise<Answer> =>
  anonymous.get('/v1/wa/balance', { ...HEADERS, authorization });
const send = (body: unknown, query = '', headers = {}): Promise<Answer> =>
  tenant.client.send(body, { query, headers: { ...HEADERS, ...headers } });

async function sendWithKey(
  key: Parameters<Testbed['operator']['createKey']>[1],
  body: unknown = marketing(),
): Promise<Answer> {
  const { key: secret } = await bed.operator.createKey(tenant.id, key);
  return bed.operator.client(secret).send(body, { headers: HEADERS });
}

async function sendUnderFault(
  fault: { kind: string; code?: number; delayMs?: number },
  body: unknown = marketing(),
): Promise<Answer> {
  await bed.simulator.fault({ ...fault, match: { phoneNumberId: tenant.number.phoneNumberId } });
  return send(body);
}

/** Changes something that every process must notice within a second, then asks until it has. */
async function onceNoticed(code: ErrorCode, ask: () => Promise<Answer>): Promise<Answer> {
  return waitFor(
    `${code}`,
    async () => {
      const answer = await ask();
      return answer.json.errors?.code === code ? answer : null;
    },
    2_000,
  );
}

const CASES: readonly ErrorCase[] = [
  { code: 'AUTH_001', when: 'the key is unknown', provoke: () => balanceWith(`Bearer ${generateApiKey()}`) },
  {
    code: 'AUTH_001',
    when: 'the key has expired',
    provoke: async () => {
      const { key } = await bed.operator.createKey(tenant.id, {
        expiresAt: new Date(Date.now() + 1_000).toISOString(),
      });
      return onceNoticed('AUTH_001', () => balanceWith(`Bearer ${key}`));
    },
  },
  {
    code: 'AUTH_002',
    when: 'there is no Authorization header',
    provoke: () => anonymous.get('/v1/wa/balance', HEADERS),
  },
  {
    code: 'AUTH_003',
    when: 'the checksum of the key is wrong',
    provoke: () => balanceWith(`Bearer pk_${'0'.repeat(32)}`),
  },
  { code: 'AUTH_003', when: 'it is not a bearer token', provoke: () => balanceWith('Basic dXNlcjpwYXNz') },
  {
    code: 'AUTH_006',
    when: 'the key lacks the scope',
    provoke: () => sendWithKey({ scopes: ['messages:read'] }),
    isAuthenticated: true,
    params: { scope: 'messages:send' },
  },
  {
    code: 'AUTH_007',
    when: 'the address is not on the key’s list',
    provoke: () => sendWithKey({ allowedIps: ['10.0.0.0/8'] }),
    isAuthenticated: true,
  },
  {
    code: 'AUTH_008',
    when: 'the tenant is suspended',
    provoke: async () => {
      await bed.operator.request(200, 'POST', `/tenants/${tenant.id}/suspend`);
      return onceNoticed('AUTH_008', () => send(marketing(), '?is_fake=true'));
    },
    isAuthenticated: true,
  },
  {
    code: 'PLAN_001',
    when: 'the plan has ended',
    provoke: async () => {
      const periodEnd = new Date(Date.now() + 1_000).toISOString();
      await bed.operator.request(200, 'PUT', `/tenants/${tenant.id}/plan`, { planCode: 'BASIC', periodEnd });
      return onceNoticed('PLAN_001', () => send(marketing(), '?is_fake=true'));
    },
    isAuthenticated: true,
  },
  {
    code: 'PLAN_001',
    when: 'the plan lacks the feature',
    provoke: async () => {
      await bed.operator.putPlan({ code: 'E2E_PLAIN', name: 'Plain', features: [] });
      await bed.operator.request(200, 'PUT', `/tenants/${tenant.id}/plan`, { planCode: 'E2E_PLAIN' });
      return onceNoticed('PLAN_001', () => send(marketing(), '?mmlite=true&is_fake=true'));
    },
    isAuthenticated: true,
    params: { feature: 'mmlite' },
  },
  {
    code: 'RATE_001',
    when: 'the key’s second is used up',
    provoke: async () => {
      await bed.operator.putPlan({ code: 'E2E_ONE', name: 'One a second', messagesPerSecond: 1 });
      await bed.operator.request(200, 'PUT', `/tenants/${tenant.id}/plan`, { planCode: 'E2E_ONE' });
      return onceNoticed('RATE_001', () => send(text(), '?is_fake=true'));
    },
    isAuthenticated: true,
    params: { limit_type: 'sec', retry_after: '1s' },
  },
  {
    code: 'VAL_001',
    when: 'the body breaks a rule',
    provoke: () => send({ ...text(), text: { body: '' } }),
    isAuthenticated: true,
    params: { fields: [{ path: 'text.body', rule: 'minLength', message: expect.any(String) }] },
  },
  {
    code: 'VAL_002',
    when: 'the tenant has two numbers and the request names none',
    provoke: async () => {
      await bed.operator.addNumber(tenant.id);
      return onceNoticed('VAL_002', () => send(marketing(), '?is_fake=true'));
    },
    isAuthenticated: true,
  },
  {
    code: 'NUM_001',
    when: 'the number does not exist',
    provoke: () => send(marketing(), '?phone_number_id=1'),
    isAuthenticated: true,
  },
  {
    code: 'NUM_001',
    when: 'the number is another tenant’s',
    provoke: async () => {
      const other = await bed.operator.openTenant();
      return send(marketing(), '', { 'x-phone-number-id': other.number.phoneNumberId });
    },
    isAuthenticated: true,
  },
  {
    code: 'OPT_001',
    when: 'the recipient has opted out of marketing',
    provoke: async () => {
      await bed.database.query(
        `INSERT INTO opt_outs (tenant_id, recipient, source) VALUES ($1, '905321234567', 'test')`,
        [tenant.id],
      );
      return send(marketing());
    },
    isAuthenticated: true,
  },
  {
    code: 'BILL_001',
    when: 'the wallet is empty',
    provoke: async () => {
      const poor = await bed.operator.openTenant({ money: '0' });
      return poor.client.send(marketing(), { headers: HEADERS });
    },
    isAuthenticated: true,
  },
  {
    code: 'BILL_002',
    when: 'the key’s monthly limit is reached',
    provoke: () => sendWithKey({ monthlySpendLimit: '0.011899' }),
    isAuthenticated: true,
  },
  {
    code: 'IDEM_001',
    when: 'the first call is still running',
    provoke: async () => {
      await bed.simulator.fault({ kind: 'slow', delayMs: 300 });
      const [one, other] = await Promise.all(
        [1, 2].map(() =>
          send(marketing(), '?phone_number_id=' + tenant.number.phoneNumberId, { 'idempotency-key': 'k' }),
        ),
      );
      const [first, second] = one!.status === 200 ? [one!, other!] : [other!, one!];
      expect(first.status).toBe(200);
      await tenant.client.messageWith('read', String(first.headers['x-message-id']));
      await bed.operator.topUp(tenant.id, '0.011900');
      return second;
    },
    isAuthenticated: true,
  },
  {
    code: 'IDEM_002',
    when: 'the key was used for another request',
    provoke: async () => {
      const headers = { 'idempotency-key': 'k' };
      await tenant.client.send(text(), { query: '?is_fake=true', headers });
      return send(marketing(), '?is_fake=true', headers);
    },
    isAuthenticated: true,
  },
  {
    code: 'GW_001',
    when: 'the parameters do not match the template',
    provoke: () => send(marketing({ template: { name: 'order_update', language: { code: 'en' } } })),
    isAuthenticated: true,
  },
  {
    code: 'GW_001',
    when: 'the parameters do not match a template that has been synced, without asking Meta',
    provoke: async () => {
      await bed.operator.request(200, 'POST', `/tenants/${tenant.id}/templates/sync`);
      const body = marketing({ template: { name: 'order_update', language: { code: 'en' } } });
      const answer = await onceNoticed('GW_001', async () => {
        await bed.simulator.control('POST', 'reset');
        await bed.simulator.configure({ throughputPerSecond: 0, pairLimit: false });
        const refused = await send(body);
        return (await bed.simulator.counts()).received === 0 ? refused : { ...refused, json: {} };
      });
      return answer;
    },
    isAuthenticated: true,
  },
  {
    code: 'GW_002',
    when: 'Meta refuses it',
    provoke: () => sendUnderFault({ kind: 'error', code: 131009 }),
    isAuthenticated: true,
    params: { meta: expect.objectContaining({ code: 131009 }) },
  },
  {
    code: 'GW_003',
    when: 'Meta fails',
    provoke: () => sendUnderFault({ kind: 'error', code: 131016 }),
    isAuthenticated: true,
  },
  {
    code: 'GW_003',
    when: 'the access token has expired',
    provoke: async () => {
      await bed.simulator.control('POST', 'tokens', { token: tenant.number.accessToken, state: 'expired' });
      return send(marketing());
    },
    isAuthenticated: true,
  },
  {
    code: 'GW_004',
    when: 'Meta does not answer',
    provoke: () => sendUnderFault({ kind: 'timeout' }),
    isAuthenticated: true,
    params: { message_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  },
  {
    code: 'GW_005',
    when: 'Meta’s throughput is used up',
    provoke: () => sendUnderFault({ kind: 'error', code: 130429 }),
    isAuthenticated: true,
    params: { retry_after: expect.stringMatching(/^\d+s$/), meta: expect.objectContaining({ code: 130429 }) },
  },
  {
    code: 'MEDIA_002',
    when: 'the file is larger than the cap of its kind',
    provoke: () => {
      const sticker = { data_base64: Buffer.alloc(500 * 1024 + 1).toString('base64'), mime_type: 'image/webp' };
      return send({ messaging_product: 'whatsapp', to: '905321234567', type: 'sticker', sticker });
    },
    isAuthenticated: true,
  },
  {
    code: 'MEDIA_003',
    when: 'the MIME type is not accepted',
    provoke: () => {
      const image = { data_base64: Buffer.from('GIF89a').toString('base64'), mime_type: 'image/gif' };
      return send({ messaging_product: 'whatsapp', to: '905321234567', type: 'image', image });
    },
    isAuthenticated: true,
  },
  {
    code: 'MEDIA_001',
    when: 'neither the vault nor Meta has the file',
    provoke: () => tenant.client.http.get(`/v1/wa/media/1?phone_number_id=${tenant.number.phoneNumberId}`, HEADERS),
    isAuthenticated: true,
  },
  {
    code: 'MSG_001',
    when: 'the message does not exist',
    provoke: () => tenant.client.http.get('/v1/wa/messages/wamid.nobody', HEADERS),
    isAuthenticated: true,
  },
  {
    code: 'WH_001',
    when: 'the verify token is wrong',
    provoke: () => anonymous.get('/webhooks/meta?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1', HEADERS),
  },
  {
    code: 'WH_002',
    when: 'the webhook is not signed',
    provoke: () => anonymous.post('/webhooks/meta', statusWebhook(), HEADERS),
  },
  {
    code: 'WH_003',
    when: 'the signature is wrong',
    provoke: () =>
      anonymous.post('/webhooks/meta', statusWebhook(), {
        ...HEADERS,
        'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
      }),
  },
  { code: 'ROUTE_001', when: 'there is no such route', provoke: () => anonymous.get('/v1/wa/nowhere', HEADERS) },
  { code: 'ROUTE_002', when: 'the route has no such method', provoke: () => anonymous.get('/v1/wa/message', HEADERS) },
];

describe('an error', () => {
  it.each(CASES)('is $code when $when', async ({ code, provoke, isAuthenticated, params }) => {
    const answer = await provoke();
    const { httpStatus, group } = ERROR_CATALOGUE[code];
    expect(answer.json).toEqual({
      isSuccess: false,
      errors: {
        code,
        group,
        description: expect.stringMatching(/\S/),
        ...(answer.json.errors?.params && { params: expect.anything() }),
      },
      requestId: 'errors.e2e',
    });
    expect(answer.status).toBe(httpStatus);
    if (params !== undefined) expect(answer.json.errors.params).toEqual(params);
    expect(answer.headers['x-request-id']).toBe('errors.e2e');
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    if (httpStatus === 429 || httpStatus === 503) expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    const limits = RATE_LIMIT_HEADERS.map((name) => answer.headers[name]);
    expect(limits).toEqual(limits.map(() => (isAuthenticated ? expect.stringMatching(/^\d+$/) : undefined)));
    const { total } = await bed.operator.wallet(tenant.id);
    expect(total).toBe('1.000000');
    const held = code === 'GW_004' ? '0.011900' : '0.000000';
    await waitFor('nothing else to be held', async () => (await bed.operator.wallet(tenant.id)).reserved === held);
  });

  it('is covered here whenever it can be brought about', () => {
    const covered = new Set<string>([...CASES.map(({ code }) => code), ...UNREACHABLE]);
    expect(Object.keys(ERROR_CATALOGUE).filter((code) => !covered.has(code))).toEqual([]);
  });

  it('carries a request id of ours when the caller’s is not well-formed', async () => {
    for (const given of ['', 'a b', 'x'.repeat(129), 'ü', '{}']) {
      const answer = await anonymous.get('/v1/wa/balance', { 'x-request-id': given });
      expect(answer.headers['x-request-id']).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(answer.json.requestId).toBe(answer.headers['x-request-id']);
    }
  });

  it('tells which methods a route has', async () => {
    expect((await anonymous.get('/v1/wa/message')).headers['allow']).toBe('POST');
    expect((await anonymous.call('/webhooks/meta', { method: 'DELETE' })).headers['allow']).toMatch(/GET.*POST/);
  });
});

describe('what is refused', () => {
  it('is not in the log when it was refused before it was accepted', async () => {
    await send({ ...text(), text: { body: '' } });
    await send(marketing(), '?phone_number_id=1');
    const { items } = (await tenant.client.http.get('/v1/wa/messages')).json.data;
    expect(items).toEqual([]);
  });
});
