import {
  createUuidv7Source,
  type MessageDirection,
  type MessageStatus,
  uuidv7,
  type V1Message,
} from '@switchboard/contracts';
import fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { messageLogOn } from '../../../test/support/test-message-log';
import { openTestTenant, type TestTenant } from '../../../test/support/test-tenant';
import { ProblemError } from '../../http/problem';
import type { PricingService } from '../billing/pricing.service';
import { IntakeRepository } from './intake.repository';
import type { MessageLogService } from './message-log.service';
import { MessageQuery } from './message-query.dto';
import { ReportRepository } from './report.repository';
import { ReportService } from './report.service';
import { SettlementRepository } from './settlement.repository';
import { SettlementService } from './settlement.service';

/** The first message of every test tenant was sent then; the others a minute apart. */
const BEGIN = Date.parse('2026-11-20T00:00:00Z');
const MINUTE_MS = 60_000;

let test: TestDatabase;
let log: MessageLogService;

beforeAll(async () => {
  test = await createTestDatabase();
  log = messageLogOn(test.database);
});
afterAll(() => test.drop());

/** What a test knows of a message that it has put into the log. */
interface Known {
  id: string;
  at: number;
  type: string;
  status: MessageStatus;
  direction: MessageDirection;
  to: string;
  sandbox: boolean;
  phoneNumberId: string;
  /** Of a message that failed. */
  errorCode?: string;
}

async function addNumber(tenant: TestTenant): Promise<{ id: string; metaId: string }> {
  const number = { id: uuidv7(), metaId: String(Math.floor(Math.random() * 1e15)) };
  await test.database.pool.query(
    `INSERT INTO phone_numbers (tenant_id, id, phone_number_id, waba_id, display_phone_number, access_token_encrypted)
     VALUES ($1, $2, $3, 'waba', '+1 555 0101', 'x')`,
    [tenant.id, number.id, number.metaId],
  );
  return number;
}

/** Puts a message into the log as sending does, then moves it to where the test wants it. */
async function put(tenant: TestTenant, given: Partial<Known> & { numberId?: string } = {}): Promise<Known> {
  const at = given.at ?? Date.now();
  const known: Known = {
    id: createUuidv7Source(() => at)(),
    at,
    type: 'text',
    status: 'accepted',
    direction: 'outbound',
    to: '905321234567',
    sandbox: false,
    phoneNumberId: tenant.metaPhoneNumberId,
    ...given,
  };
  const { verdict } = await new IntakeRepository(test.database).accept({
    tenantId: tenant.id,
    messageId: known.id,
    currency: 'USD',
    apiKey: null,
    optOutRecipient: null,
    idempotency: null,
    type: known.type,
    to: known.to,
    from: '+1 555 0100',
    phoneNumberId: given.numberId ?? tenant.phoneNumberId,
    metaPhoneNumberId: known.phoneNumberId,
    sandbox: known.sandbox,
    marketingLite: false,
    payload: '{"text":{"body":"Merhaba"}}',
    tenantCallbackData: null,
    requestId: 'test',
    category: 'service',
    market: 'TR',
    country: 'TR',
    rateCardId: null,
    platformFeeMicros: 1_000n,
    metaFeeMicros: 0n,
    markupMicros: 0n,
    markupBps: 0,
  });
  expect(verdict).toBe('accepted');
  await test.database.pool.query(
    `UPDATE messages SET status = $3, direction = $4, wamid = $5, error = CASE WHEN $6::text IS NOT NULL THEN json_build_object('code', $6) END
      WHERE tenant_id = $1 AND id = $2`,
    [tenant.id, known.id, known.status, known.direction, `wamid.${known.id}`, known.errorCode],
  );
  return known;
}

const query = (given: Partial<MessageQuery> = {}): MessageQuery => Object.assign(new MessageQuery(), given);
const newestFirst = (messages: readonly Known[]): string[] =>
  messages
    .map(({ id }) => id)
    .sort()
    .reverse();

/** Every page of a search, one after the other. */
async function pages(tenantId: string, given: Partial<MessageQuery>): Promise<V1Message[][]> {
  const all: V1Message[][] = [];
  for (let cursor: string | undefined; ;) {
    const { items, nextCursor } = await log.list(tenantId, query({ ...given, cursor }));
    all.push([...items]);
    if (nextCursor === null) return all;
    cursor = nextCursor;
  }
}

const idsOf = (found: readonly V1Message[]): string[] => found.map(({ id }) => id);

