import { formatMoney, type MetaPricing, type PriceCategory, uuidv7 } from '@switchboard/contracts';
import { type BillingFixture, createBillingFixture, SILENT_NOTICES } from '../../../test/support/billing-fixture';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { intakeMessage } from '../../../test/support/test-message';
import { openTestTenant, type TestTenant } from '../../../test/support/test-tenant';
import { LedgerCheck } from '../billing/ledger-check.service';
import { PricingService } from '../billing/pricing.service';
import { PricingVolumeRepository } from '../billing/pricing-volume.repository';
import { RateBook } from '../billing/rate-book.service';
import { seedRateCards } from '../billing/seed-data';
import { WalletRepository } from '../billing/wallet.repository';
import { WalletService } from '../billing/wallet.service';
import { recipientOf } from '../contact/recipient';
import type { ContactService } from '../contact/contact.service';
import { IntakeRepository } from './intake.repository';
import { MessageLogRepository } from './message-log.repository';
import { MessageLogService } from './message-log.service';
import type { ReportedStatus } from './message-state';
import { pricingRecipient } from './quote.service';
import { ReportRepository } from './report.repository';
import { ReportService } from './report.service';
import { SettlementRepository, type StoredMessage } from './settlement.repository';
import { SettlementService, type StatusUpdate } from './settlement.service';

let test: TestDatabase;
let pricing: PricingService;
let intake: IntakeRepository;
let settlements: SettlementRepository;
let settlement: SettlementService;
let reports: ReportService;
let log: MessageLogService;
let billing: BillingFixture;
let wallets: WalletService;

beforeAll(async () => {
  test = await createTestDatabase();
  billing = await createBillingFixture(test.database);
  wallets = new WalletService(new WalletRepository(test.database), billing.audit);
  const { rateCards } = billing;
  // The card of October 2026 goes on in 2027, with volume tiers for utility in Turkey.
  const autumn = seedRateCards()[1]!;
  await rateCards.transaction((transaction) =>
    rateCards.insert(transaction, {
      ...autumn,
      effectiveFrom: '2027-01-01',
      source: 'test',
      tiers: [
        { market: 'TR', category: 'utility', fromMessage: 100_001, amountMicros: 800n },
        { market: 'TR', category: 'utility', fromMessage: 1_000_001, amountMicros: 500n },
      ],
    }),
  );
  pricing = new PricingService(new RateBook(rateCards, SILENT_NOTICES), new PricingVolumeRepository(test.database));
  intake = new IntakeRepository(test.database);
  settlements = new SettlementRepository(test.database);
  settlement = new SettlementService(settlements, pricing);
  reports = new ReportService(new ReportRepository(test.database), settlements, settlement);
  const contacts = { windows: (_: string, all: unknown[]) => Promise.resolve(all.map(() => null)) };
  const webhooks = { attemptsOf: () => Promise.resolve([]) };
  log = new MessageLogService(
    new MessageLogRepository(test.database),
    contacts as unknown as ContactService,
    webhooks,
    pricing,
  );
});
afterAll(() => test.drop());

/** A message on its way: quoted, accepted, and taken by Meta. */
interface Sent {
  to: string;
  /** What it is taken for when it is sent. */
  quotedAs: PriceCategory;
  acceptedAt: string;
  timeZone?: string;
  platformFeeMicros?: bigint;
  markupBps?: number;
}

async function send(tenant: TestTenant, given: Sent): Promise<StoredMessage> {
  const { to, quotedAs, acceptedAt, timeZone = 'UTC', platformFeeMicros = 1_000n, markupBps = 0 } = given;
  await test.database.pool.query('UPDATE phone_numbers SET time_zone = $2 WHERE tenant_id = $1', [tenant.id, timeZone]);
  const quote = await pricing.quote({
    recipient: pricingRecipient(recipientOf(to, to)!),
    category: quotedAs,
    currency: 'USD',
    platformFeeMicros,
    markupBps,
    at: new Date(acceptedAt),
    timeZone,
  });
  const { category, market, country, rateCardId, metaFeeMicros, markupMicros } = quote;
  const priced = { category, market, country, rateCardId, platformFeeMicros, metaFeeMicros, markupMicros, markupBps };
  const message = intakeMessage(tenant, { to, ...priced });
  expect(await intake.accept(message)).toEqual({ verdict: 'accepted' });
  const stored = await read(tenant, message.messageId);
  await settlement.settleSubmission(stored, { event: { kind: 'submitted', wamid: `wamid.${message.messageId}` } });
  return stored;
}

