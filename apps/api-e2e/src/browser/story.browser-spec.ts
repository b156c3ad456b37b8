import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CurlAnswer, pastedCurl } from '../support/curl';
import { Switchboard } from '../support/switchboard';
import { waitFor } from '../support/wait-for';
import { WebhookServer } from '../support/webhook-server';
import { signInByForm } from './support/console-bed';
import { ConsoleBrowser, type Visitor } from './support/console-browser';
import { choose, confirmTyped, rowOf, secretOnce } from './support/people';

const OPERATOR = 'operator@example.com';
const USER = '905321234567';

let folder: string;
let server: WebhookServer;
let switchboard: Switchboard;
let browser: ConsoleBrowser;
let visitor: Visitor;
let command: string;

/** As someone starts it on a machine that has nothing: its own PostgreSQL, its own simulator, its own password. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-e2e-story-'));
  server = await WebhookServer.start();
  const env = { ADMIN_EMAIL: OPERATOR, ADMIN_PASSWORD: '', SSRF_ALLOW_HOSTS: server.host, ALLOW_HTTP_WEBHOOKS: 'true' };
  switchboard = await Switchboard.start({ databaseUrl: '', graphBaseUrl: '', env });
  browser = await ConsoleBrowser.launch();
  visitor = await browser.visitor(switchboard.url);
});
afterEach(() => expect(visitor.problems.splice(0)).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await switchboard?.stop();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Goes there by the navigation, as people do: the page is not loaded anew. */
async function goTo(name: string): Promise<void> {
  await visitor.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await visitor.heading(name).waitFor();
  await visitor.settled();
}

/** Pastes the console's command into a terminal, with what the page says about sending for real. */
function paste({ sandbox = false } = {}): Promise<CurlAnswer> {
  return pastedCurl(folder, sandbox ? command : command.replace(/\?is_fake=true|&is_fake=true/, ''));
}

