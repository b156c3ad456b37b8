import { cardPhases, currenciesOf, sourceWords } from './rate-cards-in-force';

const card = (id: string, currency: string, effectiveFrom: string) => ({
  id,
  currency,
  effectiveFrom,
  source: 'Meta',
  freeServiceMessages: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
});
const CARDS = [
  card('next', 'USD', '2026-12-01'),
  card('now', 'USD', '2026-10-01'),
  card('old', 'USD', '2026-07-01'),
  card('euro', 'EUR', '2026-07-01'),
];

describe('Rate cards', () => {
  it('apply from their day on until the next one of the same currency', () => {
    expect(Object.fromEntries(cardPhases(CARDS, '2026-11-20'))).toEqual({
      next: 'upcoming',
      now: 'in_force',
      old: 'past',
      euro: 'in_force',
    });
  });

  it('apply on their first day', () => {
    expect(cardPhases(CARDS, '2026-12-01').get('next')).toBe('in_force');
    expect(cardPhases(CARDS, '2026-12-01').get('now')).toBe('past');
  });

  it('name each currency once', () => {
    expect(currenciesOf(CARDS)).toEqual(['EUR', 'USD']);
  });

  it('say who brought them: the program, or what the operator wrote', () => {
    expect(sourceWords({ ...CARDS[0]!, source: 'prisma/seed-data/pricing_rates_usd_2026.json' })).toMatch(
      /^Meta’s list/,
    );
    expect(sourceWords(CARDS[0]!)).toBe('Meta');
  });
});
