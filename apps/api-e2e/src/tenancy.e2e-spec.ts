import { uuidv7 } from '@switchboard/contracts';
import { marketing, text } from './support/bodies';
import { type Answer, expectStatus, HttpClient } from './support/http-client';
import { V2_PLAN } from './support/media-testbed';
import { metaId, type OpenedTenant, signInByScript } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

const PASSWORD = 'a password of a dozen words';
const SAFE = new Set(['get', 'head']);
/** Asks, and changes nothing: its question is too long for a path. */
const ASKS = 'post /console/v1/tenants/{tenantId}/quote';
/** A user who has opted out at Alice's, and at nobody else's. */
const OPTED_OUT = '905551112233';

interface Route {
  method: string;
  /** With parameters in braces. */
  path: string;
}

/** What a path's parameters stand for. */
type Ids = Readonly<
  Record<
    | 'tenantId'
    | 'pid'
    | 'kid'
    | 'memberId'
    | 'idOrWamid'
    | 'eid'
    | 'did'
    | 'mediaId'
    | 'tid'
    | 'recipient'
    | 'invoiceId',
    string
  >
>;

/** Bodies that would be taken, so that a refusal is about the ids and nothing else. */
const BODIES: Readonly<Record<string, object>> = {
  'patch /console/v1/tenants/{tenantId}': { name: 'Taken over' },
  'patch /console/v1/tenants/{tenantId}/settings': { name: 'Taken over' },
  'post /console/v1/tenants/{tenantId}/members': { email: 'intruder@example.com', role: 'owner' },
  'patch /console/v1/tenants/{tenantId}/members/{memberId}': { role: 'viewer' },
  'post /console/v1/tenants/{tenantId}/phone-numbers': {
    phoneNumberId: metaId(),
    wabaId: metaId(),
    displayPhoneNumber: '+1 555 078 3881',
    accessToken: 'intruder',
  },
  'patch /console/v1/tenants/{tenantId}/phone-numbers/{pid}': { accessToken: 'intruder' },
  'post /console/v1/tenants/{tenantId}/phone-numbers/check': {
    phoneNumberId: metaId(),
    wabaId: metaId(),
    accessToken: 'intruder',
  },
  'post /console/v1/tenants/{tenantId}/phone-numbers/{pid}/register': { pin: '123456' },
  'post /console/v1/tenants/{tenantId}/phone-numbers/{pid}/request-code': { codeMethod: 'SMS', language: 'en' },
  'post /console/v1/tenants/{tenantId}/phone-numbers/{pid}/verify-code': { code: '123456' },
  'patch /console/v1/tenants/{tenantId}/phone-numbers/{pid}/profile': { about: 'Taken over' },
  'post /console/v1/tenants/{tenantId}/templates': {
    wabaId: metaId(),
    name: 'intruder',
    language: 'en',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Hello' }],
  },
  'put /console/v1/tenants/{tenantId}/plan': { planCode: 'ENTERPRISE' },
  'patch /console/v1/tenants/{tenantId}/wallet': { lowBalanceThreshold: '1.00' },
  'post /console/v1/tenants/{tenantId}/wallet/top-ups': { amount: '1.00' },
  'post /console/v1/tenants/{tenantId}/wallet/adjustments': { amount: '1.00', reason: 'mine' },
  'post /console/v1/tenants/{tenantId}/wallet/refunds': { amount: '1.00', reason: 'mine' },
  'post /console/v1/tenants/{tenantId}/api-keys': { name: 'intruder' },
  'post /console/v1/tenants/{tenantId}/api-keys/{kid}/rotate': { overlapSeconds: 0 },
  'post /console/v1/tenants/{tenantId}/messages': { message: text(), isFake: false },
  'post /console/v1/tenants/{tenantId}/messages/quote': { message: text() },
  'post /console/v1/tenants/{tenantId}/quote': { to: '905321234567', category: 'marketing' },
  'post /console/v1/tenants/{tenantId}/opt-outs': { recipient: '4917612345678' },
  'post /console/v1/tenants/{tenantId}/webhook-endpoints': {
    url: 'https://example.com/intruder',
    events: ['messages'],
  },
  'patch /console/v1/tenants/{tenantId}/webhook-endpoints/{eid}': { url: 'https://example.com/intruder' },
  'post /console/v1/tenants/{tenantId}/webhook-endpoints/{eid}/replay': {
    from: '2026-01-01T00:00:00Z',
    to: '2026-01-02T00:00:00Z',
  },
};