async function report(
  tenant: TestTenant,
  message: StoredMessage,
  status: ReportedStatus,
  at: string,
  told?: MetaPricing,
): Promise<void> {
  const update = {
    tenantId: tenant.id,
    metaPhoneNumberId: tenant.metaPhoneNumberId,
    messageId: message.id,
    wamid: `wamid.${message.id}`,
    status,
    at: new Date(at),
    ...(told && { pricing: told }),
  };
  expect(await reports.apply([{ kind: 'status', update }])).toEqual([{ kind: 'applied' }]);
}

async function read(tenant: TestTenant, id: string): Promise<StoredMessage> {
  const [message] = await settlements.findByIds([{ tenantId: tenant.id, id }]);
  return message!;
}

const charges = (category: MetaPricing['category'], given: Partial<MetaPricing> = {}): MetaPricing => ({
  billable: true,
  pricing_model: 'PMP',
  type: 'regular',
  category,
  ...given,
});

/** Makes the next message that is counted by a scope the nth of its month. */
async function countUpTo(tenant: TestTenant, month: string, scope: string, place: number): Promise<void> {
  await test.database.pool.query(
    'INSERT INTO volume_counters (tenant_id, month, scope, messages) VALUES ($1, $2, $3, $4)',
    [tenant.id, month, scope, place - 1],
  );
}

async function balance(owner: string, kind: string): Promise<bigint> {
  const { rows } = await test.database.pool.query<{ balance_micros: string }>(
    `SELECT balance_micros FROM accounts WHERE tenant_id = $1 AND kind = $2 AND currency = 'USD'`,
    [owner, kind],
  );
  return BigInt(rows[0]!.balance_micros);
}

async function expectSoundLedger(): Promise<void> {
  const results = await new LedgerCheck().run(test.database.pool);
  expect(results.filter(({ ok }) => !ok).flatMap(({ violations }) => violations)).toEqual([]);
}

const TURKEY = '905321234567';
const GERMANY = '4915112345678';
const INDIA = '919812345678';
const SUMMER = '2026-09-15T12:00:00Z';
const AUTUMN = '2026-10-15T12:00:00Z';
const WINTER = '2027-01-15T12:00:00Z';

/** What one message is, and what it must cost; fees in micro-units, 1 USD = 1,000,000. */
interface Case {
  to: string;
  quotedAs: PriceCategory;
  deliveredAt: string;
  /** Meta's word; null: none. */
  meta: MetaPricing | null;
  acceptedAt?: string;
  timeZone?: string;
  markupBps?: number;
  platformFeeMicros?: bigint;
  place?: { scope: (tenant: TestTenant) => string; n: number };
  market: string;
  country: string | null;
  card: '2026-07-01' | '2026-10-01' | '2027-01-01';
  metaFee: bigint;
  markup: bigint;
  /** Meta's fee + markup + platform fee. */
  total: bigint;
}

const turkish = (of: Partial<Case>): Case => ({
  to: TURKEY,
  quotedAs: 'utility',
  deliveredAt: AUTUMN,
  meta: charges('utility'),
  market: 'TR',
  country: 'TR',
  card: '2026-10-01',
  metaFee: 900n,
  markup: 0n,
  total: 1_900n,
  ...of,
});
const german = (of: Partial<Case>): Case => ({
  ...turkish({}),
  to: GERMANY,
  quotedAs: 'marketing',
  meta: charges('marketing'),
  market: 'DE',
  country: 'DE',
  metaFee: 136_500n,
  total: 137_500n,
  ...of,
});
const marketing = (of: Partial<Case>): Case => turkish({ quotedAs: 'marketing', meta: charges('marketing'), ...of });
const service = (of: Partial<Case>): Case => turkish({ quotedAs: 'service', meta: charges('service'), ...of });
const tiered = (n: number, of: Partial<Case>): Case =>
  turkish({ deliveredAt: WINTER, card: '2027-01-01', place: { scope: () => 'TR:utility', n }, ...of });

