import type { Schemas } from '../../../api/client';
import { formatInstant } from '../../../lib/instant';
import { cardInForce } from '../../../lib/rate-table';

/** Whether messages are priced by a card today, will be, or no longer are. */
export type CardPhase = 'in_force' | 'upcoming' | 'past';

/**
 * Where each card stands on a day, by its id: of each currency the latest that has begun applies.
 * @param today `2026-11-20`
 */
export function cardPhases(cards: readonly Schemas['RateCardView'][], today: string): ReadonlyMap<string, CardPhase> {
  const inForce = new Set(
    currenciesOf(cards).map(
      (currency) =>
        cardInForce(
          cards.filter((card) => card.currency === currency),
          today,
        )?.id,
    ),
  );
  const phaseOf = ({ id, effectiveFrom }: Schemas['RateCardView']): CardPhase => {
    if (effectiveFrom > today) return 'upcoming';
    return inForce.has(id) ? 'in_force' : 'past';
  };
  return new Map(cards.map((card) => [card.id, phaseOf(card)]));
}

/** The currencies that have a card, in alphabetical order. */
export function currenciesOf(cards: readonly Schemas['RateCardView'][]): readonly string[] {
  return [...new Set(cards.map(({ currency }) => currency))].sort();
}

/** What came with the program names its file here, which tells an operator nothing. */
const SEED_SOURCE_PREFIX = 'prisma/seed-data/';

/** Where a card comes from, for people. */
export function sourceWords({ source }: Schemas['RateCardView']): string {
  return source.startsWith(SEED_SOURCE_PREFIX) ? 'Meta’s list prices, as they came with Switchboard' : source;
}

/** A calendar day for people: `2026-11-20` → `20 Nov 2026`. */
export function dayWords(day: string): string {
  return formatInstant(`${day}T00:00:00Z`, 'day', 'UTC');
}

/** The day in UTC, as cards count days: `2026-11-20`. */
export function utcDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}
