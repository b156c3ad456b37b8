import { encodeCallbackData, uuidv7 } from '@switchboard/contracts';
import { Database } from '@switchboard/database';
import { Client } from 'pg';
import {
  INBOUND_MESSAGES,
  messagesValue,
  META_EXAMPLES,
  OTHER_CHANGES,
  type Sample,
  USER,
  webhookOf,
} from '../../../test/support/meta-samples';
import { startTestPlatform, type TestPlatform } from '../../../test/support/test-platform';
import { intakeMessage } from '../../../test/support/test-message';
import { openTestTenant, type TestTenant } from '../../../test/support/test-tenant';
import { CacheNotices } from '../../database/cache-notices';
import { LedgerCheck } from '../billing/ledger-check.service';
import { IntakeRepository } from '../message/intake.repository';
import { ReportRepository } from '../message/report.repository';
import { ReportService } from '../message/report.service';
import { SettlementRepository } from '../message/settlement.repository';
import { SettlementService } from '../message/settlement.service';
import { InboundEventRepository } from './inbound-event.repository';
import { InboundEventService } from './inbound-event.service';
import { InboundOwners } from './inbound-owners.service';

let platform: TestPlatform;
let otherDatabase: Database;
let events: InboundEventRepository;
let service: InboundEventService;
/** The same as another process has it. */
let otherService: InboundEventService;

beforeAll(async () => {
  platform = await startTestPlatform({ ROLES: 'api' });
  events = platform.app.get(InboundEventRepository, { strict: false });
  service = platform.app.get(InboundEventService, { strict: false });
  otherDatabase = new Database({ url: platform.test.url, maxConnections: 5 });
  const reports = new ReportService(
    new ReportRepository(otherDatabase),
    new SettlementRepository(otherDatabase),
    platform.app.get(SettlementService, { strict: false }),
  );
  const owners = platform.app.get(InboundOwners, { strict: false });
  otherService = new InboundEventService(new InboundEventRepository(otherDatabase), reports, owners);
});
afterAll(async () => {
  await otherDatabase.close();
  await platform.stop();
});

async function sql<R extends object>(text: string, ...values: unknown[]): Promise<R[]> {
  return (await platform.test.database.pool.query<R>(text, values)).rows;
}

async function asOwner(text: string): Promise<void> {
  const client = new Client({ connectionString: platform.test.url });
  await client.connect();
  await client.query(text);
  await client.end();
}

/** A tenant with a number of its own account, and an endpoint that wants everything. */
async function openTenant(wabaId: string = uuidv7()): Promise<TestTenant & { wabaId: string }> {
  const tenant = await openTestTenant(platform.test, { availableMicros: 1_000_000n });
  await sql(
    'UPDATE phone_numbers SET waba_id = $2, display_phone_number = $3 WHERE tenant_id = $1',
    tenant.id,
    wabaId,
    `+${tenant.metaPhoneNumberId}`,
  );
  await sql(
    `INSERT INTO webhook_endpoints (tenant_id, id, url, events, secret_encrypted)
     VALUES ($1, $2, 'https://example.com/', '{messages,message_status,read,message_template_status,account,user_preferences,other}', 'x')`,
    tenant.id,
    uuidv7(),
  );
  return { ...tenant, wabaId };
}

