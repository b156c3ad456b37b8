import { formatMoney, uuidv7 } from '@switchboard/contracts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import type { AppConfig } from '../../config/env';
import { CacheNotices } from '../../database/cache-notices';
import { CsvBody } from '../../http/csv-body';
import type { TenantDirectory, TenantSnapshot } from '../tenant/tenant-directory';
import { type BillingFixture, createBillingFixture } from '../../../test/support/billing-fixture';
import { ConsoleQuoteService } from './console-quote.service';
import { PlanDirectory } from './plan-directory.service';
import { dayOf } from './pricing';
import { PricingService } from './pricing.service';
import { PricingVolumeRepository } from './pricing-volume.repository';
import { RateBook } from './rate-book.service';
import { type NewRateCardBody, RateCardQuery, type RateLineBody } from './rate-card.dto';
import { RateCardService } from './rate-card.service';
import { seedRateCards } from './seed-data';
import { WalletRepository } from './wallet.repository';
import { WalletService } from './wallet.service';

const DAY_MS = 24 * 60 * 60 * 1000;
const dayFromNow = (days: number) => dayOf(new Date(Date.now() + days * DAY_MS));

/** A full card: the newest of the seeded ones, each rate a hundred times as high. */
function linesOf(): RateLineBody[] {
  return seedRateCards()[1]!.lines.map(({ market, marketName, rates }) => {
    const amount = (micros: bigint | null) => (micros === null ? null : formatMoney(micros * 100n));
    return {
      market,
      marketName,
      marketing: formatMoney((rates.marketing ?? 0n) * 100n),
      utility: amount(rates.utility),
      authentication: amount(rates.authentication),
      authenticationInternational: amount(rates.authentication_international),
      service: amount(rates.service),
    };
  });
}

function cardBody(over: Partial<NewRateCardBody> = {}): NewRateCardBody {
  return { currency: 'USD', effectiveFrom: dayFromNow(2), source: 'test', rates: linesOf(), ...over };
}

/** The seeded card of October 2026 as Meta publishes it. */
function metaCsv(change: (line: string, market: string) => string = (line) => line): string {
  const amount = (micros: bigint | null) => (micros === null ? 'n/a' : (Number(micros) / 1e6).toFixed(4));
  const lines = seedRateCards()[1]!.lines.map(({ market, marketName, rates }) =>
    change(
      [
        marketName,
        '$US',
        amount(rates.marketing),
        amount(rates.utility),
        amount(rates.authentication),
        amount(rates.authentication_international),
        amount(rates.service),
      ].join(','),
      market,
    ),
  );
  const header = 'Market,Currency,Marketing,Utility,Authentication,Authentication-International,Service';
  return ['WhatsApp Business Platform, rates per delivered message', '', header, ...lines, ''].join('\r\n');
}

function tenantSnapshot(id: string): Partial<TenantSnapshot> {
  const number = { id: 'n', phoneNumberId: '106540352242922', timeZone: 'Europe/Istanbul' };
  return { id, phoneNumbers: [number as TenantSnapshot['phoneNumbers'][number]] };
}

