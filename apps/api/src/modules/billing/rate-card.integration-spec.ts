import { formatMoney } from '@switchboard/contracts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import type { AppConfig } from '../../config/env';
import { CacheNotices } from '../../database/cache-notices';
import { type BillingFixture, createBillingFixture } from '../../../test/support/billing-fixture';
import { ConsoleQuoteService } from './console-quote.service';
import { PlanDirectory } from './plan-directory.service';
import { dayOf } from './pricing';
import { PricingService } from './pricing.service';
import { RateBook } from './rate-book.service';
import type { NewRateCardBody, RateLineBody } from './rate-card.dto';
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
    pricing = new PricingService(book);
    const wallets = new WalletService(new WalletRepository(db.database), billing.audit);
    quotes = new ConsoleQuoteService(pricing, new PlanDirectory(billing.plans, notices), wallets, book);
    await notices.onModuleInit();
  });

  afterAll(async () => {
    await notices.onModuleDestroy();
    await db.drop();
  });

  const create = (body: NewRateCardBody) => cards.create(body, billing.operator.user, billing.operator.origin);
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
    await expect(create(cardBody({ effectiveFrom: dayFromNow(3) }))).rejects.toMatchObject({ status: 409 });
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
        lines: [],
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
});
