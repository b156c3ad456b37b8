import type { Schemas } from '../api/client';
import { countryName } from './country-name';

/** The categories of a rate card, in the order of Meta's own. */
export const RATE_CATEGORIES = [
  { field: 'marketing', category: 'marketing', label: 'Marketing' },
  { field: 'utility', category: 'utility', label: 'Utility' },
  { field: 'authentication', category: 'authentication', label: 'Authentication' },
  { field: 'authenticationInternational', category: 'authentication-international', label: 'Authentication, int.' },
  { field: 'service', category: 'service', label: 'Service' },
] as const;

/** The markets whose code, name or country contains what someone typed, in whatever case. */
export function findMarkets(
  rates: readonly Schemas['RateLineView'][],
  search: string,
): readonly Schemas['RateLineView'][] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return rates;
  return rates.filter(({ market, marketName }) =>
    [market, market.replaceAll('_', ' '), marketName, countryName(market)].some((word) =>
      word.toLowerCase().includes(wanted),
    ),
  );
}

/** A market's volume tiers: from how many messages of a month on a category costs how much. */
export function tiersOf(tiers: readonly Schemas['RateTierView'][], market: string): readonly Schemas['RateTierView'][] {
  return tiers.filter((tier) => tier.market === market);
}

/** The card that applies on a day (`2026-11-20`): the last one whose time has come. Cards of one currency. */
export function cardInForce(
  cards: readonly Schemas['RateCardView'][],
  day: string,
): Schemas['RateCardView'] | undefined {
  return cards
    .filter(({ effectiveFrom }) => effectiveFrom <= day)
    .reduce<Schemas['RateCardView'] | undefined>(
      // Of two of the same day, the one added last is first in the list and counts.
      (best, card) => (best && best.effectiveFrom >= card.effectiveFrom ? best : card),
      undefined,
    );
}