/** Worked out by hand from Meta's cards (dollars × 1,000,000); the platform's fee is 0.001 = 1,000 unless told. */
const CASES: readonly [title: string, of: Case][] = [
  // Turkey, marketing 0.0109: 10,900 + 0 + 1,000
  ['Turkey, marketing', marketing({ deliveredAt: SUMMER, card: '2026-07-01', metaFee: 10_900n, total: 11_900n })],
  // utility 0.0009 = 900; 5 % of it 45; 900 + 45 + 1,000
  [
    'the last second of summer in UTC, utility with 5 %',
    turkish({ deliveredAt: '2026-09-30T23:59:59Z', card: '2026-07-01', markupBps: 500, markup: 45n, total: 1_945n }),
  ],
  // service n/a on the whole card: free; 0 + 0 + 1,000
  [
    'the last second of summer in UTC, service',
    service({ deliveredAt: '2026-09-30T23:59:59Z', card: '2026-07-01', metaFee: 0n, markupBps: 500, total: 1_000n }),
  ],
  // service 0.0009 = 900; 5 % 45
  [
    'the first second of autumn in UTC, service with 5 %',
    service({ deliveredAt: '2026-10-01T00:00:00Z', markupBps: 500, markup: 45n, total: 1_945n }),
  ],
  // 21:00 UTC is midnight in Istanbul (UTC+3): autumn there, 900
  [
    'midnight in Istanbul, three hours earlier',
    service({ deliveredAt: '2026-09-30T21:00:00Z', timeZone: 'Europe/Istanbul' }),
  ],
  // A second before: summer, free
  [
    'the last second of summer in Istanbul',
    service({
      deliveredAt: '2026-09-30T20:59:59Z',
      timeZone: 'Europe/Istanbul',
      card: '2026-07-01',
      metaFee: 0n,
      total: 1_000n,
    }),
  ],
  // Los Angeles is at UTC-7: 06:59:59 UTC is still September there
  [
    'the last second of summer in Los Angeles',
    service({
      deliveredAt: '2026-10-01T06:59:59Z',
      timeZone: 'America/Los_Angeles',
      card: '2026-07-01',
      metaFee: 0n,
      total: 1_000n,
    }),
  ],
  ['the first of autumn there', service({ deliveredAt: '2026-10-01T07:00:00Z', timeZone: 'America/Los_Angeles' })],
  // Sent in summer, when service was free: 0 reserved; delivered in autumn at 900
  ['sent in summer and delivered in autumn, service', service({ acceptedAt: SUMMER })],
  // Argentina, service 0.0260 = 26,000; 2.5 % 650; 26,000 + 650 + 1,000
  [
    'Argentina, service with 2.5 %',
    service({
      to: '5491122334455',
      market: 'AR',
      country: 'AR',
      metaFee: 26_000n,
      markupBps: 250,
      markup: 650n,
      total: 27_650n,
    }),
  ],
  // Germany, marketing 0.1365 = 136,500; 10 % 13,650
  ['Germany, marketing with 10 %', german({ markupBps: 1_000, markup: 13_650n, total: 151_150n })],
  // Marketing Messages Lite costs what marketing costs
  ['Germany, marketing lite', german({ quotedAs: 'marketing_lite', meta: charges('marketing_lite') })],
  // India, authentication 0.0014
  [
    'India, authentication',
    turkish({
      to: INDIA,
      quotedAs: 'authentication',
      meta: charges('authentication'),
      market: 'IN',
      country: 'IN',
      metaFee: 1_400n,
      total: 2_400n,
    }),
  ],
  // 0.0304 = 30,400; 0.01 % 3.04, rounded to 3
  [
    'India, authentication international with 0.01 %',
    turkish({
      to: INDIA,
      quotedAs: 'authentication-international',
      meta: charges('authentication-international'),
      market: 'IN',
      country: 'IN',
      metaFee: 30_400n,
      markupBps: 1,
      markup: 3n,
      total: 31_403n,
    }),
  ],
  // France has n/a there: authentication 0.0300
  [
    'France, authentication international',
    turkish({
      to: '33612345678',
      quotedAs: 'authentication-international',
      meta: charges('authentication-international'),
      market: 'FR',
      country: 'FR',
      metaFee: 30_000n,
      total: 31_000n,
    }),
  ],
  // Rest of Asia Pacific 0.0113, then a market of its own: 0.0037
  [
    'Bangladesh in summer',
    turkish({
      to: '8801712345678',
      deliveredAt: SUMMER,
      card: '2026-07-01',
      market: 'REST_OF_ASIA_PACIFIC',
      country: 'BD',
      metaFee: 11_300n,
      total: 12_300n,
    }),
  ],
  [
    'Bangladesh, sent in summer and delivered in autumn',
    turkish({ to: '8801712345678', acceptedAt: SUMMER, market: 'BD', country: 'BD', metaFee: 3_700n, total: 4_700n }),
  ],
  // +7 was Russia's alone, 0.0802, before Kazakhstan became a market, 0.0604
  [
    'Kazakhstan in summer, marketing',
    marketing({
      to: '77012345678',
      deliveredAt: SUMMER,
      card: '2026-07-01',
      market: 'RU',
      country: 'RU',
      metaFee: 80_200n,
      total: 81_200n,
    }),
  ],
  [
    'Kazakhstan in autumn, marketing',
    marketing({ to: '77012345678', market: 'KZ', country: 'KZ', metaFee: 60_400n, total: 61_400n }),
  ],
  // 0.0250 = 25,000; 3.33 % 832.5, half a micro-unit goes up: 833
  [
    'the United States, marketing with 3.33 %',
    marketing({
      to: '16505551234',
      market: 'NORTH_AMERICA',
      country: 'US',
      metaFee: 25_000n,
      markupBps: 333,
      markup: 833n,
      total: 26_833n,
    }),
  ],
  [
    'Canada, which shares +1',
    marketing({ to: '14165551234', market: 'NORTH_AMERICA', country: 'CA', metaFee: 25_000n, total: 26_000n }),
  ],
  // +1242 is OTHER: 0.0604; +1787 rest of Latin America: 0.0740; Kosovo is on no list: OTHER
  [
    'the Bahamas, by a longer prefix',
    marketing({ to: '12425551234', market: 'OTHER', country: 'BS', metaFee: 60_400n, total: 61_400n }),
  ],
  [
    'Puerto Rico, by a longer prefix',
    marketing({ to: '17875551234', market: 'REST_OF_LATIN_AMERICA', country: 'PR', metaFee: 74_000n, total: 75_000n }),
  ],
  [
    'Kosovo, which is not listed',
    marketing({ to: '38344123456', market: 'OTHER', country: 'XK', metaFee: 60_400n, total: 61_400n }),
  ],
  // User ids are charged by their country: US 0.0250, KZ 0.0604, Guernsey as +44 utility 0.0220
  [
    'a user id of the United States',
    marketing({ to: 'US.1349abc', market: 'NORTH_AMERICA', country: 'US', metaFee: 25_000n, total: 26_000n }),
  ],
  [
    'a user id of Kazakhstan',
    marketing({ to: 'KZ.77abc', market: 'KZ', country: 'KZ', metaFee: 60_400n, total: 61_400n }),
  ],
  ['a user id of Guernsey', turkish({ to: 'GG.1', market: 'GB', country: 'GG', metaFee: 22_000n, total: 23_000n })],
  // Not billable: the platform's fee alone
  [
    'from an advertisement',
    german({
      meta: charges('marketing', { billable: false, type: 'free_entry_point' }),
      markupBps: 1_000,
      metaFee: 0n,
      total: 1_000n,
    }),
  ],
  [
    'within the free window',
    turkish({
      deliveredAt: SUMMER,
      card: '2026-07-01',
      meta: charges('utility', { billable: false, type: 'free_customer_service' }),
      metaFee: 0n,
      total: 1_000n,
    }),
  ],
  ['a referral', german({ meta: charges('referral_conversion'), metaFee: 0n, total: 1_000n })],
  // Meta's category wins: sent as marketing 0.0109, delivered as utility 0.0009; and the other way round
  ['sent as marketing and charged as utility', marketing({ meta: charges('utility') })],
  [
    'sent as service and charged as marketing',
    service({ meta: charges('marketing'), metaFee: 10_900n, total: 11_900n }),
  ],
  // A category that nobody knows costs what it was quoted with
  ['of a category that nobody knows', turkish({ meta: charges('astrology' as MetaPricing['category']) })],
  ['without a word of Meta', turkish({ meta: null })],
  // 2027: utility 0.0009; from message 100,001 on 0.0008; from 1,000,001 on 0.0005
  ['message 100,000 of the month', tiered(100_000, {})],
  ['message 100,001 of the month', tiered(100_001, { metaFee: 800n, total: 1_800n })],
  ['message 1,000,000 of the month', tiered(1_000_000, { metaFee: 800n, total: 1_800n })],
  // 500; 2.5 % 12.5, half a micro-unit goes up: 13
  [
    'message 1,000,001 of the month with 2.5 %',
    tiered(1_000_001, { metaFee: 500n, markupBps: 250, markup: 13n, total: 1_513n }),
  ],
  // Its month is December in Los Angeles, where it is the first: 0.0009 of the card of October
  [
    'message 100,001 of January, which is still December in Los Angeles',
    tiered(100_001, { deliveredAt: '2027-01-01T07:59:59Z', timeZone: 'America/Los_Angeles', card: '2026-10-01' }),
  ],
  // A free message uses up no place, and one of marketing has no tiers
  [
    'message 100,001 of the month, but free',
    tiered(100_001, { meta: charges('utility', { billable: false }), metaFee: 0n, total: 1_000n }),
  ],
  // Without a word of Meta: 1,000 service messages per number and month are free
  [
    'service message 1,000 of its number, without a word of Meta',
    service({
      meta: null,
      metaFee: 0n,
      total: 1_000n,
      place: { scope: ({ phoneNumberId }) => `service:${phoneNumberId}`, n: 1_000 },
    }),
  ],
  [
    'service message 1,001 of its number, without a word of Meta',
    service({ meta: null, place: { scope: ({ phoneNumberId }) => `service:${phoneNumberId}`, n: 1_001 } }),
  ],
  // A plan without a platform fee and with 100 %: 10,900 + 10,900
  [
    'a plan of markup alone',
    marketing({ platformFeeMicros: 0n, markupBps: 10_000, metaFee: 10_900n, markup: 10_900n, total: 21_800n }),
  ],
];

