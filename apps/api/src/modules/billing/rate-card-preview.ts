import { formatMoney, type PriceCategory } from '@switchboard/contracts';
import { RATE_CATEGORIES, type RateCard, type RateCategory, type RateTier, rateCardOf } from './pricing';
import type { NewRateCard } from './rate-card.repository';

/** Changes beyond this share are more often a slip of the pen than a change of Meta's. */
const SUSPICIOUS_PERCENT = 50;

/** How a rate differs from the card before; null is "n/a". */
export interface RateChangeView {
  market: string;
  category: PriceCategory;
  from: string | null;
  to: string | null;
  /** In percent with two decimals, `-12.5`; null where there is no share to tell. */
  changePercent: number | null;
}

/** How a tier differs; null on the side where it does not exist. */
export interface TierChangeView {
  market: string;
  category: PriceCategory;
  fromMessage: number;
  from: string | null;
  to: string | null;
}

/** What a card would change, before it is added. */
export interface RateCardPreview {
  currency: string;
  effectiveFrom: string;
  /** The card whose days it would follow on; null for the first of its currency. */
  comparedWith: { id: string; effectiveFrom: string } | null;
  freeServiceMessages: { from: number; to: number };
  changes: RateChangeView[];
  /** Markets that only the new card lists, and that only the old one lists. */
  added: string[];
  removed: string[];
  /** Rates that stay as they are. */
  unchanged: number;
  tiers: { changes: TierChangeView[]; unchanged: number };
  warnings: string[];
}

/** How a category is written outside: as Meta does. */
export function writtenCategory(column: RateCategory): PriceCategory {
  return column === 'authentication_international' ? 'authentication-international' : column;
}

/**
 * Compares a card that is to be added with the one before it. Pure.
 * @param reachable the markets that numbers lead to when the card applies
 */
export function previewOf(
  next: NewRateCard,
  before: RateCard | undefined,
  reachable: ReadonlySet<string>,
): RateCardPreview {
  const { currency, effectiveFrom, freeServiceMessages } = next;
  const ratesByMarket = new Map(next.lines.map(({ market, rates }) => [market, rates]));
  const after = rateCardOf({ id: '', currency, effectiveFrom, ratesByMarket, freeServiceMessages, tiers: next.tiers });
  const old = before ?? rateCardOf({ id: '', currency, effectiveFrom, ratesByMarket: new Map() });
  const names = new Map(next.lines.map(({ market, marketName }) => [market, marketName]));
  const rates = rateChanges(old, after);
  const tiers = tierChanges(old, after);
  return {
    currency,
    effectiveFrom,
    comparedWith: before ? { id: before.id, effectiveFrom: before.effectiveFrom } : null,
    freeServiceMessages: { from: old.freeServiceMessages, to: freeServiceMessages },
    changes: rates.changes,
    added: before ? [...ratesByMarket.keys()].filter((market) => !before.ratesByMarket.has(market)).sort() : [],
    removed: [...old.ratesByMarket.keys()].filter((market) => !ratesByMarket.has(market)).sort(),
    unchanged: rates.unchanged,
    tiers,
    warnings: [
      ...(before ? changeWarnings(before, after, rates.changes, names) : []),
      ...cardWarnings(after, reachable, names),
    ],
  };
}

/** Of the markets that both cards list. */
function rateChanges(old: RateCard, after: RateCard): { changes: RateChangeView[]; unchanged: number } {
  const changes: RateChangeView[] = [];
  let unchanged = 0;
  for (const [market, rates] of [...after.ratesByMarket].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const oldRates = old.ratesByMarket.get(market);
    if (!oldRates) continue;
    for (const category of RATE_CATEGORIES) {
      const [from, to] = [oldRates[category], rates[category]];
      if (from === to) unchanged += 1;
      else
        changes.push({
          market,
          category: writtenCategory(category),
          from: amount(from),
          to: amount(to),
          changePercent: percent(from, to),
        });
    }
  }
  return { changes, unchanged };
}

