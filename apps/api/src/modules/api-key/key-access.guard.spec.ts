import { Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GatewayError } from '@switchboard/contracts';
import { type EdgeApplication, startEdge } from '../../../test/support/edge-application';
import { AuthenticationGuard } from '../../http/authentication.guard';
import { readBody } from '../../http/body';
import type { ApiKeyPrincipal, EdgeRequest } from '../../http/principal';
import { KeyQuotaService } from '../../http/quota/key-quota.service';
import { MemoryQuotaStore } from '../../http/quota/quota-store';
import { KeyRoute } from '../../http/route-access.decorator';
import type { TenantDirectory } from '../tenant/tenant-directory';
import { ApiKeyStrategy } from './api-key.strategy';
import type { ApiKeyVerifier } from './api-key-verifier.service';
import { KeyAccessGuard } from './key-access.guard';

const TENANT = '01900000-0000-7000-8000-000000000001';
const KEY = 'good';

/** What is known of the key's tenant; each test changes what it is about. */
let principal: ApiKeyPrincipal;
let phoneNumbers: object[];
let reads: string[];

class Routes {
  @Post('upload')
  @HttpCode(200)
  @KeyRoute({ scope: 'media:write' })
  async upload(@Req() request: EdgeRequest): Promise<object> {
    reads.push(request.path);
    return { bytes: (await readBody(request, 100)).length };
  }

  @Get('file')
  @KeyRoute({ scope: 'media:read', quota: 'media' })
  file(): object {
    return { file: true };
  }
}

@Controller('v1/wa')
class V1Controller extends Routes {}

@Controller('v2')
class V2Controller extends Routes {}

@Controller('media')
class MediaController {
  @Get()
  @KeyRoute({ scope: 'media:read', quota: 'media' })
  file(): object {
    return { file: true };
  }
}

let edge: EdgeApplication;
let seen: (string | undefined)[];

beforeAll(async () => {
  const verifier = {
    verify: (authorization: string | undefined) => {
      seen.push(authorization);
      if (authorization === undefined) throw new GatewayError('AUTH_002');
      if (authorization !== `Bearer ${KEY}`) throw new GatewayError('AUTH_001');
      return Promise.resolve(principal);
    },
  };
  // Registers itself with Passport.
  new ApiKeyStrategy(verifier as unknown as ApiKeyVerifier);
  const tenants = { get: (id: string) => Promise.resolve(id === TENANT ? { id, phoneNumbers } : null) };
  const reflector = new Reflector();
  edge = await startEdge([V1Controller, V2Controller, MediaController], {
    guards: [
      new AuthenticationGuard(reflector),
      new KeyAccessGuard(reflector, new KeyQuotaService(new MemoryQuotaStore()), tenants as unknown as TenantDirectory),
    ],
  });
});
afterAll(() => edge.close());

let keys = 0;
beforeEach(() => {
  seen = [];
  reads = [];
  phoneNumbers = [{ id: 'number' }];
  keys += 1;
  principal = {
    kind: 'api-key',
    keyId: `key-${keys}`,
    keyPrefix: 'pk_abcdef',
    keyName: 'Server',
    tenantId: TENANT,
    scopes: ['media:read', 'media:write'],
    allowedIps: [],
    phoneNumberId: null,
    expiresAt: null,
    monthlySpendLimitMicros: null,
    tenant: { id: TENANT, name: 'Acme', status: 'active', currency: 'USD' },
    plan: {
      code: 'PREMIUM',
      messagesPerSecond: 1_000,
      messagesPerMinute: 1_000,
      mediaPerMinute: 1_000,
      features: ['v2_api'],
      platformFeeMicros: 1_000n,
      markupBps: 0,
      periodEnd: null,
    },
  };
});

interface Answer {
  status: number;
  headers: Headers;
  json: Record<string, unknown>;
}

async function call(path: string, headers: Record<string, string> = {}, method = 'POST'): Promise<Answer> {
  const body = method === 'POST' ? { body: 'a file' } : {};
  const response = await fetch(edge.url + path, { method, headers, ...body });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Answer['json'],
  };
}

const BEARER = { authorization: `Bearer ${KEY}` };
const upload = (surface: 'v1/wa' | 'v2'): Promise<Answer> => call(`/${surface}/upload`, BEARER);

