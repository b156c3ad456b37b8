import { randomInt } from 'node:crypto';
import { type Answer, type Call, expectStatus, HttpClient } from './http-client';
import { SECRETS } from './switchboard';
import { TenantClient } from './tenant';
import { waitFor } from './wait-for';

export interface Wallet {
  currency: string;
  available: string;
  reserved: string;
  total: string;
}

export interface NewNumber {
  phoneNumberId?: string;
  wabaId?: string;
  displayPhoneNumber?: string;
  accessToken?: string;
}

export interface NewKey {
  name?: string;
  scopes?: string[];
  phoneNumberId?: string;
  expiresAt?: string;
  allowedIps?: string[];
  monthlySpendLimit?: string;
}

/** A tenant that can send: with a number, a key and money. */
export interface OpenedTenant {
  id: string;
  number: { id: string; phoneNumberId: string; wabaId: string; accessToken: string };
  key: { id: string; key: string };
  client: TenantClient;
}

/** A plan whose limits no test reaches. */
export const UNLIMITED_PLAN = {
  code: 'E2E_UNLIMITED',
  name: 'Without limits',
  messagesPerSecond: 10_000,
  messagesPerMinute: 600_000,
  features: ['webhooks', 'mmlite'],
};

/** What tenants are on until they are complete; its limit is seen on no other plan. */
const OPENING_PLAN = { code: 'E2E_OPENING', name: 'Until it can send', messagesPerSecond: 9_999 };

/** An id as Meta would give it, that no other test has. */
export function metaId(): string {
  return `1${Array.from({ length: 14 }, () => randomInt(10)).join('')}`;
}

/** A script of the operator: signs in once, then works with a personal access token. */
export class Operator {
  private readonly clients: TenantClient[] = [];
  private plans?: Promise<unknown>;

  private constructor(
    readonly http: HttpClient,
    private readonly url: string,
  ) {}

  /** For requests that no HTTP library would write. */
  get authorization(): string {
    return this.http.headers['authorization'] ?? '';
  }

  static async signIn(
    url: string,
    credentials = { email: SECRETS.ADMIN_EMAIL as string, password: SECRETS.ADMIN_PASSWORD as string },
  ): Promise<Operator> {
    return new Operator(await signInByScript(url, credentials), url);
  }

  /** Calls a console route and answers with its JSON; throws for any status but the expected one. */
  async request(
    status: number,
    method: string,
    path: string,
    body?: unknown,
    headers?: Call['headers'],
  ): Promise<Answer['json']> {
    return expectStatus(await this.http.call(`/console/v1${path}`, { method, body, headers }), status);
  }

  createTenant(tenant: { name?: string; planCode?: string; currency?: string } = {}): Promise<{ id: string }> {
    return this.request(201, 'POST', '/tenants', { name: 'Example Ltd', planCode: 'BASIC', ...tenant });
  }

  async addNumber(tenantId: string, number: NewNumber = {}): Promise<OpenedTenant['number']> {
    const given = {
      phoneNumberId: metaId(),
      wabaId: metaId(),
      displayPhoneNumber: '+1 555-078-3881',
      accessToken: `EAAG${metaId()}`,
      ...number,
    };
    const { id } = await this.request(201, 'POST', `/tenants/${tenantId}/phone-numbers`, given);
    return { id, ...given };
  }

  createKey(tenantId: string, key: NewKey = {}): Promise<{ id: string; key: string; prefix: string }> {
    return this.request(201, 'POST', `/tenants/${tenantId}/api-keys`, { name: 'tests', ...key });
  }

  async revokeKey(tenantId: string, keyId: string): Promise<void> {
    await this.request(204, 'DELETE', `/tenants/${tenantId}/api-keys/${keyId}`);
  }

  async topUp(tenantId: string, amount: string): Promise<void> {
    await this.request(201, 'POST', `/tenants/${tenantId}/wallet/top-ups`, { amount });
  }

  wallet(tenantId: string): Promise<Wallet> {
    return this.request(200, 'GET', `/tenants/${tenantId}/wallet`);
  }

  /** Makes a plan; with the code of an existing one, that one is changed. */
  async putPlan(plan: { code: string; name: string } & Record<string, unknown>): Promise<void> {
    const { code, ...terms } = plan;
    const { status } = await this.http.post('/console/v1/plans', plan);
    if (status !== 201) await this.request(200, 'PATCH', `/plans/${code}`, terms);
  }

  /** A v1 client for a key; closed with the operator. */
  client(key: string, url = this.url): TenantClient {
    const client = new TenantClient(url, key);
    this.clients.push(client);
    return client;
  }

  /** From nothing to a tenant that can send, once Switchboard knows all of it; no limit of a plan is in its way unless asked for. */
  async openTenant(
    wishes: { planCode?: string; money?: string; number?: NewNumber; key?: NewKey; throughput?: number } = {},
  ): Promise<OpenedTenant> {
    const { planCode = UNLIMITED_PLAN.code, money = '100.00', throughput } = wishes;
    this.plans ??= Promise.all([OPENING_PLAN, UNLIMITED_PLAN].map((plan) => this.putPlan(plan)));
    await this.plans;
    const { id } = await this.createTenant({ planCode: OPENING_PLAN.code });
    const isComplete = await this.watchPlan(id);
    const number = await this.addNumber(id, wishes.number);
    if (throughput !== undefined)
      await this.request(200, 'PATCH', `/tenants/${id}/phone-numbers/${number.id}`, { throughput });
    const key = await this.createKey(id, wishes.key);
    if (money !== '0') await this.topUp(id, money);
    await this.request(200, 'PUT', `/tenants/${id}/plan`, { planCode });
    await waitFor('the tenant to be known', isComplete, 2_000);
    return { id, number, key, client: this.client(key.key) };
  }

  /**
   * A change takes effect within a second, and changes take effect in their order: when the tenant is seen to have left its
   * opening plan, everything done to it before that is known too.
   */
  private async watchPlan(tenantId: string): Promise<() => Promise<boolean>> {
    const { key } = await this.createKey(tenantId, { name: 'setting up' });
    const { http } = this.client(key);
    const hasLeft = async (): Promise<boolean> => {
      const { headers } = await http.get('/v1/wa/balance');
      return headers['x-ratelimit-sec-limit'] !== String(OPENING_PLAN.messagesPerSecond);
    };
    if (await hasLeft()) throw new Error('The tenant is not on its opening plan.');
    return hasLeft;
  }

  async close(): Promise<void> {
    await Promise.all([this.http.close(), ...this.clients.map((client) => client.close())]);
  }
}

/** Signs in with a password and exchanges the session for a personal access token. */
export async function signInByScript(
  url: string,
  credentials: { email: string; password: string },
): Promise<HttpClient> {
  const anonymous = new HttpClient(url);
  try {
    const session = await anonymous.post('/console/v1/session', credentials);
    const { csrfToken } = expectStatus(session, 200);
    const cookie = [session.headers['set-cookie']].flat()[0]?.split(';', 1)[0] ?? '';
    const created = await anonymous.post(
      '/console/v1/access-tokens',
      { name: 'end-to-end tests' },
      { cookie, 'x-csrf-token': csrfToken },
    );
    const { token } = expectStatus(created, 201);
    return new HttpClient(url, { authorization: `Bearer ${token}` });
  } finally {
    await anonymous.close();
  }
}
