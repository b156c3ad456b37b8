import { Logger } from '@nestjs/common';
import { encodeCallbackData, GatewayError, uuidv7 } from '@switchboard/contracts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { openTestTenant, type TestTenant } from '../../../test/support/test-tenant';
import type { CacheNotices } from '../../database/cache-notices';
import { SecretBox } from '../../secrets/secret-box';
import type { DeliveryFees, PricingService } from '../billing/pricing.service';
import { IntakeRepository } from '../message/intake.repository';
import { SettlementRepository } from '../message/settlement.repository';
import { SettlementService } from '../message/settlement.service';
import { PhoneNumberRepository } from '../tenant/phone-number.repository';
import { TenantDirectory } from '../tenant/tenant-directory';
import { TenantRepository } from '../tenant/tenant.repository';
import { InboundEventRepository } from './inbound-event.repository';
import { InboundEventService } from './inbound-event.service';

const ALL = { rows: 1_000, bytes: 1 << 30 };

let test: TestDatabase;
let tenant: TestTenant;
let repository: InboundEventRepository;
let settlement: SettlementService;
let tenants: TenantDirectory;
let service: InboundEventService;

beforeAll(async () => {
  Logger.overrideLogger(false);
  test = await createTestDatabase();
  repository = new InboundEventRepository(test.database);
  const priceDelivered = (): Promise<DeliveryFees> =>
    Promise.resolve({
      metaFeeMicros: 9_000n,
      markupMicros: 0n,
      rateCardId: uuidv7(),
      category: 'utility',
      market: 'TR',
      country: 'TR',
    });
  settlement = new SettlementService(new SettlementRepository(test.database), {
    priceDelivered,
  } as unknown as PricingService);
  const unheard = {
    isListening: false,
    onChange: () => undefined,
    onReset: () => undefined,
  } as unknown as CacheNotices;
  tenants = new TenantDirectory(
    new TenantRepository(test.database),
    new PhoneNumberRepository(test.database),
    new SecretBox(Buffer.alloc(32)),
    unheard,
  );
  service = new InboundEventService(repository, settlement, tenants);
});
afterAll(() => test.drop());

beforeEach(async () => {
  await test.database.pool.query('DELETE FROM inbound_events');
  tenant = await openTestTenant(test, { availableMicros: 100_000n });
});

interface StoredEvent {
  id: string;
  body: Buffer;
  state: string;
  error: string | null;
  attempts: number;
  processed_at: Date | null;
}

async function events(): Promise<StoredEvent[]> {
  const { rows } = await test.database.pool.query<StoredEvent>(
    'SELECT id, body, state, error, attempts, processed_at FROM inbound_events ORDER BY id',
  );
  return rows;
}

const states = async (): Promise<string[]> => (await events()).map(({ state }) => state);

/** A message of the tenant that Meta has taken, with the wamid `wamid.<its id>`. */
async function submitted(): Promise<string> {
  const messageId = uuidv7();
  const { verdict } = await new IntakeRepository(test.database).accept({
    tenantId: tenant.id,
    messageId,
    currency: 'USD',
    apiKey: { id: tenant.apiKeyId, monthlySpendLimitMicros: null },
    optOutRecipient: null,
    idempotency: null,
    type: 'text',
    to: '905321234567',
    from: '+1 555 0100',
    phoneNumberId: tenant.phoneNumberId,
    metaPhoneNumberId: tenant.metaPhoneNumberId,
    sandbox: false,
    marketingLite: false,
    payload: '{}',
    tenantCallbackData: null,
    requestId: 'test',
    category: 'service',
    market: 'TR',
    country: 'TR',
    rateCardId: null,
    platformFeeMicros: 1_000n,
    metaFeeMicros: 9_000n,
    markupMicros: 0n,
    markupBps: 0,
  });
  expect(verdict).toBe('accepted');
  const [message] = await new SettlementRepository(test.database).findByIds([{ tenantId: tenant.id, id: messageId }]);
  await settlement.settleSubmission(message!, { event: { kind: 'submitted', wamid: `wamid.${messageId}` } });
  return messageId;
}

async function statusOf(messageId: string): Promise<string> {
  const { rows } = await test.database.pool.query<{ status: string }>(
    'SELECT status FROM messages WHERE tenant_id = $1 AND id = $2',
    [tenant.id, messageId],
  );
  return rows[0]!.status;
}

async function available(): Promise<string> {
  const { rows } = await test.database.pool.query<{ balance_micros: string }>(
    `SELECT balance_micros FROM accounts WHERE tenant_id = $1 AND kind = 'available'`,
    [tenant.id],
  );
  return rows[0]!.balance_micros;
}