describe('rate cards', () => {
  let db: TestDatabase;
  let billing: BillingFixture;
  let notices: CacheNotices;
  let book: RateBook;
  let cards: RateCardService;
  let pricing: PricingService;
  let quotes: ConsoleQuoteService;

  beforeAll(async () => {
    db = await createTestDatabase();
    billing = await createBillingFixture(db.database);
    notices = new CacheNotices({ databaseUrl: db.url } as AppConfig);
    book = new RateBook(billing.rateCards, notices);
    cards = new RateCardService(billing.rateCards, billing.accounts, book, billing.audit);
    pricing = new PricingService(book, new PricingVolumeRepository(db.database));
    const wallets = new WalletService(new WalletRepository(db.database), billing.audit);
    const tenants = { require: (id: string) => Promise.resolve(tenantSnapshot(id)) } as unknown as TenantDirectory;
    quotes = new ConsoleQuoteService(pricing, new PlanDirectory(billing.plans, notices), wallets, book, tenants);
    await notices.onModuleInit();
  });

  afterAll(async () => {
    await notices.onModuleDestroy();
    await db.drop();
  });

  const query = (given: Partial<RateCardQuery> = {}) => Object.assign(new RateCardQuery(), given);
  const create = (body: NewRateCardBody | CsvBody, given?: Partial<RateCardQuery>) =>
    cards.create({ body, query: query(given) }, billing.operator.user, billing.operator.origin);
  const preview = (body: NewRateCardBody | CsvBody, given?: Partial<RateCardQuery>) =>
    cards.preview({ body, query: query(given) });
  const count = async (table: string) =>
    Number((await db.database.pool.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);

  it('are there from the start, once, however many processes start how often', async () => {
    const counts = () => Promise.all(['plans', 'market_prefixes', 'rate_cards', 'rates', 'accounts'].map(count));
    // 159 + 159 + 159 + 161 prefixes; (38 + 47 markets) × 5 categories; 4 accounts of the platform.
    const expected = [3, 638, 2, 425, 4];
    expect(await counts()).toEqual(expected);
    await Promise.all([billing.seed.run(), billing.seed.run(), billing.seed.run()]);
    expect(await counts()).toEqual(expected);
  });

  it('are seeded with n/a kept apart from zero', async () => {
    const [autumn, summer] = (await cards.list({ limit: 50 })).items;
    expect([summer, autumn]).toMatchObject([
      { currency: 'USD', effectiveFrom: '2026-07-01' },
      { currency: 'USD', effectiveFrom: '2026-10-01' },
    ]);
    const turkey = (await cards.find(summer!.id)).rates.find(({ market }) => market === 'TR');
    expect(turkey).toEqual({
      market: 'TR',
      marketName: 'Turkey',
      marketing: '0.010900',
      utility: '0.000900',
      authentication: '0.000900',
      authenticationInternational: null,
      service: null,
    });
  });

  it('price a message by recipient, category and time', async () => {
    const quote = await pricing.quote({
      recipient: { digits: '905321234567' },
      category: 'marketing',
      currency: 'USD',
      platformFeeMicros: 1_000n,
      markupBps: 500,
      at: new Date('2026-10-01T00:00:00Z'),
    });
    // 0.0109 from Meta, 5 % of it as markup, 0.001 platform fee.
    expect(quote).toMatchObject({
      market: 'TR',
      country: 'TR',
      category: 'marketing',
      rateCardEffectiveFrom: '2026-10-01',
      platformFeeMicros: 1_000n,
      metaFeeMicros: 10_900n,
      markupMicros: 545n,
      totalMicros: 12_445n,
      currency: 'USD',
    });
  });

  it("charge a delivered message by Meta's category and the card of its delivery", async () => {
    const delivered = (metaCategory: string, at: string, fallbackCategory?: 'utility') =>
      pricing.priceDelivered({
        recipient: { digits: '905321234567' },
        metaCategory,
        fallbackCategory,
        at: new Date(at),
        currency: 'USD',
        markupBps: 1_000,
      });
    expect(await delivered('service', '2026-09-30T23:59:59Z')).toMatchObject({
      metaFeeMicros: 0n,
      markupMicros: 0n,
      category: 'service',
    });
    expect(await delivered('service', '2026-10-01T00:00:00Z')).toMatchObject({
      metaFeeMicros: 900n,
      markupMicros: 90n,
      category: 'service',
    });
    expect(await delivered('referral_conversion', '2026-10-01T00:00:00Z')).toMatchObject({
      metaFeeMicros: 0n,
      category: 'referral_conversion',
    });
    expect(await delivered('a_new_category', '2026-10-01T00:00:00Z')).toMatchObject({
      metaFeeMicros: 10_900n,
      category: 'marketing',
    });
    expect(await delivered('a_new_category', '2026-10-01T00:00:00Z', 'utility')).toMatchObject({
      metaFeeMicros: 900n,
      category: 'utility',
    });
  });

  it('refuse to price in a currency that has none', async () => {
    await expect(
      pricing.quote({
        recipient: { digits: '905321234567' },
        category: 'utility',
        currency: 'XTS',
        platformFeeMicros: 0n,
        markupBps: 0,
        at: new Date(),
      }),
    ).rejects.toThrow('There is no rate card in XTS.');
  });

  it('can be added for a day to come, and apply from then on', async () => {
    const card = await create(cardBody());
    expect(card).toMatchObject({ currency: 'USD', effectiveFrom: dayFromNow(2), source: 'test' });
    expect(card.rates).toHaveLength(47);
    expect(billing.audited.at(-1)).toMatchObject({ action: 'rate_card.created', targetId: card.id });
    const costOn = (day: string) =>
      quotes.quote({ to: '+90 532 123 45 67', category: 'UTILITY', at: `${day}T00:00:00Z` });
    expect(await costOn(dayFromNow(1))).toMatchObject({ metaFee: '0.000900', rateCardEffectiveFrom: '2026-10-01' });
    expect(await costOn(dayFromNow(2))).toMatchObject({
      metaFee: '0.090000',
      rateCardEffectiveFrom: dayFromNow(2),
      rateCard: card.id,
    });
  });

  it('are refused for a day that has a card, that is over or that is today', async () => {
    await create(cardBody({ effectiveFrom: dayFromNow(3) }));
    await expect(create(cardBody({ effectiveFrom: dayFromNow(3) }))).rejects.toMatchObject({
      status: 409,
      fields: [{ path: 'effectiveFrom', rule: 'unique' }],
    });
    for (const effectiveFrom of [dayFromNow(0), dayFromNow(-1), '2020-01-01']) {
      await expect(create(cardBody({ effectiveFrom }))).rejects.toMatchObject({
        status: 400,
        fields: [{ path: 'effectiveFrom', rule: 'future' }],
      });
    }
  });

  it('are refused with every wrong line named, and nothing is kept of them', async () => {
    const before = [await count('rate_cards'), await count('rates')];
    const rates = linesOf().filter(({ market }) => market !== 'BD' && market !== 'OTHER');
    rates.push({ ...rates[0]! });
    await expect(create(cardBody({ effectiveFrom: dayFromNow(4), rates }))).rejects.toMatchObject({
      status: 400,
      fields: [
        { path: `rates[${rates.length - 1}].market`, rule: 'unique' },
        { path: 'rates', rule: 'complete', message: 'lacks a line for market BD' },
        { path: 'rates', rule: 'complete', message: 'lacks a line for market OTHER' },
      ],
    });
    expect([await count('rate_cards'), await count('rates')]).toEqual(before);
  });

  it('open a new currency, also for the time before', async () => {
    await expect(quotes.quote({ to: '905321234567', category: 'utility', currency: 'EUR' })).rejects.toMatchObject({
      status: 400,
      fields: [{ path: 'currency' }],
    });
    await create(cardBody({ currency: 'EUR', effectiveFrom: '2026-10-01' }));
    expect(await quotes.quote({ to: '905321234567', category: 'utility', currency: 'EUR' })).toMatchObject({
      currency: 'EUR',
      metaFee: '0.090000',
    });
    await expect(create(cardBody({ currency: 'EUR', effectiveFrom: dayFromNow(-1) }))).rejects.toMatchObject({
      status: 400,
    });
    const tenantId = await billing.openTenant('EUR');
    const wallets = new WalletService(new WalletRepository(db.database), billing.audit);
    await wallets.topUp(tenantId, { amount: '3.00' }, undefined, billing.operator);
    expect(await wallets.view(tenantId)).toMatchObject({ currency: 'EUR', total: '3.000000' });
  });

  it('that another process adds are known without a restart', async () => {
    await book.current();
    const reread = new Promise<void>((resolve) => notices.onChange(({ table }) => table === 'rate_cards' && resolve()));
    const elsewhere = await billing.rateCards.transaction((transaction) =>
      billing.rateCards.insert(transaction, {
        currency: 'USD',
        effectiveFrom: dayFromNow(9),
        source: 'elsewhere',
        freeServiceMessages: 0,
        lines: [],
        tiers: [],
      }),
    );
    await reread;
    expect((await book.current()).cardsByCurrency.get('USD')?.at(-1)?.id).toBe(elsewhere);
    await db.database.pool.query('DELETE FROM rate_cards WHERE id = $1', [elsewhere]);
  });

  it('are told apart from what is missing', async () => {
    await expect(cards.find('01890000-0000-7000-8000-000000000000')).rejects.toMatchObject({ status: 404 });
    await expect(cards.find('nonsense')).rejects.toMatchObject({ status: 404 });
  });

  it("quote with a tenant's plan and currency, or at list price", async () => {
    const tenantId = await billing.openTenant();
    const at = '2026-11-01T00:00:00Z';
    expect(await quotes.quote({ tenantId, to: '905321234567', category: 'marketing', at })).toMatchObject({
      market: 'TR',
      country: 'TR',
      category: 'marketing',
      platformFee: '0.001000',
      metaFee: '0.010900',
      markup: '0.000000',
      total: '0.011900',
      currency: 'USD',
    });
    expect(await quotes.quote({ to: 'US.1349abc', category: 'marketing', at })).toMatchObject({
      platformFee: '0.000000',
      total: '0.025000',
    });
  });

  it.each([
    [{ to: 'nobody', category: 'utility' }, 'to'],
    [{ to: '123', category: 'utility' }, 'to'],
    [{ to: '905321234567', category: 'luxury' }, 'category'],
  ])('refuse to quote %j, naming the field', async (body, path) => {
    await expect(quotes.quote(body)).rejects.toMatchObject({ status: 400, fields: [{ path }] });
  });

  it('refuse to quote for a tenant that is not there, or in a currency that is not its own', async () => {
    const body = { to: '905321234567', category: 'utility' };
    await expect(quotes.quote({ ...body, tenantId: '01890000-0000-7000-8000-000000000000' })).rejects.toMatchObject({
      status: 404,
    });
    const tenantId = await billing.openTenant();
    await expect(quotes.quote({ ...body, tenantId, currency: 'EUR' })).rejects.toMatchObject({
      status: 400,
      fields: [{ path: 'currency' }],
    });
  });

  it('learn from the seed what it has learnt since, where they came from it; those of operators do not', async () => {
    const seeded = () =>
      db.database.pool.query<{ free_service_messages: number }>(
        `SELECT free_service_messages FROM rate_cards WHERE currency = 'USD' AND effective_from = '2026-10-01'`,
      );
    expect((await seeded()).rows).toEqual([{ free_service_messages: 1_000 }]);
    // As an installation that was seeded before there was such a column.
    await db.database.pool.query(`UPDATE rate_cards SET free_service_messages = 0 WHERE effective_from = '2026-10-01'`);
    await billing.seed.run();
    expect((await seeded()).rows).toEqual([{ free_service_messages: 1_000 }]);
    await db.database.pool.query(
      `UPDATE rate_cards SET free_service_messages = 7, source = 'console' WHERE effective_from = '2026-10-01' AND currency = 'USD'`,
    );
    await billing.seed.run();
    expect((await seeded()).rows).toEqual([{ free_service_messages: 7 }]);
    await db.database.pool.query(
      `UPDATE rate_cards SET free_service_messages = 1000, source = $1 WHERE effective_from = '2026-10-01' AND currency = 'USD'`,
      [seedRateCards()[1]!.source],
    );
  });

  it('come with volume tiers and free service messages, which a quote and a delivery follow', async () => {
    const tiers = [
      { market: 'TR', category: 'UTILITY', fromMessage: 3, amount: '0.05' },
      { market: 'TR', category: 'utility', fromMessage: 5, amount: '0.2' },
      { market: 'BD', category: 'authentication-international', fromMessage: 100, amount: '1.5' },
    ];
    const card = await create(cardBody({ effectiveFrom: dayFromNow(20), tiers, freeServiceMessages: 2 }));
    expect(card).toMatchObject({
      freeServiceMessages: 2,
      tiers: [
        { market: 'BD', category: 'authentication-international', fromMessage: 100, amount: '1.500000' },
        { market: 'TR', category: 'utility', fromMessage: 3, amount: '0.050000' },
        { market: 'TR', category: 'utility', fromMessage: 5, amount: '0.200000' },
      ],
    });
    // Reserved is the dearest tier: 0.2, and not the card's own 0.09.
    const at = new Date(`${dayFromNow(21)}T12:00:00Z`);
    expect(await quotes.quote({ to: '905321234567', category: 'utility', at: at.toISOString() })).toMatchObject({
      metaFee: '0.200000',
    });
    const tenantId = await billing.openTenant();
    const phoneNumberId = uuidv7();
    const deliver = (metaCategory: string | null, messageId = uuidv7()) =>
      pricing.priceDelivered({
        recipient: { digits: '905321234567' },
        metaCategory,
        fallbackCategory: 'service',
        at,
        currency: 'USD',
        markupBps: 0,
        countAs: { tenantId, messageId, phoneNumberId },
      });
    const fees: bigint[] = [];
    for (let n = 0; n < 6; n += 1) fees.push((await deliver('utility')).metaFeeMicros);
    // Two at 0.09, two at 0.05, the rest at 0.2.
    expect(fees).toEqual([90_000n, 90_000n, 50_000n, 50_000n, 200_000n, 200_000n]);
    // Service without a word of Meta: two are free, then 0.09. With Meta's word they are not counted.
    expect((await deliver('service')).metaFeeMicros).toBe(90_000n);
    const free: bigint[] = [];
    for (let n = 0; n < 3; n += 1) free.push((await deliver(null)).metaFeeMicros);
    expect(free).toEqual([0n, 0n, 90_000n]);
    await db.database.pool.query('DELETE FROM rate_cards WHERE id = $1', [card.id]);
  });

  it('give each of many messages a place of its own, and one message always the same', async () => {
    const volumes = new PricingVolumeRepository(db.database);
    const tenantId = await billing.openTenant();
    const messages = Array.from({ length: 64 }, () => uuidv7());
    const ask = (messageId: string) => volumes.place(tenantId, messageId, '2026-11-01', 'TR:utility');
    const asked = await Promise.all([...messages, ...messages, ...messages].map(ask));
    expect(asked.slice(0, 64).sort((one, other) => one - other)).toEqual(messages.map((_, index) => index + 1));
    expect(asked.slice(64, 128)).toEqual(asked.slice(0, 64));
    expect(asked.slice(128)).toEqual(asked.slice(0, 64));
    // A new month begins anew, and so does every other tenant.
    expect(await volumes.place(tenantId, uuidv7(), '2026-12-01', 'TR:utility')).toBe(1);
    expect(await volumes.place(await billing.openTenant(), uuidv7(), '2026-11-01', 'TR:utility')).toBe(1);
  });

  it.each<[string, object, object]>([
    ['fromMessage', { fromMessage: 2, amount: '0.01' }, { rule: 'ascending' }],
    ['market', { market: 'ATLANTIS' }, { rule: 'listed' }],
    ['category', { category: 'luxury' }, { rule: 'category' }],
    ['category', { category: 'referral_conversion' }, { rule: 'category' }],
    ['category', { category: 'authentication_international' }, { rule: 'sold' }],
    ['amount', { amount: '101' }, { rule: 'money' }],
  ])('are refused for a tier whose %s is wrong: %j', async (field, over, problem) => {
    const sound = { market: 'TR', category: 'utility', fromMessage: 2, amount: '0.05' };
    const tiers = [sound, { ...sound, fromMessage: 10, ...over }];
    await expect(create(cardBody({ effectiveFrom: dayFromNow(30), tiers }))).rejects.toMatchObject({
      status: 400,
      fields: [{ path: `tiers[1].${field}`, ...problem }],
    });
  });

  it('are refused under the name of the seed, which knows its own by it', async () => {
    const source = 'prisma/seed-data/pricing_rates_usd_2026.json';
    await expect(create(cardBody({ effectiveFrom: dayFromNow(30), source }))).rejects.toMatchObject({
      fields: [{ path: 'source', rule: 'reserved' }],
    });
  });

  it('tell what they would change before they are added, and nothing is written for it', async () => {
    const before = [await count('rate_cards'), await count('rates'), billing.audited.length];
    const csv = metaCsv((line, market) => {
      if (market === 'TR') return 'Türkiye,$US,0.0200,0.0009,n/a,n/a,0.0009';
      return market === 'GB' ? line.replace('0.0635', '0.0700') : line;
    });
    const effectiveFrom = dayFromNow(40);
    const told = await preview(new CsvBody(csv), { currency: 'USD', effectiveFrom });
    expect([await count('rate_cards'), await count('rates'), billing.audited.length]).toEqual(before);
    // The card before is the one added above, for the day after tomorrow or the day after that: a hundred times as dear.
    expect(told.comparedWith).toEqual({ id: expect.any(String) as string, effectiveFrom: dayFromNow(3) });
    expect(told).toMatchObject({
      currency: 'USD',
      effectiveFrom,
      added: [],
      removed: [],
      freeServiceMessages: { from: 1_000, to: 1_000 },
    });
    expect(told.changes.filter(({ market }) => market === 'TR')).toEqual([
      { market: 'TR', category: 'marketing', from: '1.090000', to: '0.020000', changePercent: -98.17 },
      { market: 'TR', category: 'utility', from: '0.090000', to: '0.000900', changePercent: -99 },
      { market: 'TR', category: 'authentication', from: '0.090000', to: null, changePercent: null },
      { market: 'TR', category: 'service', from: '0.090000', to: '0.000900', changePercent: -99 },
    ]);
    expect(told.warnings).toContain('Türkiye (TR), authentication: becomes n/a, and was 0.090000.');
    await expect(preview(new CsvBody(csv), { currency: 'USD', effectiveFrom: dayFromNow(3) })).rejects.toMatchObject({
      status: 409,
    });
  });

  it('are imported from Meta’s CSV as it is published', async () => {
    const card = await create(new CsvBody(`\uFEFF${metaCsv()}`), {
      currency: 'USD',
      effectiveFrom: dayFromNow(50),
      source: 'Meta, January',
      freeServiceMessages: '500',
    });
    expect(card).toMatchObject({ source: 'Meta, January', freeServiceMessages: 500, tiers: [] });
    const seeded = seedRateCards()[1]!.lines;
    expect(card.rates).toHaveLength(seeded.length);
    for (const { market, marketName, rates } of seeded) {
      const amount = (micros: bigint | null) => (micros === null ? null : formatMoney(micros));
      expect(card.rates.find((rate) => rate.market === market)).toEqual({
        market,
        marketName,
        marketing: amount(rates.marketing),
        utility: amount(rates.utility),
        authentication: amount(rates.authentication),
        authenticationInternational: amount(rates.authentication_international),
        service: amount(rates.service),
      });
    }
    await db.database.pool.query('DELETE FROM rate_cards WHERE id = $1', [card.id]);
  });

  it('in CSV are refused with every wrong line at once, and nothing is kept of them', async () => {
    const before = [await count('rate_cards'), await count('rates')];
    const csv = metaCsv((line, market) => {
      if (market === 'BD') return '';
      if (market === 'AR') return line.replace('0.0618', '0.06180001');
      return market === 'TR' ? 'Turkey,EUR,1e3,-0.0009,NaN,n/a' : line;
    });
    // Argentina is line 4; Turkey the 36th market, in line 39.
    await expect(create(new CsvBody(csv), { currency: 'USD', effectiveFrom: dayFromNow(60) })).rejects.toMatchObject({
      status: 400,
      fields: [
        { path: 'line 4, Marketing', rule: 'money', message: expect.stringContaining('6 decimals') as string },
        { path: 'line 39', rule: 'cells', message: 'has 6 cells, and the header 7' },
        { path: 'file', rule: 'complete', message: 'lacks a line for market BD' },
      ],
    });
    expect([await count('rate_cards'), await count('rates')]).toEqual(before);
    await expect(create(new CsvBody(csv))).rejects.toMatchObject({
      fields: [
        { path: 'currency', rule: 'required' },
        { path: 'effectiveFrom', rule: 'required' },
      ],
    });
    await expect(
      create(new CsvBody(metaCsv()), { currency: 'USD', effectiveFrom: dayFromNow(0) }),
    ).rejects.toMatchObject({ fields: [{ path: 'effectiveFrom', rule: 'future' }] });
  });

  it('price by the calendar of the number that would send, or of a zone', async () => {
    const tenantId = await billing.openTenant();
    // 30 September in UTC, 1 October in Istanbul: 0.0009 for what was free.
    const body = { tenantId, to: '905321234567', category: 'service', at: '2026-09-30T22:00:00Z' };
    expect(await quotes.quote(body)).toMatchObject({ metaFee: '0.000000', rateCardEffectiveFrom: '2026-07-01' });
    for (const told of [{ phoneNumberId: '106540352242922' }, { timeZone: 'Europe/Istanbul' }]) {
      expect(await quotes.quote({ ...body, ...told })).toMatchObject({
        metaFee: '0.000900',
        rateCardEffectiveFrom: '2026-10-01',
      });
    }
    await expect(quotes.quote({ ...body, phoneNumberId: '1' })).rejects.toMatchObject({
      fields: [{ path: 'phoneNumberId', rule: 'exists' }],
    });
    await expect(quotes.quote({ ...body, tenantId: undefined, phoneNumberId: '1' })).rejects.toMatchObject({
      fields: [{ path: 'phoneNumberId', rule: 'tenant' }],
    });
  });
});
