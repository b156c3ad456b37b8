import { API_SAMPLES } from '@switchboard/contracts';
import { TOTP, URI } from 'otpauth';
import { expectStatus, HttpClient } from './http-client';
import type { OpenedTenant } from './operator';
import { SECRETS } from './switchboard';
import type { Testbed } from './testbed';

/** What one example needs beyond the usual. */
export interface Wishes {
  values?: Record<string, string>;
  headers?: Record<string, string>;
  tenant?: OpenedTenant;
}

/** Whoever has a password, signed in. */
interface Person {
  email: string;
  headers: Record<string, string>;
}

const { id, linkToken, email, totpCode, password: PASSWORD } = API_SAMPLES;

/** People for the requests of the document: each is somebody new, and what happens to them happens to nobody else. */
export class ExamplePeople {
  private count = 0;

  constructor(
    private readonly bed: Testbed,
    /** Where they are members. */
    private readonly home: OpenedTenant,
  ) {}

  /** A member of the tenant, signed in, with what the route asks of them. */
  async asPerson(key: string): Promise<Wishes> {
    if (key === 'POST /console/v1/session') return {};
    const person = await this.signUp();
    const values: Record<string, string> = { [email]: person.email };
    const http = new HttpClient(this.bed.switchboard.url, person.headers);
    try {
      if (key.endsWith('/sessions/{id}')) {
        const { items } = expectStatus(await http.get('/console/v1/sessions'), 200);
        values[id] = (items as { id: string }[])[0]!.id;
      }
      if (key.includes('/access-tokens/') || key === 'GET /console/v1/access-tokens') {
        const created = await http.post('/console/v1/access-tokens', { name: 'Nightly report' });
        values[id] = expectStatus(created, 201).id;
      }
      if (key.endsWith('/totp/confirm') || key.endsWith('/totp/disable')) {
        const { otpauthUrl } = expectStatus(await http.post('/console/v1/totp', { password: PASSWORD }), 201);
        const code = (URI.parse(otpauthUrl as string) as TOTP).generate();
        values[totpCode] = code;
        if (key.endsWith('/disable')) expectStatus(await http.post('/console/v1/totp/confirm', { code }), 204);
      }
    } finally {
      await http.close();
    }
    return { values, headers: person.headers, tenant: this.home };
  }

  /** The operator in a browser, where a token would not do. */
  async asOperatorInSession(
    method: string,
    path: string,
  ): Promise<{ values: Record<string, string>; headers: Record<string, string> }> {
    const headers = await this.sessionOf(SECRETS.ADMIN_EMAIL, SECRETS.ADMIN_PASSWORD);
    const values: Record<string, string> = { [email]: this.freshEmail() };
    if (method !== 'POST') {
      const http = new HttpClient(this.bed.switchboard.url, headers);
      const invitation = { email: values[email], platformRole: 'support' };
      values[id] = expectStatus(await http.post('/console/v1/platform/members', invitation), 201).id;
      await http.close();
    }
    return { values: path.includes('{id}') ? values : { [email]: values[email]! }, headers };
  }

  /** Somebody who has an invitation's link. */
  async invited(tenant: OpenedTenant): Promise<{ values: Record<string, string> }> {
    const { email: address, token } = await this.invite(tenant);
    return { values: { [linkToken]: token, [email]: address } };
  }

  async invite(tenant: OpenedTenant): Promise<{ id: string; email: string; token: string }> {
    const invitation = { email: this.freshEmail(), role: 'developer' };
    const { id: invitationId, invitationUrl } = await this.bed.operator.request(
      201,
      'POST',
      `/tenants/${tenant.id}/members`,
      invitation,
    );
    const [, token = ''] = /token=(.+)$/.exec(invitationUrl as string) ?? [];
    return { id: invitationId, email: invitation.email, token };
  }

  private async signUp(): Promise<Person> {
    const { email: address, token } = await this.invite(this.home);
    const anonymous = new HttpClient(this.bed.switchboard.url);
    const accepted = await anonymous.post('/console/v1/invitations/accept', {
      token,
      name: 'Maria Silva',
      password: PASSWORD,
    });
    await anonymous.close();
    expectStatus(accepted, 200);
    return { email: address, headers: await this.sessionOf(address, PASSWORD) };
  }

  private async sessionOf(address: string, password: string): Promise<Record<string, string>> {
    const anonymous = new HttpClient(this.bed.switchboard.url);
    const session = await anonymous.post('/console/v1/session', { email: address, password });
    await anonymous.close();
    const { csrfToken } = expectStatus(session, 200);
    const cookie = [session.headers['set-cookie']].flat()[0]?.split(';', 1)[0] ?? '';
    return { cookie, 'x-csrf-token': csrfToken };
  }

  private freshEmail(): string {
    this.count += 1;
    return `maria-${this.count}@example.com`;
  }
}