const status = (messageId: string, name: string, given: object = {}): object => ({
  id: `wamid.${messageId}`,
  status: name,
  timestamp: String(Math.floor(Date.now() / 1_000)),
  biz_opaque_callback_data: encodeCallbackData(tenant.id, messageId),
  pricing: { billable: true, pricing_model: 'PMP', category: 'utility' },
  ...given,
});

const webhook = (statuses: object[], metaPhoneNumberId = tenant.metaPhoneNumberId): Buffer =>
  Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: 'waba',
          changes: [{ field: 'messages', value: { metadata: { phone_number_id: metaPhoneNumberId }, statuses } }],
        },
      ],
    }),
  );

describe('What Meta posts', () => {
  it('is kept byte for byte before it is answered, whatever it is', async () => {
    const bodies = [Buffer.from('{"a" : 1 }\n'), Buffer.from([0x00, 0xff, 0x27, 0x5c]), Buffer.alloc(3 << 20, 'x')];
    for (const body of bodies) await repository.keep(body);
    const kept = await events();
    expect(kept.map(({ body }, index) => body.equals(bodies[index]!))).toEqual([true, true, true]);
    expect(kept.map(({ state, attempts, error }) => ({ state, attempts, error }))).toEqual(
      Array(3).fill({ state: 'pending', attempts: 0, error: null }),
    );
  });

  it('is kept in the order in which it came, also when much comes at once', async () => {
    const bodies = Array.from({ length: 300 }, (_, index) => Buffer.from(String(index)));
    await Promise.all(bodies.map((body) => repository.keep(body)));
    expect((await events()).map(({ body }) => body.toString())).toEqual(bodies.map(String));
  });

  it('is read oldest first, so many at a time', async () => {
    for (const text of ['a', 'b', 'c']) await repository.keep(Buffer.from(text));
    // PostgreSQL writes a changed row behind the others.
    await test.database.pool.query(`UPDATE inbound_events SET attempts = 1 WHERE body = 'a'`);
    const read = await repository.findPending(2, ALL.bytes);
    expect(read.map(({ body }) => body.toString())).toEqual(['a', 'b']);
    await repository.conclude(read.map(({ id }) => ({ id, error: null })));
    expect((await repository.findPending(2, ALL.bytes)).map(({ body }) => body.toString())).toEqual(['c']);
  });

  it.each([
    [1, ['aaaaaaaaaa']],
    [10, ['aaaaaaaaaa']],
    [11, ['aaaaaaaaaa', 'bbbb']],
    [14, ['aaaaaaaaaa', 'bbbb']],
    [15, ['aaaaaaaaaa', 'bbbb', 'c']],
  ])('is read until %p bytes have been read, and at least one at a time', async (maxBytes, expected) => {
    for (const text of ['aaaaaaaaaa', 'bbbb', 'c']) await repository.keep(Buffer.from(text));
    expect((await repository.findPending(ALL.rows, maxBytes)).map(({ body }) => body.toString())).toEqual(expected);
  });
});

describe('Reading what Meta posted', () => {
  it('settles the messages that it is about, and tells how much was read', async () => {
    const messageId = await submitted();
    await repository.keep(webhook([status(messageId, 'sent')]));
    await repository.keep(webhook([status(messageId, 'delivered')]));
    expect(await service.processNext()).toBe(2);
    expect(await statusOf(messageId)).toBe('delivered');
    expect(await available()).toBe('90000');
    expect(await events()).toMatchObject([
      { state: 'processed', attempts: 1, error: null, processed_at: expect.any(Date) },
      { state: 'processed', attempts: 1, error: null, processed_at: expect.any(Date) },
    ]);
    expect(await service.processNext()).toBe(0);
  });

  it('changes nothing a second time, however often and in whatever order Meta repeats itself', async () => {
    const messageId = await submitted();
    for (const name of ['read', 'sent', 'delivered', 'delivered', 'read', 'sent'])
      await repository.keep(webhook([status(messageId, name)]));
    await service.processNext();
    expect(await statusOf(messageId)).toBe('read');
    expect(await available()).toBe('90000');
    await test.database.pool.query(`UPDATE inbound_events SET state = 'pending'`);
    expect(await service.processNext()).toBe(6);
    expect(await statusOf(messageId)).toBe('read');
    expect(await available()).toBe('90000');
    expect((await events()).map(({ attempts }) => attempts)).toEqual(Array(6).fill(2));
  });

  it('finds a message by its wamid and its number’s owner when the callback data are missing', async () => {
    const messageId = await submitted();
    await repository.keep(webhook([status(messageId, 'sent', { biz_opaque_callback_data: undefined })]));
    await service.processNext();
    expect(await statusOf(messageId)).toBe('sent');
  });

  it('finds a message by the callback data when its number has been removed since', async () => {
    const messageId = await submitted();
    await test.database.pool.query('UPDATE phone_numbers SET deleted_at = now() WHERE tenant_id = $1', [tenant.id]);
    await repository.keep(webhook([status(messageId, 'delivered')]));
    await service.processNext();
    expect(await statusOf(messageId)).toBe('delivered');
  });

  it('believes callback data only for the number that the message was sent from', async () => {
    const messageId = await submitted();
    const stranger = await openTestTenant(test, { availableMicros: 0n });
    await repository.keep(webhook([status(messageId, 'failed')], stranger.metaPhoneNumberId));
    await service.processNext();
    expect(await statusOf(messageId)).toBe('submitted');
    expect(await states()).toEqual(['processed']);
  });

  it('lets what is about numbers that nobody owns pass without effect', async () => {
    await repository.keep(webhook([status(uuidv7(), 'delivered', { biz_opaque_callback_data: 'order-7' })], '999'));
    await repository.keep(webhook([status(uuidv7(), 'delivered')], '../etc'));
    await service.processNext();
    expect(await states()).toEqual(['processed', 'processed']);
  });
});

