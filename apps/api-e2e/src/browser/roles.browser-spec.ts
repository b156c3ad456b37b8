import type { Visitor } from './support/console-browser';
import { ConsoleBed, type Credentials, PASSWORD, signInByForm } from './support/console-bed';
import { addressOf, type ConsolePage, consolePages } from './support/console-pages';

const VIEWER: Credentials = { email: 'vera@example.com', password: PASSWORD };
/** What changes something is called so. */
const ACTIONS =
  /^(add|adjust|answer|compose|create|delete|disable|edit|import|invite|new|opt|remove|replay|revoke|rotate|send|sync|top up|turn|upload|verify)\b/i;
const READS = /:read$/;
const PAGES = consolePages();
const withoutObject = ({ route }: ConsolePage): boolean => !/\$(?!tenantId)/.test(route);
const ofTenant = PAGES.filter((page) => page.area === 'tenant' && withoutObject(page));
const readable = ofTenant.filter(({ permission }) => READS.test(permission ?? ''));
const forbidden = [
  ...ofTenant.filter((page) => !readable.includes(page)),
  ...PAGES.filter((page) => page.area === 'platform' && withoutObject(page)),
];
const named = (pages: readonly ConsolePage[]) => pages.map((page) => [page.route, page] as const);

let bed: ConsoleBed;
let tenantId: string;
let otherTenantId: string;
let viewer: Visitor;

beforeAll(async () => {
  bed = await ConsoleBed.start();
  ({ id: tenantId } = await bed.operator.createTenant({ name: 'Blue Harbour Coffee' }));
  ({ id: otherTenantId } = await bed.operator.createTenant({ name: 'Somebody Else Ltd' }));
  await bed.operator.addNumber(tenantId);
  await bed.operator.createKey(tenantId, { name: 'Web shop' });
  viewer = await bed.stranger();
});
afterEach(() => expect(viewer.problems.splice(0)).toEqual([]));
afterAll(() => bed?.close());

/** What the open page offers to change. */
async function actionsOn({ page }: Visitor): Promise<string[]> {
  const main = page.getByRole('main');
  const offered = await main.getByRole('button').or(main.getByRole('link')).allInnerTexts();
  return offered.filter((name) => ACTIONS.test(name));
}

describe('A viewer', () => {
  it('is invited in the console and joins by the link of the invitation', async () => {
    const owner = await bed.visitor(await bed.invite(tenantId, 'owner', 'olga@example.com'));
    const { page } = owner;
    await owner.open(`/tenants/${tenantId}/team`);
    await page.getByRole('button', { name: 'Invite' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Invite someone' });
    await dialog.getByLabel('E-mail address').fill(VIEWER.email);
    await dialog.getByRole('radio', { name: 'Viewer' }).check();
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    const link = await page.getByRole('region', { name: 'Invitation link' }).innerText();
    expect(owner.problems).toEqual([]);
    await owner.close();

    await viewer.open(link.trim());
    await viewer.page.getByLabel('Your name').fill('Vera Viewer');
    await viewer.page.getByLabel('Password', { exact: true }).fill(VIEWER.password);
    await viewer.page.getByRole('button', { name: 'Accept' }).click();
    await viewer.page.getByRole('link', { name: 'Sign in' }).click();
    await signInByForm(viewer, VIEWER);
    await viewer.heading('Home').waitFor();
    expect(new URL(viewer.page.url()).pathname).toBe(`/tenants/${tenantId}/home`);
  });

  it.each(named(readable))('may look at %s, and is offered nothing to change there', async (_, page) => {
    await viewer.open(addressOf(page, { tenantId }));
    expect(await viewer.page.title()).toBe(`${page.title} · Switchboard`);
    expect(await viewer.heading(/may not see|not found|went wrong/).count()).toBe(0);
    expect(await viewer.failures()).toEqual([]);
    expect(await actionsOn(viewer)).toEqual([]);
  });

  it('is not offered what an owner is', async () => {
    const owner = await bed.visitor(await bed.invite(tenantId, 'owner', 'otto@example.com'));
    const withActions: string[] = [];
    for (const page of readable) {
      await owner.open(addressOf(page, { tenantId }));
      if ((await actionsOn(owner)).length > 0) withActions.push(page.title);
    }
    expect(withActions).toEqual(expect.arrayContaining(['Phone numbers', 'API keys', 'Messages', 'Webhooks', 'Team']));
    await owner.close();
  });

  it.each(named(forbidden))('is told that %s is not for them, even by its address', async (_, page) => {
    await viewer.open(addressOf(page, { tenantId }));
    await viewer.heading('You may not see this page').waitFor();
    await viewer.page.getByText('(403)').waitFor();
  });

  it('is refused by the API, too, whatever a page would have offered', async () => {
    const { request } = viewer.context;
    const { csrfToken } = (await (await request.get('/console/v1/session')).json()) as { csrfToken: string };
    const attempts: [method: string, path: string, data?: object][] = [
      ['POST', 'api-keys', { name: 'Mine' }],
      ['POST', 'messages', { messaging_product: 'whatsapp', to: '905321234567', type: 'text', text: { body: 'Hi' } }],
      ['POST', 'wallet/top-ups', { amount: '1000000.00' }],
      ['POST', 'members', { email: 'friend@example.com', role: 'owner' }],
      ['POST', 'webhook-endpoints', { url: 'https://example.com/hook', events: ['messages'] }],
      ['POST', 'opt-outs', { recipient: '905321234567' }],
      ['PATCH', 'settings', {}],
    ];
    for (const [method, path, data] of attempts) {
      const headers = { 'x-csrf-token': csrfToken, 'idempotency-key': 'by-a-viewer' };
      const answer = await request.fetch(`/console/v1/tenants/${tenantId}/${path}`, { method, data, headers });
      expect([path, answer.status()]).toEqual([path, 403]);
    }
    const platform = await request.get('/console/v1/platform/queues');
    expect(platform.status()).toBe(403);
  });

  it('cannot open another tenant by its address, and cannot tell it from one that does not exist', async () => {
    const texts: string[] = [];
    for (const id of [otherTenantId, '01900000-0000-7000-8000-000000000000']) {
      await viewer.open(`/tenants/${id}/messages`);
      await viewer.heading('Tenant not found').waitFor();
      texts.push(await viewer.page.getByRole('main').innerText());
      const answer = await viewer.context.request.get(`/console/v1/tenants/${id}/messages`);
      expect(answer.status()).toBe(404);
    }
    expect(texts[0]).toBe(texts[1]);
    await viewer.page.getByRole('button', { name: /^Tenant:/ }).click();
    await viewer.page.getByRole('option', { name: 'Blue Harbour Coffee' }).waitFor();
    expect(await viewer.page.getByRole('option').count()).toBe(1);
  });
});
