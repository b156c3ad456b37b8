import * as fc from 'fast-check';
import type { PriceCategory } from '@switchboard/contracts';
import { type PricingRecipient, marketVersionOf } from './market';
import {
  type MarketRates,
  type PlacedTier,
  type RateBookPages,
  type RateCard,
  dayOf,
  highestRate,
  inForce,
  listPrice,
  markupOf,
  monthOf,
  priceCategoryOf,
  rateBookOf,
  rateCardOf,
  rateOf,
  tierRate,
  volumeScope,
} from './pricing';
import { seedMarketVersions, seedRateCards } from './seed-data';

const SUMMER = new Date('2026-09-15T12:00:00Z');
const LAST_SECOND = new Date('2026-09-30T23:59:59.999Z');
const FIRST_SECOND = new Date('2026-10-01T00:00:00.000Z');
const AUTUMN = new Date('2026-11-20T12:00:00Z');

function seededBook(): RateBookPages {
  return rateBookOf(
    seedMarketVersions().map((version) => marketVersionOf(version.effectiveFrom, version.lines)),
    seedRateCards().map((card) =>
      rateCardOf({
        id: `usd-${card.effectiveFrom}`,
        currency: card.currency,
        effectiveFrom: card.effectiveFrom,
        ratesByMarket: new Map(card.lines.map((line) => [line.market, line.rates])),
      }),
    ),
  );
}

const book = seededBook();
const number = (digits: string): PricingRecipient => ({ digits });
const user = (bsuidCountry: string): PricingRecipient => ({ bsuidCountry });

function cardWith(rates: Record<string, Partial<MarketRates>>, tiers: readonly PlacedTier[] = []): RateCard {
  const none: MarketRates = {
    marketing: null,
    utility: null,
    authentication: null,
    authentication_international: null,
    service: null,
  };
  return rateCardOf({
    id: 'card',
    currency: 'USD',
    effectiveFrom: '2027-01-01',
    ratesByMarket: new Map(Object.entries(rates).map(([market, some]) => [market, { ...none, ...some }])),
    tiers,
  });
}