describe('What cannot be understood', () => {
  it.each<[string, Buffer, RegExp]>([
    ['half a body', Buffer.from('{"object":'), /^not JSON: /],
    ['bytes that are no text', Buffer.from([0xff, 0xfe]), /^not JSON: /],
    ['a body with NUL characters', Buffer.from('{"a":\0\0}'), /^not JSON: /],
    ['another program’s body', Buffer.from('{"hello":"world"}'), /^not a webhook: /],
  ])('is kept and flagged with the reason, and holds up nothing: %s', async (_, body, reason) => {
    const messageId = await submitted();
    await repository.keep(body);
    await repository.keep(webhook([status(messageId, 'sent')]));
    await service.processNext();
    const [odd, good] = await events();
    expect(odd).toMatchObject({ state: 'failed', attempts: 1, error: expect.stringMatching(reason) });
    expect(odd!.body.equals(body)).toBe(true);
    expect(good).toMatchObject({ state: 'processed' });
    expect(await statusOf(messageId)).toBe('sent');
    expect(await service.processNext()).toBe(0);
  });

  it('is flagged while the rest of its webhook counts', async () => {
    const messageId = await submitted();
    await repository.keep(webhook([status(messageId, 'warning'), status(messageId, 'sent')]));
    await service.processNext();
    expect(await events()).toMatchObject([{ state: 'failed', error: expect.stringMatching(/^status: /) }]);
    expect(await statusOf(messageId)).toBe('sent');
  });

  it('is flagged in so many words that they can be read', async () => {
    await repository.keep(webhook(Array.from({ length: 1_000 }, () => ({ status: 'odd' }))));
    await service.processNext();
    const [{ error }] = (await events()) as [StoredEvent];
    expect(error!.length).toBeLessThanOrEqual(2_000);
    expect(error).toMatch(/^status: /);
  });

  it('by the database is flagged alone', async () => {
    const [odd, good] = [await submitted(), await submitted()];
    await repository.keep(
      webhook([status(odd, 'sent', { pricing: { billable: true, pricing_model: 'PMP', category: 'a\0b' } })]),
    );
    await repository.keep(webhook([status(good, 'sent')]));
    await service.processNext();
    expect(await states()).toEqual(['failed', 'processed']);
    expect([await statusOf(odd), await statusOf(good)]).toEqual(['submitted', 'sent']);
  });

  it('now can be read again later', async () => {
    await repository.keep(Buffer.from('{'));
    await service.processNext();
    const body = webhook([status(await submitted(), 'sent')]);
    await test.database.pool.query(`UPDATE inbound_events SET state = 'pending', body = $1`, [body]);
    await service.processNext();
    expect(await events()).toMatchObject([{ state: 'processed', error: null, attempts: 2 }]);
  });
});

describe('A time at which nothing can be written', () => {
  it.each([
    ['the database is away', Object.assign(new Error('terminating connection'), { code: '57P01' })],
    ['too much waits to be written', new GatewayError('SYS_002')],
  ])('leaves what was posted for later: %s', async (_, failure) => {
    const messageId = await submitted();
    await repository.keep(webhook([status(messageId, 'sent')]));
    const away = { applyStatuses: () => Promise.reject(failure) } as unknown as SettlementService;
    await expect(new InboundEventService(repository, away, tenants).processNext()).rejects.toBe(failure);
    expect(await states()).toEqual(['pending']);
    await service.processNext();
    expect(await statusOf(messageId)).toBe('sent');
  });
});