function tierChanges(old: RateCard, after: RateCard): { changes: TierChangeView[]; unchanged: number } {
  const changes: TierChangeView[] = [];
  let unchanged = 0;
  for (const cell of [...new Set([...old.tiers.keys(), ...after.tiers.keys()])].sort()) {
    const [market = '', column = ''] = cell.split(':');
    const category = writtenCategory(column as RateCategory);
    const [left, right] = [byStart(old.tiers.get(cell)), byStart(after.tiers.get(cell))];
    for (const fromMessage of [...new Set([...left.keys(), ...right.keys()])].sort((one, other) => one - other)) {
      const [from, to] = [left.get(fromMessage) ?? null, right.get(fromMessage) ?? null];
      if (from === to) unchanged += 1;
      else changes.push({ market, category, fromMessage, from: amount(from), to: amount(to) });
    }
  }
  return { changes, unchanged };
}

function byStart(tiers: readonly RateTier[] = []): Map<number, bigint> {
  return new Map(tiers.map(({ fromMessage, amountMicros }) => [fromMessage, amountMicros]));
}

function changeWarnings(
  before: RateCard,
  after: RateCard,
  changes: readonly RateChangeView[],
  names: ReadonlyMap<string, string>,
): string[] {
  const warnings = changes.flatMap(({ market, category, from, to, changePercent }) => {
    const what = `${names.get(market) ?? market} (${market}), ${category}`;
    if (to === null) return [`${what}: becomes n/a, and was ${from ?? 'n/a'}.`];
    if (changePercent === null || Math.abs(changePercent) <= SUSPICIOUS_PERCENT) return [];
    return [`${what}: changes by ${changePercent > 0 ? '+' : ''}${changePercent} %, from ${from ?? 'n/a'} to ${to}.`];
  });
  if (before.isServiceCharged && !after.isServiceCharged)
    warnings.push('Service messages have no rate in any market: they will be free.');
  const lost = [...before.tiers.keys()].filter((cell) => !after.tiers.has(cell)).length;
  if (lost > 0) warnings.push(`Volume tiers of ${lost} rates end: tiers are not taken over from the card before.`);
  return warnings;
}

function cardWarnings(card: RateCard, reachable: ReadonlySet<string>, names: ReadonlyMap<string, string>): string[] {
  const warnings = [...card.ratesByMarket.keys()]
    .filter((market) => !reachable.has(market))
    .map((market) => `${names.get(market) ?? market} (${market}): no calling code leads to this market.`);
  if (card.isServiceCharged && card.freeServiceMessages === 0)
    warnings.push('Service messages are charged from the first on: freeServiceMessages is 0.');
  for (const [cell, tiers] of card.tiers) warnings.push(...risingTiers(card, cell, tiers));
  return warnings;
}

/** More messages should not cost more. */
function risingTiers(card: RateCard, cell: string, tiers: readonly RateTier[]): string[] {
  const [market = '', column = ''] = cell.split(':');
  const category = column as RateCategory;
  let last = card.ratesByMarket.get(market)?.[category] ?? 0n;
  return tiers.flatMap(({ fromMessage, amountMicros }) => {
    const isRising = amountMicros > last;
    last = amountMicros;
    const what = `${market}, ${writtenCategory(category)}`;
    return isRising ? [`${what}: the tier from message ${fromMessage} on costs more than the one before it.`] : [];
  });
}

function amount(micros: bigint | null): string | null {
  return micros === null ? null : formatMoney(micros);
}

function percent(from: bigint | null, to: bigint | null): number | null {
  if (from === null || to === null || from === 0n) return null;
  // In hundredths of a percent, rounded half away from zero.
  const share = (to - from) * 20_000n;
  return Number((share + (share < 0n ? -from : from)) / (from * 2n)) / 100;
}