describe('From the first start to a charged message', () => {
  it('the password that was printed opens the console', async () => {
    const password = /operator@example\.com \/ (\S+)/.exec(switchboard.output)?.[1] ?? '';
    expect(password.length).toBeGreaterThan(11);
    await visitor.open('/');
    await signInByForm(visitor, { email: OPERATOR, password });
    await visitor.heading('Tenants').waitFor();
    await visitor.page.getByText('No tenants yet').waitFor();
  });

  it('a tenant is opened, and shows what is left to do', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'New tenant' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New tenant' });
    await dialog.getByLabel('Name').fill('Blue Harbour Coffee');
    await choose(dialog, 'Plan', /PREMIUM/);
    await dialog.getByRole('button', { name: 'Create tenant' }).click();
    await dialog.getByRole('link', { name: 'Add a phone number' }).click();
    await visitor.heading('Phone numbers').waitFor();
    await goTo('Home');
    await page.getByText('Create an API key').first().waitFor();
  });

  it('a phone number is added once Meta has confirmed it', async () => {
    const { page } = visitor;
    await goTo('Phone numbers');
    await page.getByRole('link', { name: /Add/ }).first().click();
    await page.getByLabel('Phone number ID').fill('106540352242922');
    await page.getByLabel('WhatsApp Business Account ID').fill('102290129340398');
    await page.getByRole('button', { name: 'Next: access token' }).click();
    await page.getByRole('textbox', { name: 'Access token' }).fill('EAAG-story');
    await page.getByRole('button', { name: 'Check with Meta' }).click();
    await page.getByText('Meta knows this number').waitFor();
    await page.getByRole('button', { name: 'Add number' }).click();
    await page.waitForURL('**/phone-numbers/106540352242922');
    await visitor.settled();
    await page.getByText('Connected').first().waitFor();
  });

  it('the wallet is topped up', async () => {
    const { page } = visitor;
    await goTo('Billing');
    await page.getByRole('button', { name: 'Top up' }).click();
    const dialog = page.getByRole('dialog', { name: 'Top up the wallet' });
    await dialog.getByLabel('Amount (USD)').fill('100.00');
    await dialog.getByRole('button', { name: 'Top up' }).click();
    await dialog.getByText('Top-up booked').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
  });

  it('an endpoint of the tenant’s own is added, with its signing secret shown once', async () => {
    const { page } = visitor;
    await goTo('Webhooks');
    await page.getByRole('button', { name: 'Add endpoint' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an endpoint' });
    await dialog.getByLabel('Address').fill(`http://${server.host}/orders`);
    await dialog.getByRole('button', { name: 'Add endpoint' }).click();
    server.serve('/orders', await secretOnce(page, 'signing secret'));
    await rowOf(page, 'Webhook endpoints', '/orders').waitFor();
  });

  it('a key is created and shown once, with a command that works as it is', async () => {
    const { page } = visitor;
    await goTo('API keys');
    await page.getByRole('button', { name: 'Create key' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Create an API key' });
    await dialog.getByLabel('Name').fill('Web shop');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    command = await page.getByRole('region', { name: 'curl command' }).innerText();
    const key = await secretOnce(page, 'API key');
    expect(key).toMatch(/^pk_/);
    expect(command).toContain(key);
    await visitor.page.reload();
    await rowOf(page, 'API keys', 'Web shop').waitFor();
    expect(await page.content()).not.toContain(key);
    // A new key works within a second.
    await waitFor('the sandbox message to be taken', async () => (await paste({ sandbox: true })).status === 200);
  });

  it('what is sent with it arrives in the open log by itself and is followed until it is delivered', async () => {
    const { page } = visitor;
    await simulate({ statuses: ['sent', 'delivered'] });
    await goTo('Messages');
    await page.getByText('Live: new messages appear by themselves').waitFor();
    await page.evaluate('globalThis.isStillTheSamePage = true');
    const { status, body } = await paste();
    expect([status, JSON.parse(body)]).toEqual([200, expect.objectContaining({ isSuccess: true })]);
    const row = rowOf(page, 'Messages', 'Delivered').filter({ hasNotText: 'Sandbox' });
    await row.waitFor();
    expect(await page.evaluate('globalThis.isStillTheSamePage')).toBe(true);
    await row.getByRole('link').first().click();
  });

  it('its page tells the way it took, and explains every part of its charge', async () => {
    const { page } = visitor;
    await visitor.heading('Text sent').waitFor();
    await visitor.settled();
    for (const step of ['Accepted', 'Submitted', 'Sent', 'Delivered']) {
      await page.getByText(step, { exact: true }).first().waitFor();
    }
    const sentences = page.getByRole('list', { name: 'The charge in words' }).getByRole('listitem');
    await sentences.first().waitFor();
    expect((await sentences.allInnerTexts()).join(' ')).toMatch(/Meta/);
    await page.getByRole('region', { name: 'Movements of money' }).getByText('Platform fee').first().waitFor();
    expect(await visitor.accessibilityFindings()).toEqual([]);
    await visitor.screenshot('story-message');
  });

  it('the user answers from the virtual phone', async () => {
    const { page } = visitor;
    await goTo('Virtual phone');
    await page.getByLabel('Be the user').fill(USER);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    const chat = page.getByRole('log', { name: 'Chat' });
    await chat.getByText('Hello from Switchboard').last().waitFor();
    await page.getByLabel('Message as the user').fill('Is my order on its way?');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await chat.getByText('Is my order on its way?').waitFor();
    expect(await visitor.accessibilityFindings()).toEqual([]);
  });

  it('the answer stands in the log, and the tenant’s server has been told of it, signed', async () => {
    const { page } = visitor;
    await goTo('Messages');
    await rowOf(page, 'Messages', 'Received').waitFor();
    const told = await waitFor('the webhook', () =>
      server.delivered.find(({ value }) => value.messages?.[0]?.from === USER),
    );
    expect(told.value.messages).toEqual([expect.objectContaining({ text: { body: 'Is my order on its way?' } })]);
    expect(server.unsigned).toBe(0);
    await goTo('Webhooks');
    await rowOf(page, 'Webhook endpoints', '/orders').getByRole('link').first().click();
    await rowOf(page, 'Deliveries', 'Delivered').first().getByRole('link').first().click();
    await visitor.settled();
    await page.getByText(told.webhookId).first().waitFor();
  });

  it('the key is revoked after its name was typed, and the same command is refused', async () => {
    const { page } = visitor;
    await goTo('API keys');
    await page.getByRole('button', { name: 'Actions for Web shop' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await confirmTyped(page, 'Revoke this key?', 'Web shop', 'Revoke key');
    await rowOf(page, 'API keys', 'Revoked').waitFor();
    const refused = await waitFor('the key to be refused', async () => {
      const answer = await paste();
      return answer.status === 401 && answer;
    });
    expect(JSON.parse(refused.body)).toMatchObject({ isSuccess: false });
  });

  it('the wallet shows what it cost, and the first steps are done', async () => {
    const { page } = visitor;
    await goTo('Billing');
    await page
      .getByText(/99\.\d+/)
      .first()
      .waitFor();
    await goTo('Home');
    await page.getByText('Available balance').waitFor();
    await visitor.screenshot('story-home');
  });
});

/** Tells the bundled simulator how to behave. */
async function simulate(config: object): Promise<void> {
  const url = /http:\/\/[\d.:]+(?=\/_sim\/)/.exec(switchboard.output)?.[0] ?? '';
  const { ok } = await fetch(`${url}/_sim/config`, { method: 'PATCH', body: JSON.stringify(config) });
  expect(ok).toBe(true);
}
