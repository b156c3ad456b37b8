import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SAMPLE_FILES } from '@switchboard/contracts';
import { RECIPIENT } from './support/bodies';
import { freePort } from './support/free-port';
import { codeBlocksOf } from './support/guide';
import { sha256Of } from './support/media-client';
import { V2_PLAN } from './support/media-testbed';
import { metaId, type OpenedTenant, UNLIMITED_PLAN } from './support/operator';
import { SdkApp } from './support/sdk-app';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

const { pdf } = SAMPLE_FILES;
const EXAMPLE = /^example: (\w[\w-]*\.mjs)$/;
const examples = codeBlocksOf('libs/sdk/README.md').filter(({ language }) => language === 'js');

let bed: Testbed;
let tenant: OpenedTenant;
let app: SdkApp;
let port: number;
let secret: string;
let endpointId: string;

/** Without v2, as the smallest plans are: what the SDK does must not need it. */
const PLAN = { ...UNLIMITED_PLAN, code: 'E2E_SDK', name: 'Without v2', features: ['webhooks', 'webhook_envelope'] };

beforeAll(async () => {
  port = await freePort();
  const env = { SSRF_ALLOW_HOSTS: `127.0.0.1:${port}`, ALLOW_HTTP_WEBHOOKS: 'true' };
  [bed, app] = await Promise.all([startTestbed({ env }), SdkApp.install()]);
  await Promise.all([bed.operator.putPlan(PLAN), bed.operator.putPlan(V2_PLAN)]);
  tenant = await bed.operator.openTenant({ planCode: PLAN.code });
  const endpoint = { url: `http://127.0.0.1:${port}/hooks`, events: ['message_status'] };
  const made = await bed.operator.request(201, 'POST', `/tenants/${tenant.id}/webhook-endpoints`, endpoint);
  [secret, endpointId] = [made.secret as string, made.id as string];
  app.write('menu.pdf', pdf.bytes);
});
afterEach(() => app?.stop());
afterAll(async () => {
  app?.remove();
  await bed?.close();
});

/** What the examples read from their environment. */
function settings(): Record<string, string> {
  const { key, number } = tenant;
  return {
    URL: bed.switchboard.url,
    KEY: key.key,
    NUMBER: number.phoneNumberId,
    WABA: number.wabaId,
    TO: RECIPIENT,
    SECRET: secret,
    PORT: String(port),
  };
}

function example(name: string): string {
  const found = examples.find(({ comment }) => EXAMPLE.exec(comment)?.[1] === name);
  if (!found) throw new Error(`The README has no example ${name}.`);
  return app.write(name, found.code);
}