/** An answer that goes on for an hour (its own spec reads it), and what there is only where a simulator is started with the program. */
const NOT_READ = /\/(messages\/stream|virtual-phone\/\w+)$/;

let bed: Testbed;
let routes: Route[];
/** Whose things everyone is after. */
let alice: OpenedTenant;
let bob: OpenedTenant;
let aliceIds: Ids;
/** What a user sent to Alice, by Meta's id and by its path. */
let alicesFile: { mediaId: string; path: string };
let bobsOwner: HttpClient;
let alicesViewer: HttpClient;
let support: HttpClient;

beforeAll(async () => {
  bed = await startTestbed();
  const { operator } = bed;
  routes = await listRoutes();
  alice = await operator.openTenant();
  bob = await operator.openTenant();
  const endpoints = `/tenants/${alice.id}/webhook-endpoints`;
  const { id: eid } = await operator.request(201, 'POST', endpoints, {
    url: 'https://example.com/alice',
    events: ['message_status', 'read'],
  });
  const { id: message } = await alice.client.sendAccepted(marketing());
  await alice.client.messageWith('read', message);

  const { id: did } = await waitFor('a delivery', async () => {
    const deliveries = await operator.request(200, 'GET', `${endpoints}/${eid}/deliveries`);
    return (deliveries.items as { id: string }[])[0];
  });
  const { phoneNumberId } = alice.number;
  const picture = { from: '4915112345678', phoneNumberId, type: 'image' };
  await bed.simulator.phoneSendsMedia(picture);
  const file = await waitFor('a file', async () => {
    const { items } = await operator.request(200, 'GET', `/tenants/${alice.id}/media`);
    return (items as { id: string; mediaId: string; path: string; inVault: boolean }[]).find(({ inVault }) => inVault);
  });
  alicesFile = file;

  // What is not tried any more does not change while the test looks.
  await operator.request(200, 'PATCH', `${endpoints}/${eid}`, { status: 'disabled' });
  await operator.request(201, 'POST', `/tenants/${alice.id}/opt-outs`, { recipient: OPTED_OUT });

  // Done once, it is not done again by itself while the test looks.
  await operator.request(200, 'POST', `/tenants/${alice.id}/templates/sync`);
  const templates = await operator.request(200, 'GET', `/tenants/${alice.id}/templates?limit=1`);
  const tid = (templates.items as { id: string }[])[0]!.id;

  bobsOwner = await signUp(bob.id, 'owner', 'bob@example.com');
  alicesViewer = await signUp(alice.id, 'viewer', 'viewer@example.com');
  support = await signUp(bob.id, 'viewer', 'support@example.com');
  await bed.database.query(`UPDATE users SET platform_role = 'support' WHERE email = 'support@example.com'`);
  const { items } = await operator.request(200, 'GET', `/tenants/${alice.id}/members`);
  const own = {
    tenantId: alice.id,
    pid: alice.number.id,
    kid: alice.key.id,
    memberId: items[0].id,
    idOrWamid: message,
  };
  const invoiceId = await giveInvoice(alice.id);
  aliceIds = { ...own, eid, did, mediaId: file.id, tid, recipient: OPTED_OUT, invoiceId };
});

afterAll(async () => {
  await Promise.all([bobsOwner, alicesViewer, support].map((client) => client?.close()));
  await bed?.close();
});

/** An invoice of a month in which nothing happened, written by SQL: months end too rarely for a test. */
async function giveInvoice(tenantId: string): Promise<string> {
  const id = uuidv7();
  await bed.database.query(
    `INSERT INTO invoices (tenant_id, id, sequence, month, currency, opening_micros, closing_micros, total_micros, billed_to)
     VALUES ($1, $2, 1, '2026-01-01', 'USD', 0, 0, 0, 'Alice')`,
    [tenantId, id],
  );
  return id;
}

async function listRoutes(): Promise<Route[]> {
  const { paths } = expectStatus(await bed.operator.http.get('/openapi.json'), 200);
  return Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method, path })),
  );
}

