import { randomUUID } from 'node:crypto';
import { TOTP } from 'otpauth';
import { ConsoleBed, type Credentials, OPERATOR, signInByForm } from './support/console-bed';
import type { Visitor } from './support/console-browser';

const STEP_MS = 30_000;

let bed: ConsoleBed;
let tenantId: string;
let visitors: Visitor[];

beforeAll(async () => {
  bed = await ConsoleBed.start();
  ({ id: tenantId } = await bed.operator.createTenant({ name: 'Blue Harbour Coffee' }));
});
beforeEach(() => {
  visitors = [];
});
afterEach(async () => {
  const problems = visitors.flatMap((visitor) => visitor.problems);
  await Promise.all(visitors.map((visitor) => visitor.close()));
  expect(problems).toEqual([]);
});
afterAll(() => bed?.close());

/** Someone new with a role in the tenant, who has opened a page by signing in. */
async function signedIn(role: string, address: string): Promise<{ visitor: Visitor; person: Credentials }> {
  const person = await bed.invite(tenantId, role, `${randomUUID()}@example.com`);
  const visitor = await bed.stranger();
  visitors.push(visitor);
  await visitor.open(address);
  await signInByForm(visitor, person);
  return { visitor, person };
}

describe('A session', () => {
  it('that ends while a form is half filled asks to sign in again over the page, and nothing is lost', async () => {
    const { visitor, person } = await signedIn('owner', `/tenants/${tenantId}/phone-numbers/add`);
    const { page } = visitor;
    await page.getByLabel('Phone number ID').fill('106540352242922');
    await page.getByLabel('WhatsApp Business Account ID').fill('102290129340398');
    await page.getByRole('button', { name: 'Next: access token' }).click();
    await page.getByRole('textbox', { name: 'Access token' }).fill('EAAG-half-filled');
    await bed.database.query(
      `UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [person.email],
    );
    await page.getByRole('button', { name: 'Check with Meta' }).click();

    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByText('Nothing on this page is lost').waitFor();
    expect(await visitor.accessibilityFindings()).toEqual([]);
    await dialog.getByLabel('Password', { exact: true }).fill(person.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'hidden' });
    visitor.forgive(/status of 401/);
    await expect(page.getByRole('textbox', { name: 'Access token' }).inputValue()).resolves.toBe('EAAG-half-filled');
    await page.getByRole('button', { name: 'Check with Meta' }).click();
    await page.getByText('Meta knows this number').waitFor();
  });

  it('that is revoked elsewhere ends at the next request, and leads to the sign-in and back', async () => {
    const { visitor, person } = await signedIn('viewer', `/tenants/${tenantId}/team`);
    await visitor.heading('Team').waitFor();
    const elsewhere = await bed.visitor(person);
    visitors.push(elsewhere);
    await elsewhere.open('/account/sessions');
    await elsewhere.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await elsewhere.page.getByText('You are signed out everywhere else.').waitFor();
    await visitor.open(`/tenants/${tenantId}/audit`);
    await visitor.page.getByText('Your session has ended').waitFor();
    visitor.forgive(/status of 401/);
    await signInByForm(visitor, person);
    await visitor.heading('Audit log').waitFor();
  });

  it('ends by signing out: the way back needs the password again', async () => {
    const { visitor, person } = await signedIn('owner', `/tenants/${tenantId}/home`);
    const { page } = visitor;
    await visitor.heading('Home').waitFor();
    await visitor.settled();
    await page.getByRole('button', { name: /^Your account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await visitor.heading('Sign in').waitFor();
    await visitor.open(`/tenants/${tenantId}/home`);
    await visitor.heading('Sign in').waitFor();
    expect((await visitor.context.request.get('/console/v1/session')).status()).toBe(401);
    await signInByForm(visitor, person);
    await visitor.heading('Home').waitFor();
  });

  it('asks for a code of the authenticator app, once that has been set up', async () => {
    const { visitor, person } = await signedIn('developer', '/account/security');
    const { page } = visitor;
    await page.getByRole('button', { name: 'Turn on two-step sign-in' }).click();
    await page.getByLabel('Your password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Continue' }).click();
    const secret = (await page.getByRole('region', { name: 'Secret for the app' }).innerText()).trim();
    const app = new TOTP({ secret });
    await page.getByLabel('Code', { exact: true }).fill(app.generate());
    await page.getByRole('button', { name: 'Turn on', exact: true }).click();
    await page.getByText('Two-step sign-in is on.').waitFor();

    const again = await bed.stranger();
    visitors.push(again);
    await again.open(`/tenants/${tenantId}/home`);
    await signInByForm(again, person);
    const code = again.page.getByLabel('Code of your authenticator app');
    await code.waitFor();
    again.forgive(/status of 40[13]/);
    expect(await again.accessibilityFindings()).toEqual([]);
    // A code works once: the first one has been used up above.
    await code.fill(app.generate({ timestamp: Date.now() + STEP_MS }));
    await again.page.getByRole('button', { name: 'Confirm' }).click();
    await again.heading('Home').waitFor();
  });

  it('is not opened with a wrong password, which is told without a reload and without losing the address', async () => {
    const visitor = await bed.stranger();
    visitors.push(visitor);
    await visitor.open('/sign-in');
    await signInByForm(visitor, { ...OPERATOR, password: 'not the right one' });
    await visitor.page.getByRole('alert').waitFor();
    visitor.forgive(/status of 401/);
    await expect(visitor.page.getByLabel('E-mail address').inputValue()).resolves.toBe(OPERATOR.email);
    await signInByForm(visitor, OPERATOR);
    await visitor.heading('Tenants').waitFor();
  });
});

describe('A failed request', () => {
  it.each([
    ['the server breaks', 500],
    ['the network breaks', null],
  ])('says so where its answer would have been when %s, and trying again works', async (_, status) => {
    const visitor = await bed.visitor();
    visitors.push(visitor);
    const { page } = visitor;
    const problem = {
      type: 'about:blank',
      title: 'Something broke',
      status,
      detail: 'It was not you.',
      code: 'internal',
    };
    const pattern = `**/console/v1/tenants/${tenantId}/api-keys?**`;
    await page.route(pattern, (route) =>
      status === null
        ? route.abort('connectionreset')
        : route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await visitor.open(`/tenants/${tenantId}/api-keys`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    await visitor.settled();
    expect(await visitor.accessibilityFindings()).toEqual([]);
    await visitor.screenshot(`error-${status ?? 'network'}`);
    await expect(alert.innerText()).resolves.toContain(status === null ? 'server' : 'It was not you.');
    // The rest of the console goes on.
    await page.getByRole('navigation').getByRole('link', { name: 'Team' }).waitFor();
    visitor.forgive(/status of 500|ERR_CONNECTION_RESET/);
    await page.unroute(pattern);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No API keys yet').waitFor();
    await alert.waitFor({ state: 'hidden' });
  });
});