describe('The packed SDK, alone in a folder', () => {
  it('is all that is installed', () => {
    expect(app.packages()).toEqual(['@switchboard/sdk']);
  });

  it('uploads a file, sends it, learns from a webhook that it was delivered, fetches the same bytes, and deletes it', async () => {
    const printed = await app.run(example('whole-way.mjs'), settings());
    expect(printed).toEqual([expect.stringMatching(/^delivered wamid\.\S+$/), 'the same bytes true', 'deleted true']);
    const [arrived] = await bed.simulator.messages({ phoneNumberId: tenant.number.phoneNumberId, type: 'document' });
    expect(printed[0]).toBe(`delivered ${arrived!.wamid}`);
    expect(await bed.simulator.media({ phoneNumberId: tenant.number.phoneNumberId })).toEqual([]);
  });

  it('uploads from disk, telling how far it is', async () => {
    const printed = await app.run(example('files.mjs'), settings());
    expect(printed).toContain('100 %');
    expect(printed.slice(-2)).toEqual([
      `application/pdf ${sha256Of(pdf.bytes)} ${pdf.bytes.length}`,
      String(pdf.bytes.length),
    ]);
  });

  it('sends every kind of message to the sandbox, and reads what became of them and what they cost', async () => {
    const before = (await bed.simulator.counts()).received;
    const printed = await app.run(example('messages.mjs'), settings());
    expect(printed[0]).toMatch(/^(accepted|submitted|sent|delivered|read) 0\.\d{6} \d+$/);
    const types = printed.flatMap((line) => /^[0-9a-f-]{36} (\w+) \w+$/.exec(line)?.[1] ?? []);
    // Newest first; before them stands what other examples have sent.
    expect(types.slice(0, 8)).toEqual([
      'text',
      'template',
      'interactive',
      'contacts',
      'reaction',
      'location',
      'image',
      'text',
    ]);
    expect(printed.at(-1)).toMatch(/^\d+\.\d{6} \d+\.\d{6} \d+$/);
    expect((await bed.simulator.counts()).received).toBe(before);
  });

  it('makes, lists, finds and deletes a template', async () => {
    const printed = await app.run(example('templates.mjs'), settings());
    expect(printed[0]).toMatch(/^\d+ (PENDING|APPROVED)$/);
    expect(printed).toContainEqual(expect.stringMatching(/^delivery_tomorrow en_US /));
    expect(printed.at(-1)).toBe('1');
  });

  it('has all templates read anew where the plan has v2, and says what is missing where it has not', async () => {
    const source = `
      import { Switchboard } from '@switchboard/sdk';
      const client = new Switchboard({ baseUrl: process.env.URL, apiKey: process.env.KEY });
      await client.templates.sync().then(
        ({ total, wabaIds }) => console.log(total, wabaIds.join()),
        ({ code, group, status, requestId }) => console.log(code, group, status, requestId),
      );`;
    const program = app.write('sync.mjs', source);
    expect(await app.run(program, settings())).toEqual([
      expect.stringMatching(/^DEVELOPER_PLAN_REQUIRED FORBIDDEN 403 \S{36}$/),
    ]);
    const other = await bed.operator.openTenant({ planCode: V2_PLAN.code });
    const printed = await app.run(program, { ...settings(), KEY: other.key.key });
    expect(printed).toEqual([expect.stringMatching(new RegExp(`^[1-9]\\d* ${other.number.wabaId}$`))]);
  });

  it('tells an error by its code, with what is wrong', async () => {
    const [line = ''] = await app.run(example('errors.mjs'), settings());
    expect(line).toMatch(/^VAL_001 BAD_REQUEST 400 \S+ false \{"fields":\[\{"path":"text\.body",/);
  });

  it('takes genuine webhooks of either format, and refuses others', async () => {
    const server = app.start(example('webhooks.mjs'), settings());
    const url = `http://127.0.0.1:${port}/hooks`;
    const refused = await waitFor('the receiver', () => fetch(url, { method: 'POST', body: '{}' }));
    expect([refused.status, await refused.text()]).toEqual([401, 'WEBHOOK_HEADERS']);
    const base = `/tenants/${tenant.id}/webhook-endpoints/${endpointId}`;
    for (const [format, expected] of [
      ['meta', /^messages \{"messaging_product":"whatsapp"/m],
      ['envelope', /^messages \{"from":"/m],
    ] as const) {
      await bed.operator.request(200, 'PATCH', base, { format });
      await bed.operator.request(200, 'POST', `${base}/test`, { event: 'messages' });
      await waitFor(`what was printed about ${format}`, () => expected.test(server.output()));
    }
  });

  it('is described by examples that run, every one of them', async () => {
    expect(examples.map(({ comment }) => EXAMPLE.exec(comment)?.[1])).toEqual([
      'whole-way.mjs',
      'client.mjs',
      'messages.mjs',
      'files.mjs',
      'templates.mjs',
      'webhooks.mjs',
      'errors.mjs',
    ]);
    await app.run(example('client.mjs'), {});
  });
});

describe('The guide to moving', () => {
  it('has commands that do what they say, one after the other', async () => {
    const commands = codeBlocksOf('docs/guides/migrate.md').filter(
      ({ language, comment }) => language === 'sh' && comment !== 'yours',
    );
    expect(commands.length).toBeGreaterThan(5);
    const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-e2e-guide-'));
    try {
      const script = commands.map(({ code }) => code).join('\n');
      const env = {
        ...settings(),
        PATH: process.env['PATH'] ?? '',
        META: `${bed.simulator.baseUrl}/v23.0`,
        TOKEN: tenant.number.accessToken,
        OP: bed.operator.authorization.replace('Bearer ', ''),
        TENANT: tenant.id,
        NUMBER_TO_ADD: metaId(),
        HANDLER: `http://127.0.0.1:${port}/handler`,
      };
      const bash = ['-euo', 'pipefail', '-c', script];
      await expect(promisify(execFile)('bash', bash, { cwd: folder, env, timeout: 45_000 })).resolves.toBeDefined();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const once = await bed.simulator.messages({ phoneNumberId: tenant.number.phoneNumberId, type: 'text' });
    expect(once.filter(({ rawBody }) => rawBody.includes('"Once"'))).toHaveLength(1);
  });
});