/** Invites someone, accepts the invitation and signs in. */
async function signUp(tenantId: string, role: string, email: string): Promise<HttpClient> {
  const { invitationUrl } = await bed.operator.request(201, 'POST', `/tenants/${tenantId}/members`, { email, role });
  const token = /[A-Za-z0-9_-]{20,}$/.exec(invitationUrl)?.[0];
  const anonymous = new HttpClient(bed.switchboard.url);
  expectStatus(await anonymous.post('/console/v1/invitations/accept', { token, name: role, password: PASSWORD }), 200);
  await anonymous.close();
  return signInByScript(bed.switchboard.url, { email, password: PASSWORD });
}

function changes({ method, path }: Route): boolean {
  return !SAFE.has(method) && `${method} ${path}` !== ASKS;
}

function tenantRoutes(filter: (route: Route) => boolean = () => true): Route[] {
  const found = routes.filter(({ path }) => path.startsWith('/console/v1/tenants/{tenantId}')).filter(filter);
  expect(found.length).toBeGreaterThan(0);
  return found;
}

/** Those that answer whoever may read with what they have, and end. */
function readableRoutes(filter: (route: Route) => boolean = () => true): Route[] {
  return tenantRoutes((route) => SAFE.has(route.method) && !NOT_READ.test(route.path) && filter(route));
}

/** Ids that nothing has. */
function nothing(): Ids {
  const names = [
    'tenantId',
    'pid',
    'kid',
    'memberId',
    'idOrWamid',
    'eid',
    'did',
    'mediaId',
    'tid',
    'invoiceId',
  ] as const;
  const ids = Object.fromEntries(names.map((name) => [name, uuidv7()]));
  return { ...ids, recipient: '4915112345678' } as Ids;
}

function call(client: HttpClient, { method, path }: Route, ids: Ids): Promise<Answer> {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = (ids as Record<string, string | undefined>)[name];
    if (id === undefined) throw new Error(`${path}: say in this spec what {${name}} stands for.`);
    return id;
  });
  const body = SAFE.has(method) || method === 'delete' ? undefined : (BODIES[`${method} ${path}`] ?? {});
  return client.call(filled, { method: method.toUpperCase(), body });
}

/** An answer without what differs between any two requests. */
function comparable({ status, headers, text: body }: Answer): unknown {
  const { date: _date, 'x-request-id': requestId, ...rest } = headers;
  const compared = Object.entries(rest).filter(([name]) => !name.startsWith('x-ratelimit-'));
  return { status, headers: Object.fromEntries(compared), body: body.replaceAll(String(requestId), 'REQUEST') };
}

function expectNoTraceOf(ids: Ids, answer: Answer): void {
  for (const id of Object.values(ids)) expect(answer.text).not.toContain(id);
}

/**
 * Everything of Alice's that the operator can see, apart from the log of who did what, from usage, which is counted in its own time, and
 * from single deliveries, whose request is signed anew each time it is shown.
 */
async function everythingOfAlice(): Promise<unknown> {
  const paths = readableRoutes(
    ({ method, path }) =>
      method === 'get' && !/(\/audit-log|\/overview|\/usage|\/usage\.csv|\/api-keys|\{kid\}|\{did\})$/.test(path),
  );
  return Promise.all(
    paths.map(async (route) => [route.path, comparable(await call(bed.operator.http, route, aliceIds))]),
  );
}