describe('A message costs', () => {
  it.each(CASES)('what was worked out by hand: %s', async (_, of) => {
    const tenant = await openTestTenant(test, { availableMicros: 1_000_000n });
    const { timeZone, markupBps, platformFeeMicros = 1_000n, deliveredAt } = of;
    if (of.place) await countUpTo(tenant, `${deliveredAt.slice(0, 7)}-01`, of.place.scope(tenant), of.place.n);
    const { acceptedAt = deliveredAt, to, quotedAs } = of;
    const message = await send(tenant, { to, quotedAs, acceptedAt, timeZone, markupBps, platformFeeMicros });
    await report(tenant, message, 'sent', deliveredAt, of.meta ?? undefined);
    await report(tenant, message, 'delivered', deliveredAt, of.meta ?? undefined);
    await report(tenant, message, 'read', deliveredAt);

    const { metaFee, markup, total } = of;
    expect(total).toBe(metaFee + markup + platformFeeMicros);
    expect(await read(tenant, message.id)).toMatchObject({
      status: 'read',
      heldMicros: 0n,
      platformFeeMicros,
      metaFeeMicros: metaFee,
      markupMicros: markup,
    });
    expect(await balance(tenant.id, 'available')).toBe(1_000_000n - total);
    expect((await log.find(tenant.id, message.id))?.charge).toMatchObject({
      market: of.market,
      country: of.country,
      rateCard: { effectiveFrom: of.card },
      metaFee: formatMoney(metaFee),
      markup: formatMoney(markup),
      platformFee: formatMoney(platformFeeMicros),
      total: formatMoney(total),
      meta: of.meta,
    });
  });

  it('and every micro-unit of all of them is accounted for', async () => {
    expect(CASES.length).toBeGreaterThanOrEqual(30);
    await expectSoundLedger();
  });

  it('as much as its place in the month says, and the explanation tells it', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 1_000_000n });
    await countUpTo(tenant, '2027-01-01', 'TR:utility', 100_000);
    for (const [tierPlace, unitPrice, tier] of [
      [100_000, '0.000900', 'below the first volume tier'],
      [100_001, '0.000800', 'in the volume tier from message 100001 on'],
    ] as const) {
      const message = await send(tenant, { to: TURKEY, quotedAs: 'utility', acceptedAt: WINTER });
      // Twice at once: it has one place.
      await Promise.all([1, 2].map(() => report(tenant, message, 'delivered', WINTER, charges('utility'))));
      const { charge } = (await log.find(tenant.id, message.id))!;
      expect(charge).toMatchObject({ tierPlace, unitPrice, billable: true });
      expect(charge?.explanation).toContain(
        `Message ${tierPlace} of January 2027 in its market and category: ${tier}.`,
      );
    }
  });

  it('its place, however many are delivered at once: none twice, and none left out', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 1_000_000n });
    await countUpTo(tenant, '2027-01-01', 'TR:utility', 99_991);
    const messages = await Promise.all(
      Array.from({ length: 20 }, () => send(tenant, { to: TURKEY, quotedAs: 'utility', acceptedAt: WINTER })),
    );
    await Promise.all(messages.map((message) => report(tenant, message, 'delivered', WINTER, charges('utility'))));
    const settled = await Promise.all(messages.map(({ id }) => read(tenant, id)));
    // Ten at 900, places 99,991 to 100,000, and ten at 800.
    expect(settled.map(({ metaFeeMicros }) => Number(metaFeeMicros)).sort()).toEqual([
      ...Array.from({ length: 10 }, () => 800),
      ...Array.from({ length: 10 }, () => 900),
    ]);
  });

  it('is reserved at the most that it can cost: the dearest tier', async () => {
    const quote = await pricing.quote({
      recipient: { digits: TURKEY },
      category: 'utility',
      currency: 'USD',
      platformFeeMicros: 0n,
      markupBps: 0,
      at: new Date(WINTER),
    });
    expect(quote.metaFeeMicros).toBe(900n);
  });
});