/** What is wrong, from what is told last to what is told first; each is told before the ones above it. */
const WRONGS: readonly (readonly [what: string, make: () => void, status: number, error: string])[] = [
  [
    'a limit that is used up',
    () => (principal.plan = { ...principal.plan, messagesPerSecond: 0 }),
    429,
    'RATE_LIMITED',
  ],
  ['a plan without v2', () => (principal.plan = { ...principal.plan, features: [] }), 403, 'DEVELOPER_PLAN_REQUIRED'],
  [
    'a plan that has ended',
    () => (principal.plan = { ...principal.plan, periodEnd: new Date(0) }),
    403,
    'PLAN_EXPIRED',
  ],
  ['no phone number', () => (phoneNumbers = []), 404, 'NOT_FOUND'],
  ['a suspended tenant', () => (principal.tenant = { ...principal.tenant, status: 'suspended' }), 403, 'FORBIDDEN'],
  ['another address', () => (principal.allowedIps = ['192.0.2.0/24']), 403, 'FORBIDDEN'],
  ['a missing scope', () => (principal.scopes = ['messages:read']), 403, 'FORBIDDEN'],
];

describe('A request of v2', () => {
  it('is let in with a key of a tenant with a phone number and v2 in its plan', async () => {
    const { status, json, headers } = await upload('v2');
    expect([status, json]).toEqual([200, { bytes: 6 }]);
    expect(headers.get('x-ratelimit-sec-remaining')).toBe('999');
  });

  it.each(WRONGS)('is refused with %s', async (_, make, status, error) => {
    make();
    const answer = await upload('v2');
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ success: false, error });
    expect(answer.headers.has('x-ratelimit-sec-limit')).toBe(true);
    expect(answer.headers.has('retry-after')).toBe(status === 429);
    expect(reads).toEqual([]);
  });

  it('tells of the first thing to put right, in the contract’s order', async () => {
    for (const [what, make, status, error] of WRONGS) {
      make();
      const answer = await upload('v2');
      expect([what, answer.status, answer.json['error']]).toEqual([what, status, error]);
    }
    expect((await call('/v2/upload')).json).toMatchObject({ error: 'UNAUTHORIZED' });
  });

  it('says what is missing without a phone number', async () => {
    phoneNumbers = [];
    expect((await upload('v2')).json).toMatchObject({ error: 'NOT_FOUND', message: 'WhatsApp account not found' });
  });

  it('uses up nothing of the limits when it is refused before them', async () => {
    phoneNumbers = [];
    for (let count = 0; count < 3; count += 1) {
      expect((await upload('v2')).headers.get('x-ratelimit-sec-remaining')).toBe('1000');
    }
  });

  it('may carry its key in X-API-Token', async () => {
    expect((await call('/v2/upload', { 'x-api-token': KEY })).status).toBe(200);
    expect((await call('/V2/upload', { 'X-Api-Token': KEY })).status).toBe(200);
  });

  it('is known by its Authorization header when it carries another key in X-API-Token', async () => {
    expect((await call('/v2/upload', { ...BEARER, 'x-api-token': 'other' })).status).toBe(200);
    const answer = await call('/v2/upload', { authorization: 'Bearer other', 'x-api-token': KEY });
    expect([answer.status, answer.json['error']]).toEqual([401, 'UNAUTHORIZED']);
  });
});

describe('A request of v1', () => {
  it('needs no phone number and no v2 in the plan', async () => {
    phoneNumbers = [];
    principal.plan = { ...principal.plan, features: [] };
    expect((await upload('v1/wa')).status).toBe(200);
  });

  it('is refused when the plan has ended, in the envelope of v1', async () => {
    principal.plan = { ...principal.plan, periodEnd: new Date(0) };
    const { status, json } = await upload('v1/wa');
    expect(status).toBe(403);
    expect(json).toMatchObject({ isSuccess: false, errors: { code: 'PLAN_001' } });
    expect(reads).toEqual([]);
  });

  it.each(['/v1/wa/file', '/media'])('is not known by X-API-Token (%s)', async (path) => {
    expect((await call(path, { 'x-api-token': KEY }, 'GET')).status).toBe(401);
    expect(seen).toEqual([undefined]);
  });
});

describe('A request of /media', () => {
  it('needs no v2 in the plan, and answers refusals in its own envelope', async () => {
    principal.plan = { ...principal.plan, features: [] };
    expect((await call('/media', BEARER, 'GET')).status).toBe(200);
    expect((await call('/media', {}, 'GET')).json).toMatchObject({ error: { code: 'unauthorized' } });
    principal.scopes = [];
    expect((await call('/media/', BEARER, 'GET')).json).toMatchObject({
      error: { code: 'forbidden', details: { scope: 'media:read' } },
    });
  });

  it('uses the media quota alone', async () => {
    principal.plan = { ...principal.plan, messagesPerSecond: 0 };
    const { status, headers } = await call('/media', BEARER, 'GET');
    expect(status).toBe(200);
    expect(headers.get('x-ratelimit-sec-remaining')).toBe('0');
  });
});