describe("another tenant's things", () => {
  it('answer exactly as missing ones do, on every route of the console', async () => {
    for (const route of tenantRoutes()) {
      const theirs = await call(bobsOwner, route, aliceIds);
      const missing = await call(bobsOwner, route, nothing());
      expect([route, comparable(theirs)]).toEqual([route, comparable(missing)]);
      expect([route, theirs.status]).toEqual([route, 404]);
      expectNoTraceOf(aliceIds, theirs);
    }
  });

  it('are not found inside one’s own tenant either', async () => {
    for (const route of tenantRoutes(({ path }) => path.replace('{tenantId}', '').includes('{'))) {
      const theirs = await call(bobsOwner, route, { ...aliceIds, tenantId: bob.id });
      const missing = await call(bobsOwner, route, { ...nothing(), tenantId: bob.id });
      expect([route, comparable(theirs)]).toEqual([route, comparable(missing)]);
      expect([route, theirs.status]).toEqual([route, 404]);
      expectNoTraceOf(aliceIds, theirs);
    }
  });

  it('answer an API key as missing ones do', async () => {
    const wamid = (await alice.client.message(aliceIds.idOrWamid)).wamid!;
    const { http } = bob.client;
    const missing = await http.get(`/v1/wa/messages/${uuidv7()}`);
    expect(missing.status).toBe(404);
    for (const id of [aliceIds.idOrWamid, wamid, encodeURIComponent(wamid)]) {
      expect(comparable(await http.get(`/v1/wa/messages/${id}`))).toEqual(comparable(missing));
    }
    expect(
      expectStatus(await http.get(`/v1/wa/messages?phone_number_id=${alice.number.phoneNumberId}`), 200).data.items,
    ).toEqual([]);

    const notMine = await bob.client.send(text(), { query: `?phone_number_id=${alice.number.phoneNumberId}` });
    const notThere = await bob.client.send(text(), { query: `?phone_number_id=${metaId()}` });
    expect(comparable(notMine)).toEqual(comparable(notThere));
    expect(notMine.json.errors.code).toBe('NUM_001');
    const quotes = [alice.number.phoneNumberId, metaId()].map((id) =>
      http.post(`/v1/wa/quote?phone_number_id=${id}`, text()),
    );
    const [mine, none] = await Promise.all(quotes);
    expect(comparable(mine!)).toEqual(comparable(none!));
  });

  it('answer an API key over v2 as missing ones do', async () => {
    await bed.operator.putPlan(V2_PLAN);
    const { client, number } = await bed.operator.openTenant({ planCode: V2_PLAN.code });
    const { http } = client;
    await bed.operator.request(200, 'POST', `/tenants/${alice.id}/templates/sync`);
    const { items } = await bed.operator.request(200, 'GET', `/tenants/${alice.id}/templates?limit=1`);
    const template = (items as { name: string }[])[0]!.name;
    const { wamid } = await bed.simulator.phoneSends({
      from: '4915112345678',
      phoneNumberId: alice.number.phoneNumberId,
      type: 'text',
      text: { body: 'For Alice' },
    });
    await alice.client.messageWith('received', wamid);
    const [hers, nobodys] = [alice.number.phoneNumberId, metaId()];
    const message = { to: '905321234567', text: 'Hi' };
    for (const [method, theirs, missing, status] of [
      ['GET', `messages/${aliceIds.idOrWamid}`, `messages/${uuidv7()}`, 404],
      ['GET', `messages/${encodeURIComponent(wamid)}`, 'messages/wamid.x', 404],
      ['POST', `messages/${encodeURIComponent(wamid)}/read`, 'messages/wamid.x/read', 404],
      ['GET', `templates/${template}`, 'templates/never_was', 404],
      ['GET', `templates?phoneNumberId=${hers}`, `templates?phoneNumberId=${nobodys}`, 403],
      ['DELETE', `templates/${template}?phoneNumberId=${hers}`, `templates/x?phoneNumberId=${nobodys}`, 403],
      [
        'POST',
        ['messages/send/text', { ...message, phoneNumberId: hers }],
        ['messages/send/text', { ...message, phoneNumberId: nobodys }],
        403,
      ],
      ['POST', ['templates/sync', { phoneNumberId: hers }], ['templates/sync', { phoneNumberId: nobodys }], 403],
      ['GET', `media/${alicesFile.mediaId}`, `media/${nobodys}`, 404],
    ] as const) {
      const [mine, none] = await Promise.all(
        [theirs, missing].map((ask) => {
          const [path, body] = typeof ask === 'string' ? [ask] : ask;
          return http.call(`/v2/${path}`, { method, body });
        }),
      );
      expect(comparable(mine!)).toEqual(comparable(none!));
      expect([theirs, mine!.status]).toEqual([theirs, status]);
    }
    expect(expectStatus(await http.get('/v2/templates'), 200).data.items).toEqual([]);
    const me = await http.get('/v2/me');
    expect(expectStatus(me, 200).data.phoneNumbers).toMatchObject([{ phoneNumberId: number.phoneNumberId }]);
    expectNoTraceOf(aliceIds, me);
  });

  it('are no files to an API key, by an id, by a path, or by a number', async () => {
    const { http } = bob.client;
    const file = (mediaId: string, phoneNumberId: string): string =>
      `/v1/wa/media/${mediaId}?phone_number_id=${phoneNumberId}`;
    const { mediaId, path } = alicesFile;
    const [mine, hers] = [bob.number.phoneNumberId, alice.number.phoneNumberId];
    const unknownPath = path.replace(/[0-9a-f]{32}(?=\.)/, '0'.repeat(32));
    for (const [theirs, missing, status] of [
      [file(mediaId, mine), file(metaId(), mine), 404],
      [file(mediaId, hers), file(mediaId, metaId()), 403],
      [`/media?path=${path}`, `/media?path=${unknownPath}`, 404],
      [`/media?path=${path.replace(alice.id, bob.id)}`, `/media?path=${unknownPath}`, 404],
    ] as const) {
      const answer = await http.get(theirs);
      expect(comparable(answer)).toEqual(comparable(await http.get(missing)));
      expect([theirs, answer.status]).toEqual([theirs, status]);
    }
    expect((await alice.client.http.get(`/media?path=${path}`)).status).toBe(200);
  });

  it('cannot become the default number of a key', async () => {
    const create = (phoneNumberId: string): Promise<Answer> =>
      bobsOwner.post(`/console/v1/tenants/${bob.id}/api-keys`, { name: 'key', phoneNumberId });
    const missing = await create(metaId());
    expect(missing.status).toBeGreaterThanOrEqual(400);
    expect(missing.status).toBeLessThan(500);
    for (const id of [alice.number.phoneNumberId, alice.number.id])
      expect(comparable(await create(id))).toEqual(comparable(missing));
  });

  it('do not show in any list', async () => {
    const { items } = expectStatus(await bobsOwner.get('/console/v1/tenants?limit=200'), 200);
    expect((items as { id: string }[]).map(({ id }) => id)).toEqual([bob.id]);
    expect(expectStatus(await bobsOwner.get(`/console/v1/tenants?search=${alice.id}`), 200).items).toEqual([]);
    for (const route of readableRoutes(
      ({ method, path }) => method === 'get' && !path.replace('{tenantId}', '').includes('{'),
    )) {
      expectNoTraceOf(aliceIds, await call(bobsOwner, route, { ...aliceIds, tenantId: bob.id }));
    }
  });

  it('are not told of when their number is claimed', async () => {
    const claim = {
      ...(BODIES['post /console/v1/tenants/{tenantId}/phone-numbers'] as object),
      phoneNumberId: alice.number.phoneNumberId,
    };
    const answer = await bobsOwner.post(`/console/v1/tenants/${bob.id}/phone-numbers`, claim);
    expect(answer.status).toBe(409);
    expectNoTraceOf(aliceIds, answer);
  });

  it('have not changed by all of this', async () => {
    const before = await everythingOfAlice();
    for (const route of tenantRoutes(changes)) {
      for (const intruder of [bobsOwner, alicesViewer, support]) await call(intruder, route, aliceIds);
    }
    expect(await everythingOfAlice()).toEqual(before);
    expect((await alice.client.http.get('/v1/wa/balance')).status).toBe(200);
  });
});