describe('A message that Meta tells more of after its delivery', () => {
  const stepsOf = async (message: StoredMessage): Promise<Record<string, string>> => {
    const { rows } = await test.database.pool.query<{ step: string; amount_micros: string }>(
      'SELECT step, amount_micros FROM transfers WHERE operation_id = $1 ORDER BY id',
      [message.id],
    );
    return Object.fromEntries(rows.map(({ step, amount_micros }) => [step, amount_micros]));
  };
  const spentByKey = async (tenant: TestTenant): Promise<string | undefined> => {
    const { rows } = await test.database.pool.query<{ spent_micros: string }>(
      'SELECT spent_micros FROM api_key_spend WHERE tenant_id = $1',
      [tenant.id],
    );
    return rows[0]?.spent_micros;
  };

  it('gets back what turns out to be free, by transfers of its own', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    const message = await send(tenant, { to: TURKEY, quotedAs: 'marketing', acceptedAt: AUTUMN, markupBps: 1_000 });
    await report(tenant, message, 'delivered', AUTUMN);
    // Without a word of Meta: 10,900 as quoted, and 10 % of it.
    expect(await balance(tenant.id, 'available')).toBe(100_000n - 1_000n - 10_900n - 1_090n);
    await report(tenant, message, 'read', AUTUMN, charges('marketing', { billable: false, type: 'free_entry_point' }));
    expect(await read(tenant, message.id)).toMatchObject({
      metaFeeMicros: 0n,
      markupMicros: 0n,
      platformFeeMicros: 1_000n,
    });
    expect(await balance(tenant.id, 'available')).toBe(99_000n);
    expect(await spentByKey(tenant)).toBe('1000');
    expect(await stepsOf(message)).toEqual({
      reserve: '12990',
      platform_fee: '1000',
      meta_fee: '10900',
      markup: '1090',
      meta_fee_correction_read: '10900',
      markup_correction_read: '1090',
      release_correction_read: '11990',
    });
    const { charge } = (await log.find(tenant.id, message.id))!;
    expect(charge).toMatchObject({ billable: false, total: '0.001000', meta: { type: 'free_entry_point' } });
    expect(charge?.explanation.join(' ')).toContain('when Meta reported "read": 0.01199 USD less.');
    await expectSoundLedger();
  });

  it('pays what turns out to be dearer, as far as the wallet goes, and the platform’s help is paid back first', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 5_000n });
    const adjustments = await balance('ffffffff-ffff-ffff-ffff-ffffffffffff', 'adjustments');
    const message = await send(tenant, { to: TURKEY, quotedAs: 'utility', acceptedAt: AUTUMN });
    await report(tenant, message, 'delivered', AUTUMN, charges('utility'));
    expect(await balance(tenant.id, 'available')).toBe(3_100n);
    // 10,900 instead of 900: the wallet has 3,100 of the 10,000.
    await report(tenant, message, 'read', AUTUMN, charges('marketing'));
    expect(await read(tenant, message.id)).toMatchObject({ metaFeeMicros: 10_900n, category: 'marketing' });
    expect(await balance(tenant.id, 'available')).toBe(0n);
    expect(await stepsOf(message)).toMatchObject({
      reserve_correction_read: '3100',
      shortfall_correction_read: '6900',
      meta_fee_correction_read: '10000',
    });
    // And free in the end: of 10,900 the platform gets its 6,900 back, the tenant its 4,000.
    await report(tenant, message, 'played', AUTUMN, charges('marketing', { billable: false }));
    expect(await balance(tenant.id, 'available')).toBe(4_000n);
    expect(await balance('ffffffff-ffff-ffff-ffff-ffffffffffff', 'adjustments')).toBe(adjustments);
    expect(await stepsOf(message)).toMatchObject({
      meta_fee_correction_played: '10900',
      shortfall_return_played: '6900',
      release_correction_played: '4000',
    });
    await expectSoundLedger();
  });

  const refund = (tenant: TestTenant, message: StoredMessage, amount: string) =>
    wallets.refund(tenant.id, { amount, reason: 'goodwill', messageId: message.id }, undefined, billing.operator);

  it('is never paid back twice, by a refund and by a correction, nor charged again after a refund in full', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    const message = await send(tenant, { to: TURKEY, quotedAs: 'marketing', acceptedAt: AUTUMN });
    await report(tenant, message, 'delivered', AUTUMN, charges('marketing'));
    // 1,000 + 10,900, all of it given back.
    await refund(tenant, message, '0.0119');
    expect(await balance(tenant.id, 'available')).toBe(100_000n);
    await report(tenant, message, 'read', AUTUMN, charges('utility'));
    expect(await read(tenant, message.id)).toMatchObject({ metaFeeMicros: 900n });
    expect(await stepsOf(message)).toMatchObject({ meta_fee_correction_read: '10000', refund_return_read: '10000' });
    await expect(refund(tenant, message, '0.000001')).rejects.toMatchObject({ code: 'refund_exceeds_charge' });
    await report(tenant, message, 'played', AUTUMN, charges('marketing'));
    expect(await read(tenant, message.id)).toMatchObject({ metaFeeMicros: 10_900n });
    expect(await stepsOf(message)).toMatchObject({ refund_correction_played: '10000' });
    expect(await balance(tenant.id, 'available')).toBe(100_000n);
    const { charge } = (await log.find(tenant.id, message.id))!;
    expect(charge?.explanation.join(' ')).not.toContain('The wallet could not pay');
    await expectSoundLedger();
  });

  it('is corrected by what is left of its charge after a refund of a part', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    const message = await send(tenant, { to: TURKEY, quotedAs: 'marketing', acceptedAt: AUTUMN });
    await report(tenant, message, 'delivered', AUTUMN, charges('marketing'));
    await refund(tenant, message, '0.005');
    await report(tenant, message, 'read', AUTUMN, charges('marketing', { billable: false }));
    // It costs 1,000, and 5,000 were refunded: the tenant gets the 6,900 that it still paid, and the platform 4,000.
    expect(await stepsOf(message)).toMatchObject({ refund_return_read: '4000', release_correction_read: '6900' });
    expect(await balance(tenant.id, 'available')).toBe(100_000n);
    const { charge } = (await log.find(tenant.id, message.id))!;
    expect(charge?.explanation).toContain('0.004 USD had been refunded before: they went back to the platform.');
    await expectSoundLedger();
  });

  it('is not corrected by a decision that did not know of its refund', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    const message = await send(tenant, { to: TURKEY, quotedAs: 'marketing', acceptedAt: AUTUMN });
    await report(tenant, message, 'delivered', AUTUMN, charges('marketing'));
    const update: StatusUpdate = {
      tenantId: tenant.id,
      metaPhoneNumberId: tenant.metaPhoneNumberId,
      messageId: message.id,
      wamid: `wamid.${message.id}`,
      status: 'read',
      at: new Date(AUTUMN),
      pricing: charges('utility'),
    };
    const early = await settlement.decideReports(await read(tenant, message.id), [update]);
    await refund(tenant, message, '0.0119');
    expect(await settlements.settle(early!.settlement)).toBe(false);
    expect(await reports.apply([{ kind: 'status', update }])).toEqual([{ kind: 'applied' }]);
    expect(await balance(tenant.id, 'available')).toBe(100_000n);
  });

  it('is refunded at most what its tenant has paid: what the platform stood in for is not', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 5_000n });
    const message = await send(tenant, { to: TURKEY, quotedAs: 'utility', acceptedAt: AUTUMN });
    await report(tenant, message, 'delivered', AUTUMN, charges('marketing'));
    await expect(refund(tenant, message, '0.005001')).rejects.toMatchObject({
      message: 'The message was charged 0.011900, of which the platform paid 0.006900 and 0.000000 was refunded.',
      fields: [{ path: 'amount', rule: 'charge', message: 'must be at most 0.005000' }],
    });
    await refund(tenant, message, '0.005');
    expect(await balance(tenant.id, 'available')).toBe(5_000n);
  });

  it('is charged by the card of its delivery, however late the price is told', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    const message = await send(tenant, { to: TURKEY, quotedAs: 'marketing', acceptedAt: SUMMER });
    await report(tenant, message, 'delivered', '2026-09-30T23:59:59Z');
    await report(tenant, message, 'read', AUTUMN, charges('service'));
    // Service was free on the day of its delivery.
    expect(await read(tenant, message.id)).toMatchObject({ metaFeeMicros: 0n, category: 'service' });
  });

  it('is left as it is by a price told earlier in its life, and by the same price again', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    const message = await send(tenant, { to: TURKEY, quotedAs: 'marketing', acceptedAt: AUTUMN });
    await report(tenant, message, 'delivered', AUTUMN, charges('marketing'));
    const before = await stepsOf(message);
    await report(tenant, message, 'sent', AUTUMN, charges('utility'));
    await report(tenant, message, 'read', AUTUMN, charges('marketing'));
    await report(tenant, message, 'read', AUTUMN, charges('marketing', { billable: false }));
    expect(await stepsOf(message)).toEqual(before);
    expect((await read(tenant, message.id)).metaFeeMicros).toBe(10_900n);
  });
});

it('A sandbox message takes no place in a volume tier', async () => {
  const tenant = await openTestTenant(test, { availableMicros: 100_000n });
  const message = intakeMessage(tenant, { sandbox: true, messageId: uuidv7(), category: 'utility' });
  await intake.accept(message);
  const stored = await read(tenant, message.messageId);
  await report(tenant, stored, 'delivered', WINTER, charges('utility'));
  const { rows } = await test.database.pool.query('SELECT 1 FROM volume_places WHERE tenant_id = $1', [tenant.id]);
  expect(rows).toEqual([]);
});
