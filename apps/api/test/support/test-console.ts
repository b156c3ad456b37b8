import { startTestPlatform, type TestPlatform } from './test-platform';
import { SeedOperator } from '../../src/modules/identity/seed-operator.service';

export const OPERATOR_EMAIL = 'operator@example.com';
export const PASSWORD = 'correct horse battery staple';

/** An answer of the console, read. */
export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { items: Record<string, unknown>[] };
}

/** One person's browser, or one script. */
export class ConsoleClient {
  cookie: string | null = null;
  csrfToken: string | null = null;
  authorization: string | null = null;

  constructor(readonly baseUrl: string) {}

  /** A script that uses a personal access token. */
  static withToken(baseUrl: string, token: string): ConsoleClient {
    const client = new ConsoleClient(baseUrl);
    client.authorization = `Bearer ${token}`;
    return client;
  }

  async signIn(email: string, password: string, totp?: string): Promise<Answer> {
    const answer = await this.send('POST', '/session', { email, password, totp });
    const [cookie] = answer.headers.getSetCookie();
    if (answer.status === 200 && cookie) {
      this.cookie = cookie.split(';', 1)[0] ?? null;
      this.csrfToken = String(answer.body['csrfToken']);
    }
    return answer;
  }

  get = (path: string) => this.send('GET', path);
  post = (path: string, body?: object) => this.send('POST', path, body ?? {});
  patch = (path: string, body: object) => this.send('PATCH', path, body);
  delete = (path: string) => this.send('DELETE', path);

  async send(
    method: string,
    path: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.baseUrl}/console/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(this.cookie !== null && { cookie: this.cookie }),
        ...(this.csrfToken !== null && { 'x-csrf-token': this.csrfToken }),
        ...(this.authorization !== null && { authorization: this.authorization }),
        ...headers,
      },
      body: typeof body === 'object' ? JSON.stringify(body) : body,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
    };
  }
}

/** The whole program with an operator signed in. */
export interface TestConsole {
  platform: TestPlatform;
  operator: ConsoleClient;
  /** Somebody who is not signed in. */
  stranger(): ConsoleClient;
  /** A new tenant's id. */
  openTenant(name?: string, planCode?: string): Promise<string>;
  /** A new user with a role in a tenant, signed in. */
  join(tenantId: string, role: string, email: string): Promise<ConsoleClient>;
}

export async function startTestConsole(
  environment: Readonly<Record<string, string>> = {},
  options: { isSimulated?: boolean } = {},
): Promise<TestConsole> {
  const platform = await startTestPlatform(environment, options);
  await platform.app.get(SeedOperator, { strict: false }).ensure(OPERATOR_EMAIL, PASSWORD);
  const stranger = () => new ConsoleClient(platform.url);
  const operator = stranger();
  await operator.signIn(OPERATOR_EMAIL, PASSWORD);
  return {
    platform,
    operator,
    stranger,
    openTenant: async (name = 'Acme', planCode = 'BASIC') => {
      const { body } = await operator.post('/tenants', { name, planCode });
      return String(body['id']);
    },
    join: async (tenantId, role, email) => {
      const { body } = await operator.post(`/tenants/${tenantId}/members`, { email, role });
      const token = tokenOf(String(body['invitationUrl']));
      const client = stranger();
      await client.post('/invitations/accept', { token, name: email, password: PASSWORD });
      await client.signIn(email, PASSWORD);
      return client;
    },
  };
}

/** The token in an invitation link. */
export function tokenOf(invitationUrl: string): string {
  return new URLSearchParams(new URL(invitationUrl).hash.slice(1)).get('token') ?? '';
}