/** Keeps what Meta posts, and reads until nothing waits. */
async function post(...bodies: unknown[]): Promise<void> {
  for (const body of bodies) await events.keep(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  while ((await service.processNext()) > 0);
}

/** What comes together is read as one batch; what must not depend on that is tried both ways. */
const PACES: [string, (...bodies: unknown[]) => Promise<void>][] = [
  ['together', post],
  [
    'one after the other',
    async (...bodies) => {
      for (const body of bodies) await post(body);
    },
  ],
];

interface Told {
  type: string;
  ordering_key: string;
  body: { entryId: string; field: string; value: Sample };
  status: string;
}

/** What a tenant's endpoint is told, in the order in which it is told. */
function toldTo(tenant: TestTenant): Promise<Told[]> {
  return sql<Told>(
    `SELECT e.type, e.ordering_key, e.body, d.status FROM webhook_deliveries d JOIN webhook_events e ON e.tenant_id = d.tenant_id AND e.id = d.event_id
     WHERE d.tenant_id = $1 ORDER BY d.sequence`,
    tenant.id,
  );
}

/** The state of the newest events, oldest first. */
function states(count: number): Promise<{ state: string; error: string | null }[]> {
  return sql(
    `SELECT state, error FROM (SELECT id, state, error FROM inbound_events ORDER BY id DESC LIMIT $1) newest ORDER BY id`,
    count,
  );
}

const seconds = (ago = 0): string => String(Math.floor(Date.now() / 1_000) - ago);
const text = (given: Sample = {}): Sample => ({
  from: USER.waId,
  id: `wamid.${uuidv7()}`,
  timestamp: seconds(),
  type: 'text',
  text: { body: 'Hi' },
  ...given,
});
const toNumber = (tenant: TestTenant & { wabaId: string }, content: Sample): Sample =>
  webhookOf(tenant.wabaId, [{ field: 'messages', value: messagesValue(tenant.metaPhoneNumberId, content) }]);

/** A message of the tenant that Meta has, with the wamid it has there. */
async function send(
  tenant: TestTenant,
  given: Parameters<typeof intakeMessage>[1] = {},
): Promise<{ id: string; wamid: string }> {
  const message = intakeMessage(tenant, given);
  await platform.app.get(IntakeRepository, { strict: false }).accept(message);
  const [stored] = await platform.app
    .get(SettlementRepository, { strict: false })
    .findByIds([{ tenantId: tenant.id, id: message.messageId }]);
  const wamid = `wamid.${message.messageId}`;
  await platform.app
    .get(SettlementService, { strict: false })
    .settleSubmission(stored!, { event: { kind: 'submitted', wamid } });
  return { id: message.messageId, wamid };
}

const status = (
  tenant: TestTenant,
  message: { id: string; wamid: string },
  name: string,
  more: Sample = {},
): Sample => ({
  id: message.wamid,
  status: name,
  timestamp: seconds(),
  recipient_id: '905321234567',
  biz_opaque_callback_data: encodeCallbackData(tenant.id, message.id),
  ...more,
});

describe('What users and Meta tell', () => {
  it.each(META_EXAMPLES)(
    'reaches the owner of the number once, with Meta’s value unchanged: “$name”',
    async ({ body }) => {
      const tenant = await openTenant();
      const own = JSON.parse(JSON.stringify(body).replaceAll('106540352242922', tenant.metaPhoneNumberId)) as Sample;
      await post(own, own);
      const [change] = (own['entry'] as { changes: { value: Sample }[] }[])[0]!.changes;
      const told = await toldTo(tenant);
      expect(told).toHaveLength(1);
      expect(told[0]!.body.value).toEqual(change!.value);
      expect(JSON.stringify(told[0]!.body.value)).toBe(JSON.stringify(change!.value));
      expect(await states(2)).toEqual([
        { state: 'processed', error: null },
        { state: 'processed', error: null },
      ]);
    },
  );

  it('is one row and one event per message, whatever its type', async () => {
    const tenant = await openTenant();
    const messages = INBOUND_MESSAGES.map((message) => ({ ...text(), text: undefined, ...message }));
    await post(toNumber(tenant, { contacts: [{ wa_id: USER.waId, profile: { name: 'Sheena' } }], messages }));
    const told = await toldTo(tenant);
    expect(told.map(({ type }) => type)).toEqual(messages.map(() => 'messages'));
    expect(told.map(({ body }) => (body.value['messages'] as Sample[])[0])).toEqual(
      JSON.parse(JSON.stringify(messages)),
    );
    const rows = await sql<{ type: string }>(
      `SELECT type FROM messages WHERE tenant_id = $1 AND direction = 'inbound' AND status = 'received' AND "from" = $2 AND phone_number_id = $3`,
      tenant.id,
      USER.waId,
      tenant.phoneNumberId,
    );
    expect(rows).toHaveLength(messages.length);
  });

  it('about an account reaches every tenant that has a number of it, and changes the records of each', async () => {
    const [one, other, stranger] = [
      await openTenant('shared-waba'),
      await openTenant('shared-waba'),
      await openTenant(),
    ];
    for (const tenant of [one, other, stranger]) {
      await sql(
        `INSERT INTO templates (tenant_id, id, waba_id, meta_id, name, language, status, category, components) VALUES ($1, $2, 'shared-waba', '1', 'order_update', 'en_US', 'PENDING', 'UTILITY', '[]')`,
        tenant.id,
        uuidv7(),
      );
    }
    const changes = OTHER_CHANGES.map(({ field, value }) => ({
      field,
      value: 'display_phone_number' in value ? { ...value, display_phone_number: one.metaPhoneNumberId } : value,
    }));
    await post(webhookOf('shared-waba', changes, Number(seconds())));
    const named = (await toldTo(other)).map(({ body }) => body.field);
    expect((await toldTo(one)).map(({ body }) => body.field)).toEqual(changes.map(({ field }) => field));
    expect(named).toEqual(changes.map(({ field }) => field).filter((field) => !field.startsWith('phone_number_')));
    expect(await toldTo(stranger)).toEqual([]);

    const template = 'SELECT status, category, quality_score FROM templates WHERE tenant_id = $1';
    expect(await sql(template, other.id)).toEqual([
      { status: 'APPROVED', category: 'MARKETING', quality_score: 'YELLOW' },
    ]);
    expect(await sql(template, stranger.id)).toEqual([
      { status: 'PENDING', category: 'UTILITY', quality_score: 'UNKNOWN' },
    ]);
    const number = 'SELECT quality_rating, verified_name, health FROM phone_numbers WHERE tenant_id = $1';
    expect(await sql(number, one.id)).toEqual([
      { quality_rating: 'RED', verified_name: 'Lucky Shrub', health: 'LIMITED' },
    ]);
    expect(await sql(number, other.id)).toEqual([
      { quality_rating: 'UNKNOWN', verified_name: null, health: 'LIMITED' },
    ]);
    expect(await sql(number, stranger.id)).toEqual([
      { quality_rating: 'UNKNOWN', verified_name: null, health: 'UNKNOWN' },
    ]);
  });

  it.each(PACES)('a second time changes no record back (%s)', async (_, postAll) => {
    const tenant = await openTenant();
    const flagged = (event: string, time: number) =>
      webhookOf(
        tenant.wabaId,
        [{ field: 'phone_number_quality_update', value: { display_phone_number: tenant.metaPhoneNumberId, event } }],
        time,
      );
    const now = Number(seconds());
    await postAll(flagged('FLAGGED', now), flagged('UNFLAGGED', now + 1), flagged('FLAGGED', now));
    expect(await toldTo(tenant)).toHaveLength(2);
    expect(await sql('SELECT quality_rating FROM phone_numbers WHERE tenant_id = $1', tenant.id)).toEqual([
      { quality_rating: 'UNKNOWN' },
    ]);
  });

  it('of a thousand updates in one POST arrives complete and in order', async () => {
    const tenants = [await openTenant(), await openTenant()];
    const messages = Array.from({ length: 1_000 }, (_, index) =>
      text({ from: String(1_000_000 + (index % 7)), id: `wamid.${index}` }),
    );
    const changes = tenants.map((tenant, half) => ({
      field: 'messages',
      value: messagesValue(tenant.metaPhoneNumberId, { messages: messages.slice(half * 500, half * 500 + 500) }),
    }));
    await post(webhookOf(tenants[0]!.wabaId, changes));
    for (const [half, tenant] of tenants.entries()) {
      const told = await toldTo(tenant);
      expect(told.map(({ body }) => (body.value['messages'] as Sample[])[0]!['id'])).toEqual(
        messages.slice(half * 500, half * 500 + 500).map(({ id }) => id),
      );
    }
  });

  it('of one user keeps its order, whatever it is about', async () => {
    const tenant = await openTenant();
    const [first, second] = [await send(tenant), await send(tenant)];
    const past = { ...status(tenant, first, 'sent'), id: 'wamid.PAST', biz_opaque_callback_data: undefined };
    const from = '905321234567';
    await post(
      toNumber(tenant, { statuses: [status(tenant, first, 'sent'), status(tenant, second, 'sent')] }),
      toNumber(tenant, { messages: [text({ from, id: 'wamid.A' })] }),
      toNumber(tenant, { statuses: [status(tenant, first, 'delivered'), past] }),
      toNumber(tenant, {
        messages: [text({ from, id: 'wamid.B' })],
        statuses: [status(tenant, second, 'delivered'), status(tenant, first, 'read')],
      }),
    );
    const told = await toldTo(tenant);
    const names = told.map(({ body }) => {
      const [item] = (body.value['statuses'] ?? body.value['messages']) as Sample[];
      return `${String(item!['id'])} ${(item!['status'] as string | undefined) ?? 'in'}`;
    });
    expect(names).toEqual([
      `${first.wamid} sent`,
      `${second.wamid} sent`,
      'wamid.A in',
      `${first.wamid} delivered`,
      'wamid.PAST sent',
      'wamid.B in',
      `${second.wamid} delivered`,
      `${first.wamid} read`,
    ]);
    expect(new Set(told.map(({ ordering_key }) => ordering_key))).toEqual(
      new Set([`${tenant.metaPhoneNumberId}:${from}`]),
    );
  });
});

describe('The same POST, five times and in two processes at once', () => {
  it('is one message row, one effect on money and one event', async () => {
    const tenant = await openTenant();
    const message = await send(tenant, { tenantCallbackData: 'order-1' });
    const body = toNumber(tenant, {
      messages: [text()],
      statuses: [status(tenant, message, 'delivered'), status(tenant, message, 'sent')],
    });
    await Promise.all(Array.from({ length: 5 }, () => events.keep(Buffer.from(JSON.stringify(body)))));
    await Promise.all([
      service.processNext(),
      otherService.processNext(),
      service.processNext(),
      otherService.processNext(),
    ]);
    await post();

    const told = await toldTo(tenant);
    expect(told.map(({ type }) => type).sort()).toEqual(['message_status', 'message_status', 'messages']);
    const statuses = told.flatMap(({ body: { value } }) => (value['statuses'] ?? []) as Sample[]);
    expect(statuses.map((each) => each['biz_opaque_callback_data'])).toEqual(['order-1', 'order-1']);
    expect(await sql(`SELECT FROM messages WHERE tenant_id = $1 AND direction = 'inbound'`, tenant.id)).toHaveLength(1);
    expect(
      await sql(
        'SELECT step FROM transfers WHERE tenant_id = $1 AND operation_id = $2 ORDER BY id',
        tenant.id,
        message.id,
      ),
      // The card's price of the day is higher than what this message was quoted.
    ).toEqual(['reserve', 'platform_fee', 'reserve_extra', 'meta_fee', 'markup'].map((step) => ({ step })));
    const broken = (await new LedgerCheck().run(platform.test.database.pool)).filter(({ ok }) => !ok);
    expect(broken).toEqual([]);
  });
});

describe('Statuses out of order', () => {
  it.each(PACES)('are told once each, and move the message only forward (%s)', async (_, postAll) => {
    const tenant = await openTenant();
    const message = await send(tenant);
    const say = (name: string, ago = 0) =>
      toNumber(tenant, { statuses: [status(tenant, message, name, { timestamp: seconds(ago) })] });
    await postAll(say('read'), say('sent'), say('read', 9), say('delivered'), say('sent', 9), say('delivered', 9));
    expect((await toldTo(tenant)).map(({ body }) => (body.value['statuses'] as Sample[])[0]!['status'])).toEqual([
      'read',
      'sent',
      'delivered',
    ]);
    expect(await sql('SELECT status FROM messages WHERE id = $1', message.id)).toEqual([{ status: 'read' }]);
  });

  it('of a message that was sent past the gateway are told to the owner of the number, once', async () => {
    const tenant = await openTenant();
    const past = status(tenant, { id: uuidv7(), wamid: 'wamid.PAST' }, 'sent');
    await post(toNumber(tenant, { statuses: [past] }), toNumber(tenant, { statuses: [past] }));
    const told = await toldTo(tenant);
    expect(told).toHaveLength(1);
    expect((told[0]!.body.value['statuses'] as Sample[])[0]).not.toHaveProperty('biz_opaque_callback_data');
  });
});

describe('Reserved money', () => {
  it.each([
    ['a number that was removed', 'UPDATE phone_numbers SET deleted_at = now() WHERE tenant_id = $1'],
    ['a tenant that was suspended', `UPDATE tenants SET status = 'suspended' WHERE id = $1`],
    ['a tenant that was closed', `UPDATE tenants SET status = 'closed' WHERE id = $1`],
  ])('of %s is settled by what Meta reports afterwards', async (_, ends) => {
    const tenant = await openTenant();
    const [delivered, failed] = [await send(tenant), await send(tenant)];
    await sql(ends, tenant.id);
    await platform.app.get(CacheNotices, { strict: false }).caughtUp();
    await post(
      toNumber(tenant, { statuses: [status(tenant, delivered, 'delivered'), status(tenant, failed, 'failed')] }),
    );
    expect(
      await sql('SELECT status, held_micros FROM messages WHERE tenant_id = $1 ORDER BY status', tenant.id),
    ).toEqual([
      { status: 'delivered', held_micros: '0' },
      { status: 'failed', held_micros: '0' },
    ]);
    const [reserved] = await sql<{ balance_micros: string }>(
      `SELECT balance_micros FROM accounts WHERE tenant_id = $1 AND kind = 'reserved'`,
      tenant.id,
    );
    expect(reserved).toEqual({ balance_micros: '0' });
  });
});

describe('Tenants', () => {
  it('hear nothing of another tenant’s numbers, messages and callback data', async () => {
    const [tenant, stranger] = [await openTenant(), await openTenant()];
    const message = await send(tenant);
    // About the stranger's number, in the name of the tenant's message.
    await post(toNumber(stranger, { statuses: [status(tenant, message, 'failed')] }));
    expect(await toldTo(tenant)).toEqual([]);
    expect(JSON.stringify(await toldTo(stranger))).not.toContain(tenant.id);
    expect(await sql('SELECT status FROM messages WHERE id = $1', message.id)).toEqual([{ status: 'submitted' }]);
    await post(toNumber(tenant, { messages: [text()] }));
    expect(await toldTo(stranger)).toHaveLength(1);
    expect(await sql('SELECT FROM contacts WHERE tenant_id = $1', stranger.id)).toEqual([]);
  });
});

describe('What concerns nobody, or cannot be understood', () => {
  it('is kept, says why, and reaches no one', async () => {
    const [tenant, nobody] = [
      await openTenant(),
      { ...(await openTenant()), metaPhoneNumberId: '999', wabaId: 'nobody' },
    ];
    const before = (await sql('SELECT FROM webhook_events')).length;
    await post(
      toNumber(nobody, { messages: [text(), text()] }),
      webhookOf('nobody', [{ field: 'account_alerts', value: {} }]),
      toNumber(nobody, { statuses: [status(tenant, { id: uuidv7(), wamid: 'wamid.X' }, 'sent')] }),
      'not JSON',
      '{"object":"whatsapp_business_account"}',
    );
    expect(await states(5)).toEqual([
      { state: 'unowned', error: '2 about the number 999, which nobody here has' },
      { state: 'unowned', error: '1 about the account nobody, which nobody here has' },
      { state: 'unowned', error: '1 about the number 999, which nobody here has' },
      { state: 'failed', error: expect.stringContaining('not JSON') },
      { state: 'failed', error: expect.stringContaining('not a webhook') },
    ]);
    expect(await sql('SELECT FROM webhook_events')).toHaveLength(before);
  });

  it('does not keep the rest of its POST from its tenant', async () => {
    const tenant = await openTenant();
    const long = text({ id: 'x'.repeat(513) });
    const odd = text({ id: `wamid.${'\u0000'}\ud800`, text: { body: '\u0000' }, from: '1\u0000' });
    await post(toNumber(tenant, { messages: [text({ id: 'wamid.1' }), long, null, odd, text({ id: 'wamid.2' })] }));
    expect(await states(1)).toEqual([
      { state: 'failed', error: expect.stringMatching(/messages\[1\][^]*messages\[2\]/) },
    ]);
    expect(await toldTo(tenant)).toHaveLength(3);
  });

  it('in the database’s eyes alone fails alone', async () => {
    const tenant = await openTenant();
    const deep = JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`) as unknown;
    await asOwner('ALTER TABLE webhook_events ADD CONSTRAINT no_poison CHECK (ordering_key NOT LIKE $$%:666$$)');
    await post(
      toNumber(tenant, {
        messages: [text({ id: 'wamid.1' }), text({ id: 'wamid.2', from: '666' }), text({ id: 'wamid.3', more: deep })],
      }),
      toNumber(tenant, { messages: [text({ id: 'wamid.4' })] }),
    );
    const [first, second] = await states(2);
    expect(first).toEqual({ state: 'failed', error: expect.stringContaining('no_poison') });
    expect(second).toEqual({ state: 'processed', error: null });
    expect((await toldTo(tenant)).length).toBeGreaterThanOrEqual(2);
    expect(await sql(`SELECT FROM messages WHERE tenant_id = $1 AND wamid = 'wamid.2'`, tenant.id)).toEqual([]);
    await asOwner('ALTER TABLE webhook_events DROP CONSTRAINT no_poison');
  });
});

describe('Contacts', () => {
  const windows = (tenant: TestTenant) =>
    sql<{
      user_key: string;
      wa_id: string | null;
      user_id: string | null;
      profile_name: string | null;
      last_inbound_at: Date;
    }>(
      'SELECT user_key, wa_id, user_id, profile_name, last_inbound_at FROM contacts WHERE tenant_id = $1 ORDER BY user_key',
      tenant.id,
    );

  it.each(PACES)('remember when a user last wrote, not what came last (%s)', async (_, postAll) => {
    const tenant = await openTenant();
    const [late, early] = [seconds(10), seconds(1_000)];
    await postAll(
      toNumber(tenant, {
        contacts: [{ wa_id: USER.waId, profile: { name: 'New' } }],
        messages: [text({ timestamp: late })],
      }),
      toNumber(tenant, {
        contacts: [{ wa_id: USER.waId, profile: { name: 'Old' } }],
        messages: [text({ timestamp: early })],
      }),
      toNumber(tenant, { messages: [text({ type: 'system', from: '1', system: { body: 'x' } })] }),
    );
    expect(await windows(tenant)).toEqual([
      {
        user_key: USER.waId,
        wa_id: USER.waId,
        user_id: null,
        profile_name: 'New',
        last_inbound_at: new Date(Number(late) * 1_000),
      },
    ]);
  });

  it('know a user who begins to hide the number', async () => {
    const tenant = await openTenant();
    const hidden = text({ from: undefined, from_user_id: USER.userId });
    await post(toNumber(tenant, { messages: [text({ from_user_id: USER.userId, timestamp: seconds(500) })] }));
    await post(toNumber(tenant, { messages: [hidden, { ...hidden, from_user_id: 'US.OTHER', id: 'wamid.other' }] }));
    expect(await windows(tenant)).toMatchObject([
      { user_key: USER.waId, user_id: USER.userId, last_inbound_at: new Date(Number(hidden['timestamp']) * 1_000) },
      { user_key: 'US.OTHER', wa_id: null, user_id: 'US.OTHER' },
    ]);
  });
});

describe('Opt-outs', () => {
  const optOuts = async (tenant: TestTenant) =>
    await sql<{ recipient: string; source: string }>(
      'SELECT recipient, source FROM opt_outs WHERE tenant_id = $1 ORDER BY 1',
      tenant.id,
    );
  const wish = (tenant: TestTenant & { wabaId: string }, value: string, ago: number): Sample =>
    webhookOf(tenant.wabaId, [
      {
        field: 'user_preferences',
        value: messagesValue(tenant.metaPhoneNumberId, {
          user_preferences: [
            { wa_id: USER.waId, category: 'marketing_messages', value, detail: 'x', timestamp: seconds(ago) },
          ],
        }),
      },
    ]);

  it.each(PACES)('follow the user’s last word, whatever order and how often it comes in (%s)', async (_, postAll) => {
    const tenant = await openTenant();
    const [first, second, third, fourth] = [
      wish(tenant, 'stop', 40),
      wish(tenant, 'stop', 30),
      wish(tenant, 'resume', 20),
      wish(tenant, 'stop', 10),
    ];
    await postAll(first);
    expect(await optOuts(tenant)).toEqual([{ recipient: USER.waId, source: 'user_preferences' }]);
    await postAll(third, second, first);
    expect(await optOuts(tenant)).toEqual([]);
    await postAll(fourth);
    expect(await optOuts(tenant)).toHaveLength(1);
    expect((await toldTo(tenant)).map(({ type }) => type)).toEqual(Array.from({ length: 4 }, () => 'user_preferences'));
  });

  it('follow from a STOP button of a marketing message, and of no other', async () => {
    const tenant = await openTenant();
    const [promo, notice] = [await send(tenant), await send(tenant, { category: 'utility' })];
    const tap = (from: string, context: string) =>
      toNumber(tenant, {
        messages: [
          text({
            from,
            type: 'button',
            button: { payload: 'x', text: 'Stop promotions' },
            context: { from: '1', id: context },
          }),
        ],
      });
    await post(tap('1001', notice.wamid), tap('1002', 'wamid.UNKNOWN'), tap('1003', promo.wamid));
    expect(await optOuts(tenant)).toEqual([{ recipient: '1003', source: 'quick_reply' }]);
    const stranger = await openTenant();
    await post(
      toNumber(stranger, {
        messages: [text({ type: 'button', button: { text: 'STOP' }, context: { id: promo.wamid } })],
      }),
    );
    expect(await optOuts(stranger)).toEqual([]);
  });
});