describe('a viewer', () => {
  it('can change nothing', async () => {
    for (const route of tenantRoutes(changes)) {
      expect([route, (await call(alicesViewer, route, aliceIds)).status]).toEqual([route, 403]);
    }
  });

  it('sees its tenant', async () => {
    for (const path of ['', '/phone-numbers', '/messages', '/members', '/wallet/entries']) {
      expectStatus(await alicesViewer.get(`/console/v1/tenants/${alice.id}${path}`), 200);
    }
  });
});

describe('support', () => {
  it('reads every tenant', async () => {
    for (const route of readableRoutes()) {
      expect([route, (await call(support, route, aliceIds)).status]).toEqual([route, 200]);
    }
  });

  it('changes none', async () => {
    for (const route of tenantRoutes(changes)) {
      expect([route, (await call(support, route, aliceIds)).status]).toEqual([route, 403]);
    }
  });
});

describe("the platform's own routes", () => {
  const PLATFORM_ROUTES: readonly [method: string, path: string, body: object | undefined][] = [
    ['POST', '/tenants', { name: 'Mine', planCode: 'BASIC' }],
    ['POST', '/plans', { code: 'MINE', name: 'Mine' }],
    ['PATCH', '/plans/BASIC', { platformFee: '0.00' }],
    ['DELETE', '/plans/ENTERPRISE', undefined],
    ['GET', '/platform/ledger-reports', undefined],
    ['POST', '/platform/ledger-reports', undefined],
    ['GET', '/platform/health', undefined],
    ['GET', '/platform/queues', undefined],
    ['GET', '/platform/jobs', undefined],
    ['POST', '/platform/jobs/1/retry', undefined],
    ['DELETE', '/platform/jobs/1', undefined],
    ['GET', '/platform/throughput', undefined],
    ['GET', '/platform/tenants', undefined],
    ['GET', '/platform/inbound-events', undefined],
    ['GET', '/platform/members', undefined],
    ['POST', '/platform/members', { email: 'mine@example.com', platformRole: 'operator' }],
    ['PATCH', '/platform/members/01890000-0000-7000-8000-000000000000', { platformRole: 'operator' }],
    ['DELETE', '/platform/members/01890000-0000-7000-8000-000000000000', undefined],
    ['GET', '/usage', undefined],
    ['GET', '/usage.csv', undefined],
    ['GET', '/audit-log', undefined],
    ['POST', '/rate-cards', {}],
    ['POST', '/rate-cards/preview', {}],
    ['POST', '/quote', {}],
  ];

  it.each(PLATFORM_ROUTES)('are closed to tenants: %s %s', async (method, path, body) => {
    expect((await bobsOwner.call(`/console/v1${path}`, { method, body })).status).toBe(403);
  });

  it('do not let anyone end another’s session or token', async () => {
    const { items: tokens } = await bed.operator.request(200, 'GET', '/access-tokens');
    const { items: sessions } = await bed.operator.request(200, 'GET', '/sessions');
    for (const [path, id] of [
      ['access-tokens', tokens[0].id],
      ['sessions', sessions[0]?.id],
    ] as const) {
      if (id === undefined) continue;
      const theirs = await bobsOwner.call(`/console/v1/${path}/${id}`, { method: 'DELETE' });
      const missing = await bobsOwner.call(`/console/v1/${path}/${uuidv7()}`, { method: 'DELETE' });
      expect(comparable(theirs)).toEqual(comparable(missing));
      expect(theirs.status).toBe(404);
    }
  });
});