describe('the list price of a message', () => {
  // Amounts are read off Meta's cards by hand: dollars per message × 1,000,000.
  it.each<[string, PricingRecipient, PriceCategory, Date, string, string | null, bigint]>([
    ['Turkey, marketing 0.0109', number('905321234567'), 'marketing', SUMMER, 'TR', 'TR', 10_900n],
    ['Turkey, utility 0.0009', number('905321234567'), 'utility', SUMMER, 'TR', 'TR', 900n],
    ['Turkey, service is free until 30 September', number('905321234567'), 'service', LAST_SECOND, 'TR', 'TR', 0n],
    ['Turkey, service 0.0009 from 1 October', number('905321234567'), 'service', FIRST_SECOND, 'TR', 'TR', 900n],
    ['Argentina, service 0.0260 from 1 October', number('5491122334455'), 'service', AUTUMN, 'AR', 'AR', 26_000n],
    [
      'Germany, marketing lite is marketing 0.1365',
      number('4915112345678'),
      'marketing_lite',
      SUMMER,
      'DE',
      'DE',
      136_500n,
    ],
    ['India, authentication 0.0014', number('919812345678'), 'authentication', SUMMER, 'IN', 'IN', 1_400n],
    [
      'India, authentication international 0.0304',
      number('919812345678'),
      'authentication-international',
      SUMMER,
      'IN',
      'IN',
      30_400n,
    ],
    [
      'France has no international rate: authentication 0.0300',
      number('33612345678'),
      'authentication-international',
      SUMMER,
      'FR',
      'FR',
      30_000n,
    ],
    ['a referral from an ad is free', number('4915112345678'), 'referral_conversion', AUTUMN, 'DE', 'DE', 0n],
    [
      'Bangladesh before its own market: rest of Asia 0.0113',
      number('8801712345678'),
      'utility',
      LAST_SECOND,
      'REST_OF_ASIA_PACIFIC',
      'BD',
      11_300n,
    ],
    ['Bangladesh as its own market 0.0037', number('8801712345678'), 'utility', FIRST_SECOND, 'BD', 'BD', 3_700n],
    [
      'Kazakhstan before the split of +7: Russia 0.0802',
      number('77012345678'),
      'marketing',
      LAST_SECOND,
      'RU',
      'RU',
      80_200n,
    ],
    ['the United States, marketing 0.0250', number('16505551234'), 'marketing', SUMMER, 'NORTH_AMERICA', 'US', 25_000n],
    ['Canada shares +1 and the price', number('14165551234'), 'marketing', SUMMER, 'NORTH_AMERICA', 'CA', 25_000n],
    ['the Bahamas are +1242: other 0.0604', number('12425551234'), 'marketing', SUMMER, 'OTHER', 'BS', 60_400n],
    [
      'Puerto Rico is +1787: rest of Latin America 0.0740',
      number('17875551234'),
      'marketing',
      SUMMER,
      'REST_OF_LATIN_AMERICA',
      'PR',
      74_000n,
    ],
    ['Kosovo is not listed: other 0.0604', number('38344123456'), 'marketing', SUMMER, 'OTHER', 'XK', 60_400n],
    ['a number of no country: other 0.0077', number('99900000000'), 'utility', SUMMER, 'OTHER', null, 7_700n],
    ['a user id of Canada', user('CA'), 'marketing', SUMMER, 'NORTH_AMERICA', 'CA', 25_000n],
    ['a user id of Kazakhstan before the split', user('KZ'), 'marketing', LAST_SECOND, 'RU', 'KZ', 80_200n],
    ['a user id of Guernsey costs what +44 costs', user('GG'), 'marketing', SUMMER, 'GB', 'GG', 63_500n],
    ['a user id of no country', user('QQ'), 'marketing', SUMMER, 'OTHER', 'QQ', 60_400n],
  ])('is right for %s', (_, recipient, category, at, market, country, metaFeeMicros) => {
    expect(listPrice(book, { recipient, category, at, currency: 'USD' })).toMatchObject({
      market,
      country,
      metaFeeMicros,
    });
  });

  it('names the card of the day', () => {
    const cardAt = (at: Date) =>
      listPrice(book, { recipient: number('905321234567'), category: 'utility', at, currency: 'USD' })?.rateCard
        .effectiveFrom;
    expect(cardAt(LAST_SECOND)).toBe('2026-07-01');
    expect(cardAt(FIRST_SECOND)).toBe('2026-10-01');
  });

  it('changes at midnight of the zone it is asked for', () => {
    const cardAt = (iso: string, timeZone: string) =>
      listPrice(book, {
        recipient: number('905321234567'),
        category: 'service',
        at: new Date(iso),
        currency: 'USD',
        timeZone,
      })?.rateCard.effectiveFrom;
    // Istanbul is three hours ahead of UTC, Los Angeles seven behind (summer time).
    expect(cardAt('2026-09-30T20:59:59.999Z', 'Europe/Istanbul')).toBe('2026-07-01');
    expect(cardAt('2026-09-30T21:00:00.000Z', 'Europe/Istanbul')).toBe('2026-10-01');
    expect(cardAt('2026-10-01T06:59:59.999Z', 'America/Los_Angeles')).toBe('2026-07-01');
    expect(cardAt('2026-10-01T07:00:00.000Z', 'America/Los_Angeles')).toBe('2026-10-01');
  });

  it("is the first card's before the first card began", () => {
    const price = listPrice(book, {
      recipient: number('905321234567'),
      category: 'marketing',
      at: new Date('2026-01-01T00:00:00Z'),
      currency: 'USD',
    });
    expect(price).toMatchObject({ metaFeeMicros: 10_900n, rateCard: { effectiveFrom: '2026-07-01' } });
  });

  it('is unknown in a currency without a card', () => {
    expect(
      listPrice(book, { recipient: number('905321234567'), category: 'marketing', at: SUMMER, currency: 'EUR' }),
    ).toBeNull();
  });

  it('exists for every number, country, category and day', () => {
    const categories: PriceCategory[] = [
      'marketing',
      'marketing_lite',
      'utility',
      'authentication',
      'authentication-international',
      'service',
    ];
    const recipient = fc.oneof(
      fc.stringMatching(/^[1-9][0-9]{4,14}$/).map(number),
      fc.stringMatching(/^[A-Z]{2}$/).map(user),
    );
    const at = fc.date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(recipient, fc.constantFrom(...categories), at, (to, category, moment) => {
        const price = listPrice(book, { recipient: to, category, at: moment, currency: 'USD' });
        // Only service before October 2026 costs nothing: "n/a" is never taken for zero.
        expect(price?.metaFeeMicros).toBeGreaterThanOrEqual(category === 'service' && moment < FIRST_SECOND ? 0n : 1n);
      }),
      { numRuns: 1_000 },
    );
  });

  it('follows the longest listed prefix, whatever other prefixes there are', () => {
    const prefixes = fc.uniqueArray(fc.stringMatching(/^[1-3]{1,5}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(prefixes, fc.stringMatching(/^[1-3]{5,12}$/), (listed, digits) => {
        const version = marketVersionOf(
          '2026-01-01',
          listed.map((prefix) => ({ prefix, market: `M${prefix}`, iso: 'TR' })),
        );
        const rates: MarketRates = {
          marketing: 1n,
          utility: 1n,
          authentication: 1n,
          authentication_international: 1n,
          service: 1n,
        };
        const card = rateCardOf({
          id: 'c',
          currency: 'USD',
          effectiveFrom: '2026-01-01',
          ratesByMarket: new Map([['OTHER', rates]]),
        });
        const price = listPrice(rateBookOf([version], [card]), {
          recipient: number(digits),
          category: 'utility',
          at: AUTUMN,
          currency: 'USD',
        });
        const longest = listed.filter((prefix) => digits.startsWith(prefix)).sort((a, b) => b.length - a.length)[0];
        expect(price?.market).toBe(longest === undefined ? 'OTHER' : `M${longest}`);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a rate that the card leaves as n/a', () => {
  const card = cardWith({
    AA: { marketing: 50_000n, service: 3_000n },
    BB: { marketing: 50_000n, utility: 20_000n },
    OTHER: { marketing: 90_000n, utility: 30_000n },
  });

  it.each<[string, string, PriceCategory, bigint]>([
    ['utility as marketing where only marketing is sold', 'AA', 'utility', 50_000n],
    ['authentication as marketing where only marketing is sold', 'AA', 'authentication', 50_000n],
    ['authentication as utility where that is sold', 'BB', 'authentication', 20_000n],
    ['authentication international as utility where that is sold', 'BB', 'authentication-international', 20_000n],
    ['service as utility on a card that charges service elsewhere', 'BB', 'service', 20_000n],
    ['a market that is not listed as OTHER', 'ZZ', 'utility', 30_000n],
  ])('prices %s', (_, market, category, expected) => {
    expect(rateOf(card, market, category)).toBe(expected);
  });

  it('is free for service on a card that charges service nowhere', () => {
    expect(rateOf(cardWith({ OTHER: { marketing: 1n, utility: 2n } }), 'AA', 'service')).toBe(0n);
  });

  it('is never made up: a card without any rate refuses', () => {
    expect(() => rateOf(cardWith({ AA: {} }), 'AA', 'utility')).toThrow(RangeError);
  });
});

describe('a volume tier', () => {
  const tier = (fromMessage: number, amountMicros: bigint, given: Partial<PlacedTier> = {}): PlacedTier => ({
    market: 'AA',
    category: 'utility',
    fromMessage,
    amountMicros,
    ...given,
  });
  const card = cardWith(
    { AA: { marketing: 50_000n, utility: 10_000n }, OTHER: { marketing: 90_000n, utility: 30_000n } },
    [
      // Written in any order.
      tier(500_001, 6_000n),
      tier(100_001, 8_000n),
      tier(11, 20_000n, { market: 'OTHER' }),
    ],
  );

  it.each<[string, string, PriceCategory, number, bigint]>([
    ['the first message at the card’s own rate', 'AA', 'utility', 1, 10_000n],
    ['the last before the first tier', 'AA', 'utility', 100_000, 10_000n],
    ['the first of the first tier', 'AA', 'utility', 100_001, 8_000n],
    ['the last of the first tier', 'AA', 'utility', 500_000, 8_000n],
    ['the first of the last tier', 'AA', 'utility', 500_001, 6_000n],
    ['any after that', 'AA', 'utility', 2_000_000_000, 6_000n],
    ['a category without tiers, whatever its place', 'AA', 'marketing', 1_000_000, 50_000n],
    ['authentication, which is n/a, in the tier of utility', 'AA', 'authentication', 100_001, 8_000n],
    ['a market that is not listed in the tier of OTHER', 'ZZ', 'utility', 11, 20_000n],
    ['what Meta does not charge for', 'AA', 'referral_conversion', 500_001, 0n],
    ['service on a card that charges it nowhere', 'AA', 'service', 500_001, 0n],
  ])('prices %s', (_, market, category, place, expected) => {
    expect(tierRate(card, market, category, place)).toBe(expected);
  });

  it.each<[string, string, PriceCategory, string | null]>([
    ['market and category', 'AA', 'utility', 'AA:utility'],
    ['the column that prices it', 'AA', 'authentication', 'AA:utility'],
    ['OTHER, for markets that are not listed', 'ZZ', 'utility', 'OTHER:utility'],
    ['nothing, where there are no tiers', 'AA', 'marketing', null],
    ['nothing, where it is free', 'AA', 'referral_conversion', null],
  ])('counts messages by %s', (_, market, category, scope) => {
    expect(volumeScope(card, market, category)).toBe(scope);
  });

  const steps = fc.uniqueArray(
    fc.record({ fromMessage: fc.integer({ min: 2, max: 60 }), amountMicros: fc.bigInt({ min: 0n, max: 50_000n }) }),
    { maxLength: 8, selector: ({ fromMessage }) => fromMessage },
  );
  const base = fc.bigInt({ min: 0n, max: 50_000n });
  const withTiers = (rate: bigint, tiers: readonly { fromMessage: number; amountMicros: bigint }[]) =>
    cardWith(
      { AA: { marketing: 1n, utility: rate } },
      tiers.map((each) => tier(each.fromMessage, each.amountMicros)),
    );

  it('costs a month what the marginal formula says: each tier’s rate for the messages that fall into it', () => {
    fc.assert(
      fc.property(base, steps, fc.integer({ min: 0, max: 100 }), (rate, tiers, count) => {
        const tiered = withTiers(rate, tiers);
        let sum = 0n;
        for (let place = 1; place <= count; place += 1) sum += tierRate(tiered, 'AA', 'utility', place);
        const ascending = [...tiers].sort((one, other) => one.fromMessage - other.fromMessage);
        const bounds = [{ fromMessage: 1, amountMicros: rate }, ...ascending];
        const formula = bounds.reduce((total, { fromMessage, amountMicros }, index) => {
          const end = Math.min(count, (bounds[index + 1]?.fromMessage ?? Infinity) - 1);
          return total + BigInt(Math.max(0, end - fromMessage + 1)) * amountMicros;
        }, 0n);
        expect(sum).toBe(formula);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never costs a message more than is reserved for it, and as much at one place or another', () => {
    fc.assert(
      fc.property(base, steps, (rate, tiers) => {
        const tiered = withTiers(rate, tiers);
        const places = Array.from({ length: 61 }, (_, index) => tierRate(tiered, 'AA', 'utility', index + 1));
        const dearest = places.reduce((one, other) => (other > one ? other : one));
        expect(highestRate(tiered, 'AA', 'utility')).toBe(dearest);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the month of a message', () => {
  it.each([
    ['2026-11-30T23:59:59.999Z', 'UTC', '2026-11-01'],
    ['2026-11-30T21:00:00.000Z', 'Europe/Istanbul', '2026-12-01'],
    ['2026-11-30T20:59:59.999Z', 'Europe/Istanbul', '2026-11-01'],
    ['2027-01-01T07:59:59.999Z', 'America/Los_Angeles', '2026-12-01'],
  ])('at %s in %s is %s', (at, timeZone, month) => {
    expect(monthOf(new Date(at), timeZone)).toBe(month);
  });
});

describe('the markup', () => {
  it.each([
    // 0.0109 × 5 % = 0.000545
    [10_900n, 500, 545n],
    // 0.0009 × 2.5 % = 0.0000225, half a micro-unit goes up
    [900n, 250, 23n],
    // 0.0008 × 1.23 % = 0.00000984
    [800n, 123, 10n],
    // 0.000001 × 49.99 % and × 50 %
    [1n, 4_999, 0n],
    [1n, 5_000, 1n],
    [0n, 10_000, 0n],
    [136_500n, 0, 0n],
    [136_500n, 10_000, 136_500n],
  ])('on %s micro-units at %s basis points is %s', (metaFeeMicros, bps, expected) => {
    expect(markupOf(metaFeeMicros, bps)).toBe(expected);
  });

  it('is never further than half a micro-unit from the exact share', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 100_000 }), (fee, bps) => {
        const error = markupOf(fee, bps) * 10_000n - fee * BigInt(bps);
        expect(error > -5_000n && error <= 5_000n).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the version in force', () => {
  it('is the newest that has begun, in any number of versions', () => {
    const day = fc.integer({ min: 0, max: 3_000 }).map((n) => dayOf(new Date(Date.UTC(2025, 0, 1 + n))));
    fc.assert(
      fc.property(fc.uniqueArray(day, { minLength: 1, maxLength: 20 }), day, (days, today) => {
        const versions = days.sort().map((effectiveFrom) => ({ effectiveFrom }));
        const begun = days.filter((other) => other <= today);
        expect(inForce(versions, today)?.effectiveFrom).toBe(begun.at(-1) ?? days[0]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("Meta's words for a category", () => {
  it.each([
    ['marketing', 'marketing'],
    ['marketing_lite', 'marketing_lite'],
    ['UTILITY', 'utility'],
    ['AUTHENTICATION', 'authentication'],
    ['authentication-international', 'authentication-international'],
    ['authentication_international', 'authentication-international'],
    ['service', 'service'],
    ['referral_conversion', 'referral_conversion'],
    ['something_new', null],
    ['', null],
  ])('%s is understood as %s', (word, category) => {
    expect(priceCategoryOf(word)).toBe(category);
  });
});