describe('The message log', () => {
  let tenant: TestTenant;
  let stranger: TestTenant;
  let messages: Known[];

  beforeAll(async () => {
    tenant = await openTestTenant(test, { availableMicros: 1_000_000n });
    stranger = await openTestTenant(test, { availableMicros: 1_000_000n });
    const second = await addNumber(tenant);
    const types = ['text', 'template', 'image'];
    const statuses: MessageStatus[] = ['accepted', 'sent', 'read', 'failed'];
    messages = [];
    // Written in another order than they were sent in, as by several processes.
    for (let step = 0; step < 40; step += 1) {
      const index = (step * 7) % 40;
      const common = { at: BEGIN + index * MINUTE_MS, type: types[index % 3]!, status: statuses[index % 4]! };
      const known = {
        ...common,
        direction: index % 5 === 0 ? ('inbound' as const) : ('outbound' as const),
        to: index % 2 ? '905321234567' : 'US.1349',
        sandbox: index % 7 === 0,
        ...(common.status === 'failed' && { errorCode: index % 3 ? '131026' : '131047' }),
        ...(index % 6 === 0 && { phoneNumberId: second.metaId, numberId: second.id }),
      };
      messages[index] = await put(tenant, known);
      // Another tenant's messages lie between, alike in everything.
      await put(stranger, common);
    }
  });

  it('shows every message of every search exactly once over its pages, newest first, and nothing else', async () => {
    const time = fc.integer({ min: -2, max: 42 }).map((minute) => BEGIN + minute * MINUTE_MS);
    const search = fc.record(
      {
        type: fc.constantFrom('text', 'template', 'image', 'sticker'),
        status: fc.constantFrom<MessageStatus>('accepted', 'sent', 'read', 'failed', 'played'),
        direction: fc.constantFrom<MessageDirection>('inbound', 'outbound'),
        to: fc.constantFrom('905321234567', 'US.1349'),
        sandbox: fc.boolean(),
        errorCode: fc.constantFrom('131026', '131047', 'BILL_001'),
        isSecondNumber: fc.boolean(),
        from: time,
        until: time,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        search,
        fc.integer({ min: 1, max: 50 }),
        async ({ isSecondNumber, from, until, ...equal }, limit) => {
          const number = messages[isSecondNumber ? 0 : 1]!.phoneNumberId;
          const expected = messages.filter(
            (each) =>
              Object.entries(equal).every(([name, value]) => each[name as keyof Known] === value) &&
              (isSecondNumber === undefined || each.phoneNumberId === number) &&
              (from === undefined || each.at >= from) &&
              (until === undefined || each.at < until),
          );
          const found = await pages(tenant.id, {
            ...equal,
            limit,
            phoneNumberId: isSecondNumber === undefined ? undefined : number,
            fromTime: from === undefined ? undefined : new Date(from).toISOString(),
            toTime: until === undefined ? undefined : new Date(until).toISOString(),
          });
          expect(idsOf(found.flat())).toEqual(newestFirst(expected));
          expect(found.slice(0, -1).every((page) => page.length === limit)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each(['+90 532 123 45 67', '90 (532) 123-45-67', '905321234567'])(
    'finds a recipient however it is written: %s',
    async (to) => {
      const { items } = await log.list(tenant.id, query({ to, limit: 200 }));
      expect(items).toHaveLength(20);
    },
  );

  it('goes on where it was while new messages come in', async () => {
    const fresh = await openTestTenant(test, { availableMicros: 1_000_000n });
    const first = [];
    for (let index = 0; index < 6; index += 1) first.push(await put(fresh, { at: BEGIN + index }));
    const page = await log.list(fresh.id, query({ limit: 4 }));
    await put(fresh, { at: BEGIN + 100 });
    const rest = await log.list(fresh.id, query({ limit: 4, cursor: page.nextCursor! }));
    expect(idsOf([...page.items, ...rest.items])).toEqual(newestFirst(first));
    expect(rest.nextCursor).toBeNull();
  });

  it('keeps to the earlier of the cursor and the end of the search', async () => {
    const { nextCursor } = await log.list(tenant.id, query({ limit: 10 }));
    const until = new Date(BEGIN + 5 * MINUTE_MS).toISOString();
    expect(idsOf((await log.list(tenant.id, query({ cursor: nextCursor!, toTime: until }))).items)).toEqual(
      newestFirst(messages.slice(0, 5)),
    );
    const late = new Date(BEGIN + 39 * MINUTE_MS).toISOString();
    expect(idsOf((await log.list(tenant.id, query({ cursor: nextCursor!, toTime: late }))).items)).toEqual(
      newestFirst(messages.slice(0, 30)),
    );
  });

  it('is empty for a tenant without messages, and for times before and after all of them', async () => {
    const fresh = await openTestTenant(test, { availableMicros: 0n });
    expect(await log.list(fresh.id, query())).toEqual({ items: [], nextCursor: null });
    for (const times of [{ toTime: '1960-01-01T00:00:00Z' }, { fromTime: '9999-12-31T23:59:59Z' }]) {
      expect(await log.list(tenant.id, query(times))).toEqual({ items: [], nextCursor: null });
    }
    expect((await log.list(tenant.id, query({ fromTime: '0001-01-01T00:00:00Z', limit: 200 }))).items).toHaveLength(40);
  });

  it('refuses a cursor that is none', async () => {
    await expect(log.list(tenant.id, query({ cursor: 'x' }))).rejects.toBeInstanceOf(ProblemError);
  });

  it('never shows another tenant’s message, by whatever it is asked for', async () => {
    const theirs = await put(stranger, { at: BEGIN - MINUTE_MS });
    for (const asked of [theirs.id, theirs.id.toUpperCase(), `wamid.${theirs.id}`]) {
      expect(await log.find(tenant.id, asked)).toBeNull();
      expect(await log.find(stranger.id, asked)).toMatchObject({ id: theirs.id });
    }
    expect(await log.list(tenant.id, query({ phoneNumberId: stranger.metaPhoneNumberId }))).toEqual({
      items: [],
      nextCursor: null,
    });
    const theirPage = await log.list(stranger.id, query({ limit: 1 }));
    const ours = await log.list(tenant.id, query({ cursor: theirPage.nextCursor!, limit: 200 }));
    expect(idsOf(ours.items)).toEqual(newestFirst(messages.filter(({ id }) => id < theirPage.items[0]!.id)));
  });
});

describe('One message', () => {
  let tenant: TestTenant;

  beforeAll(async () => {
    tenant = await openTestTenant(test, { availableMicros: 1_000_000n });
  });

  it('is found by our id, in any case, and by Meta’s', async () => {
    const { id } = await put(tenant);
    const found = await log.find(tenant.id, id);
    expect(found).toMatchObject({ id, wamid: `wamid.${id}`, payload: { text: { body: 'Merhaba' } } });
    expect(await log.find(tenant.id, id.toUpperCase())).toEqual(found);
    expect(await log.find(tenant.id, `wamid.${id}`)).toEqual(found);
  });

  it('shows what happened to it and what it cost', async () => {
    const { id } = await put(tenant);
    const repository = new SettlementRepository(test.database);
    const settlement = new SettlementService(repository, {} as PricingService);
    const [message] = await repository.findByIds([{ tenantId: tenant.id, id }]);
    await settlement.settleSubmission(message!, { event: { kind: 'submitted', wamid: 'wamid.X' } });
    const at = new Date('2026-11-20T12:00:00Z');
    const errors = [{ code: 131_026, title: 'Message undeliverable' }];
    const { metaPhoneNumberId } = tenant;
    const update = {
      tenantId: tenant.id,
      metaPhoneNumberId,
      messageId: id,
      wamid: 'wamid.X',
      status: 'failed' as const,
      at,
      errors,
    };
    await new ReportService(new ReportRepository(test.database), repository, settlement).apply([
      { kind: 'status', update },
    ]);
    const found = await log.find(tenant.id, id);
    expect(found).toMatchObject({
      status: 'failed',
      error: { code: '131026', title: 'Message undeliverable' },
      cost: { reserved: '0.000000', platformFee: '0.001000', total: '0.001000' },
    });
    expect(found!.timeline.map(({ event }) => event)).toEqual(['accepted', 'submitted', 'failed']);
    expect(found!.timeline.at(-1)).toEqual({ at: '2026-11-20T12:00:00.000Z', event: 'failed', detail: { errors } });
    expect(found!.charges.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['reserve', '0.001000'],
      ['platform_fee', '0.001000'],
    ]);
  });

  it.each([
    ['an id', uuidv7()],
    ['a wamid', 'wamid.unknown'],
    ['nothing', ''],
    ['a NUL', '\0'],
    ['a wamid with a NUL', 'wamid.\0'],
    ['SQL', "' OR true --"],
    ['a very long text', 'x'.repeat(5_000)],
  ])('that nobody knows is not found: %s', async (_, asked) => {
    expect(await log.find(tenant.id, asked)).toBeNull();
  });
});
