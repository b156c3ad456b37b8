import { type MarketRates, type PlacedTier, type RateCard, rateCardOf } from './pricing';
import { previewOf } from './rate-card-preview';
import type { NewRateCard } from './rate-card.repository';

const rates = (given: Partial<MarketRates> = {}): MarketRates => ({
  marketing: 50_000n,
  utility: 10_000n,
  authentication: 10_000n,
  authentication_international: null,
  service: 10_000n,
  ...given,
});
const tier = (market: string, fromMessage: number, amountMicros: bigint): PlacedTier => ({
  market,
  category: 'utility',
  fromMessage,
  amountMicros,
});

function before(markets: Record<string, MarketRates>, tiers: readonly PlacedTier[] = []): RateCard {
  return rateCardOf({
    id: 'old',
    currency: 'USD',
    effectiveFrom: '2026-10-01',
    ratesByMarket: new Map(Object.entries(markets)),
    freeServiceMessages: 1_000,
    tiers,
  });
}

function next(
  markets: Record<string, MarketRates>,
  given: Partial<Pick<NewRateCard, 'tiers' | 'freeServiceMessages'>> = {},
): NewRateCard {
  return {
    currency: 'USD',
    effectiveFrom: '2027-01-01',
    source: 'test',
    freeServiceMessages: 1_000,
    tiers: [],
    lines: Object.entries(markets).map(([market, line]) => ({ market, marketName: `Name of ${market}`, rates: line })),
    ...given,
  };
}

const REACHABLE = new Set(['AA', 'BB', 'OTHER']);

describe('The preview of a card', () => {
  it('names every rate that changes, by how much, and counts those that do not', () => {
    const old = before({ AA: rates(), BB: rates(), OTHER: rates() });
    const card = next({
      AA: rates({ marketing: 55_000n, utility: 6_667n }),
      BB: rates({ authentication_international: 90_000n }),
      OTHER: rates(),
    });
    expect(previewOf(card, old, REACHABLE)).toEqual({
      currency: 'USD',
      effectiveFrom: '2027-01-01',
      comparedWith: { id: 'old', effectiveFrom: '2026-10-01' },
      freeServiceMessages: { from: 1_000, to: 1_000 },
      changes: [
        // (55,000 − 50,000) / 50,000 and (6,667 − 10,000) / 10,000
        { market: 'AA', category: 'marketing', from: '0.050000', to: '0.055000', changePercent: 10 },
        { market: 'AA', category: 'utility', from: '0.010000', to: '0.006667', changePercent: -33.33 },
        { market: 'BB', category: 'authentication-international', from: null, to: '0.090000', changePercent: null },
      ],
      added: [],
      removed: [],
      unchanged: 12,
      tiers: { changes: [], unchanged: 0 },
      warnings: [],
    });
  });

  it('names markets that come and go', () => {
    const preview = previewOf(
      next({ BB: rates(), OTHER: rates() }),
      before({ AA: rates(), OTHER: rates() }),
      REACHABLE,
    );
    expect(preview).toMatchObject({ added: ['BB'], removed: ['AA'], changes: [], unchanged: 5 });
  });

  it('of the first card of a currency compares with nothing', () => {
    expect(previewOf(next({ OTHER: rates() }), undefined, REACHABLE)).toMatchObject({
      comparedWith: null,
      freeServiceMessages: { from: 0, to: 1_000 },
      changes: [],
      added: [],
      removed: [],
      warnings: [],
    });
  });

  it('names tiers that begin, change and end', () => {
    const old = before({ AA: rates(), OTHER: rates() }, [
      tier('AA', 100, 9_000n),
      tier('AA', 500, 8_000n),
      tier('AA', 900, 7_000n),
    ]);
    const tiers = [tier('AA', 100, 9_000n), tier('AA', 500, 7_500n), tier('AA', 2_000, 7_000n)];
    expect(previewOf(next({ AA: rates(), OTHER: rates() }, { tiers }), old, REACHABLE).tiers).toEqual({
      unchanged: 1,
      changes: [
        { market: 'AA', category: 'utility', fromMessage: 500, from: '0.008000', to: '0.007500' },
        { market: 'AA', category: 'utility', fromMessage: 900, from: '0.007000', to: null },
        { market: 'AA', category: 'utility', fromMessage: 2_000, from: null, to: '0.007000' },
      ],
    });
  });

  it.each<[string, NewRateCard, string[]]>([
    [
      'a rate that changes by more than half',
      next({
        AA: rates({ marketing: 75_001n, utility: 4_999n }),
        OTHER: rates({ marketing: 75_000n, utility: 5_000n }),
      }),
      ['Name of AA (AA), utility: changes by -50.01 %, from 0.010000 to 0.004999.'],
    ],
    [
      'a category that is no longer sold',
      next({ AA: rates({ utility: null }), OTHER: rates() }),
      ['Name of AA (AA), utility: becomes n/a, and was 0.010000.'],
    ],
    [
      'service that becomes free',
      next({ AA: rates({ service: null }), OTHER: rates({ service: null }) }),
      [
        'Name of AA (AA), service: becomes n/a, and was 0.010000.',
        'Name of OTHER (OTHER), service: becomes n/a, and was 0.010000.',
        'Service messages have no rate in any market: they will be free.',
      ],
    ],
    [
      'service that is charged from the first message on',
      next({ AA: rates(), OTHER: rates() }, { freeServiceMessages: 0 }),
      ['Service messages are charged from the first on: freeServiceMessages is 0.'],
    ],
    [
      'a market that no number leads to',
      next({ AA: rates(), CC: rates(), OTHER: rates() }),
      ['Name of CC (CC): no calling code leads to this market.'],
    ],
    [
      'tiers that rise',
      next({ AA: rates(), OTHER: rates() }, { tiers: [tier('AA', 10, 12_000n), tier('AA', 20, 11_000n)] }),
      ['AA, utility: the tier from message 10 on costs more than the one before it.'],
    ],
  ])('warns of %s', (_, card, warnings) => {
    expect(previewOf(card, before({ AA: rates(), OTHER: rates() }), REACHABLE).warnings).toEqual(warnings);
  });

  it('warns of tiers that are not taken over', () => {
    const old = before({ AA: rates(), OTHER: rates() }, [tier('AA', 100, 9_000n)]);
    expect(previewOf(next({ AA: rates(), OTHER: rates() }), old, REACHABLE).warnings).toEqual([
      'Volume tiers of 1 rates end: tiers are not taken over from the card before.',
    ]);
  });
});
