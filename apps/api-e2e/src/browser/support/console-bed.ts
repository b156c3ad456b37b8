import { Operator } from '../../support/operator';
import { createDatabase, type SpecDatabase } from '../../support/postgres';
import { SECRETS, Switchboard } from '../../support/switchboard';
import { ConsoleBrowser, type Visitor, type VisitorOptions } from './console-browser';

/** Someone's e-mail address and password. */
export interface Credentials {
  email: string;
  password: string;
}

/** The first operator's. */
export const OPERATOR: Credentials = { email: SECRETS.ADMIN_EMAIL, password: SECRETS.ADMIN_PASSWORD };
/** Of everyone whom a test invites. */
export const PASSWORD = 'a password of a dozen words';

const SIGNED_IN = `localStorage.setItem('switchboard-signed-in', 'yes')`;

/** Everything a browser test needs, all of it its own: a platform with the bundled simulator, an operator's script, a browser. */
export class ConsoleBed {
  private readonly cookies = new Map<string, Cookies>();

  private constructor(
    readonly database: SpecDatabase,
    readonly switchboard: Switchboard,
    readonly operator: Operator,
    readonly browser: ConsoleBrowser,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<ConsoleBed> {
    const closers: (() => Promise<void>)[] = [];
    try {
      const browser = await ConsoleBrowser.launch();
      closers.push(() => browser.close());
      const database = await createDatabase();
      closers.push(() => database.drop());
      // Without another Meta, the platform starts its simulator, and offers the virtual phone.
      const switchboard = await Switchboard.start({ databaseUrl: database.url, graphBaseUrl: '', env });
      closers.push(() => switchboard.stop());
      return new ConsoleBed(database, switchboard, await Operator.signIn(switchboard.url), browser);
    } catch (error) {
      for (const close of closers.reverse()) await close();
      throw error;
    }
  }

  /** Where the bundled simulator takes orders, as the platform printed it when it started last. */
  get simulatorUrl(): string {
    const url = this.switchboard.output.match(/http:\/\/[\d.:]+(?=\/_sim\/)/g)?.at(-1);
    if (url === undefined) throw new Error(`The platform names no simulator:\n${this.switchboard.output}`);
    return url;
  }

  /** Someone who is not signed in. */
  stranger(options?: VisitorOptions): Promise<Visitor> {
    return this.browser.visitor(this.switchboard.url, options);
  }

  /** Someone who has signed in before; all visits of a person share one session. */
  async visitor(person: Credentials = OPERATOR, options?: VisitorOptions): Promise<Visitor> {
    const visitor = await this.stranger(options);
    await visitor.context.addInitScript(SIGNED_IN);
    const known = this.cookies.get(person.email);
    if (known) {
      await visitor.context.addCookies(known);
      return visitor;
    }
    const answer = await visitor.context.request.post('/console/v1/session', { data: person });
    if (answer.status() !== 200) throw new Error(`${person.email} cannot sign in: ${await answer.text()}`);
    this.cookies.set(person.email, await visitor.context.cookies());
    return visitor;
  }

  /** Opens an account for someone who has been invited to a tenant. */
  async invite(tenantId: string, role: string, email: string): Promise<Credentials> {
    const { invitationUrl } = await this.operator.request(201, 'POST', `/tenants/${tenantId}/members`, { email, role });
    const token = /[A-Za-z0-9_-]{20,}$/.exec(invitationUrl as string)?.[0];
    const acceptance = { token, name: `The ${role}`, password: PASSWORD };
    await this.operator.request(200, 'POST', '/invitations/accept', acceptance);
    return { email, password: PASSWORD };
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.operator.close();
    await this.switchboard.stop();
    await this.database.drop();
  }
}

type Cookies = Awaited<ReturnType<Visitor['context']['cookies']>>;

/** Signs in as people do. */
export async function signInByForm({ page }: Visitor, { email, password }: Credentials): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
