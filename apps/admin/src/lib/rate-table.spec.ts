import type { Schemas } from '../api/client';
import { cardInForce, findMarkets, tiersOf } from './rate-table';

const line = (market: string, marketName: string) => ({ market, marketName }) as Schemas['RateLineView'];
const RATES = [line('TR', 'Turkey'), line('US', 'United States'), line('REST_OF_AFRICA', 'Rest of Africa')];
const found = (search: string) => findMarkets(RATES, search).map(({ market }) => market);

describe('a rate card', () => {
  it.each([
    ['', ['TR', 'US', 'REST_OF_AFRICA']],
    ['turkey', ['TR']],
    ['Türkiye', ['TR']],
    [' us ', ['US']],
    ['rest of', ['REST_OF_AFRICA']],
    ['REST_OF', ['REST_OF_AFRICA']],
    ['atlantis', []],
  ])('is searched for %p', (search, markets) => {
    expect(found(search)).toEqual(markets);
  });

  it('shows the tiers of a market alone', () => {
    const tiers = [
      { market: 'TR', category: 'utility', fromMessage: 100, amount: '0.1' },
      { market: 'US', category: 'utility', fromMessage: 100, amount: '0.2' },
    ];
    expect(tiersOf(tiers, 'US')).toEqual([tiers[1]]);
  });

  it('applies from its day on, until the next one', () => {
    const card = (id: string, effectiveFrom: string) => ({ id, effectiveFrom }) as Schemas['RateCardView'];
    const cards = [
      card('c', '2027-01-01'),
      card('b2', '2026-10-01'),
      card('b1', '2026-10-01'),
      card('a', '2026-07-01'),
    ];
    expect(cardInForce(cards, '2026-11-20')?.id).toBe('b2');
    expect(cardInForce(cards, '2027-01-01')?.id).toBe('c');
    expect(cardInForce(cards, '2026-01-01')).toBeUndefined();
  });
});