describe('a stranger', () => {
  const PUBLIC = new Set([
    'post /console/v1/session',
    'post /console/v1/invitations/preview',
    'post /console/v1/invitations/accept',
    'post /console/v1/password-resets',
    'post /console/v1/password-resets/accept',
    'get /webhooks/meta',
    'post /webhooks/meta',
    'get /healthz',
    'get /readyz',
    'get /metrics',
    'get /v2/health',
    'get /v2/version',
    // The address is signed.
    'get /whatsapp_business/attachments',
  ]);

  /** What each surface calls it. */
  const UNAUTHORIZED = [
    ['/v1/', 'AUTH_002'],
    ['/v2/', 'UNAUTHORIZED'],
    ['/v23.0/', 190],
    ['/', 'unauthorized'],
  ] as const;
  const nameOfError = ({ json }: Answer): unknown => json.errors?.code ?? json.error?.code ?? json.error ?? json.code;

  it('gets nowhere without a key or a session', async () => {
    const stranger = new HttpClient(bed.switchboard.url);
    try {
      for (const route of routes.filter(({ method, path }) => !PUBLIC.has(`${method} ${path}`))) {
        const path = route.path.replace('{version}', 'v23.0').replaceAll(/\{\w+\}/g, alice.id);
        const answer = await stranger.call(path, { method: route.method.toUpperCase() });
        expect([route, answer.status]).toEqual([route, 401]);
        expect(nameOfError(answer)).toBe(UNAUTHORIZED.find(([prefix]) => path.startsWith(prefix))?.[1]);
      }
    } finally {
      await stranger.close();
    }
  });
});
