import { formatMoney } from '@switchboard/contracts';
import type { FieldProblem } from '../../http/problem';
import { OTHER_MARKET } from './market';
import {
  cellKey,
  dayOf,
  inForce,
  type PlacedTier,
  priceCategoryOf,
  type RateBookPages,
  type RateCategory,
  rateCategoryOf,
} from './pricing';
import type { NewRateCard, RateCardLine } from './rate-card.repository';
import { SEED_SOURCE_PREFIX } from './seed-data';

/** No message costs more than this many units of most currencies: a slipped decimal point is caught. */
const MAX_RATE_MICROS = 100_000_000n;
/** Currencies whose unit is worth so little that a message costs hundreds of them. */
const MAX_RATE_MICROS_OF: Readonly<Record<string, bigint>> = { IDR: 100_000_000_000n };
/** Where a day begins first: once it has begun there, some account's messages have been priced by it. */
const EARLIEST_ZONE = 'Pacific/Kiritimati';
/** How many problems one answer lists. */
export const MAX_PROBLEMS = 100;

/** A line of a card that has been posted, and what it is called in problems. */
export interface DraftLine extends RateCardLine {
  path: string;
}

/** A tier that has been posted; its category is as it was written. */
export interface DraftTier {
  path: string;
  market: string;
  category: string;
  fromMessage: number;
  amountMicros: bigint;
}

/** A card that has been posted, in whatever form, before it is checked as a whole. */
export interface RateCardDraft {
  currency: string;
  /** `YYYY-MM-DD` */
  effectiveFrom: string;
  source: string;
  /** Null: as many as on the card before it. */
  freeServiceMessages: number | null;
  lines: readonly DraftLine[];
  tiers: readonly DraftTier[];
  /** What is wrong with its form: nothing, where that has been checked before. */
  problems: readonly FieldProblem[];
  /** What the lines as a whole, the market of a line, and a rate of a line are called in problems. */
  linesPath: string;
  linePath: (path: string) => string;
  cellPath: (path: string, category: RateCategory) => string;
}

/** The most that one message may cost on a card in a currency, in micro-units. */
export function maxRateMicros(currency: string): bigint {
  return MAX_RATE_MICROS_OF[currency] ?? MAX_RATE_MICROS;
}

/** Everything a card is refused for. Pure; `now` decides which days are over. */
export function draftProblems(draft: RateCardDraft, book: RateBookPages, now: Date): FieldProblem[] {
  const { problems, lines } = draft;
  // Of a file that could not be read at all, no market is missing in particular.
  const ofLines = lines.length > 0 ? lineProblems(draft, book) : [];
  return [...headProblems(draft, book, now), ...problems, ...ofLines, ...tierProblems(draft)];
}

/** The card as it will be kept: what the draft leaves open follows from the card before it. */
export function cardOf(draft: RateCardDraft, book: RateBookPages): NewRateCard {
  const { currency, effectiveFrom, source, lines, tiers } = draft;
  return {
    currency,
    effectiveFrom,
    source,
    freeServiceMessages: draft.freeServiceMessages ?? cardBefore(draft, book)?.freeServiceMessages ?? 0,
    lines: lines.map(({ market, marketName, rates }) => ({ market, marketName, rates })),
    tiers: tiers.flatMap(placed),
  };
}

/** The card whose days the draft's follow on; undefined for the first of a currency. */
export function cardBefore(
  { currency, effectiveFrom }: Pick<RateCardDraft, 'currency' | 'effectiveFrom'>,
  book: RateBookPages,
) {
  return book.cardsByCurrency.get(currency)?.findLast((card) => card.effectiveFrom < effectiveFrom);
}

/** The markets that numbers lead to on a day: each needs a line. */
export function marketsOn(day: string, book: RateBookPages): Set<string> {
  const lines = inForce(book.marketVersions, day)?.byPrefix.values() ?? [];
  return new Set([...lines].map(({ market }) => market)).add(OTHER_MARKET);
}

function headProblems(draft: RateCardDraft, book: RateBookPages, now: Date): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const today = dayOf(now, EARLIEST_ZONE);
  if (book.cardsByCurrency.has(draft.currency) && draft.effectiveFrom <= today) {
    const message = `must be after ${today}, which it is already where days begin first: messages have been priced up to now`;
    problems.push({ path: 'effectiveFrom', rule: 'future', message });
  }
  if (draft.source.startsWith(SEED_SOURCE_PREFIX)) {
    problems.push({
      path: 'source',
      rule: 'reserved',
      message: `must not begin with ${SEED_SOURCE_PREFIX}: seeded cards do`,
    });
  }
  return problems;
}

function lineProblems(draft: RateCardDraft, book: RateBookPages): FieldProblem[] {
  const { currency, effectiveFrom, lines, linesPath, linePath, cellPath } = draft;
  const problems: FieldProblem[] = [];
  const maxMicros = maxRateMicros(currency);
  const listed = new Set<string>();
  for (const { market, rates, path } of lines) {
    if (listed.has(market))
      problems.push({ path: linePath(path), rule: 'unique', message: `lists ${market} a second time` });
    listed.add(market);
    for (const [category, micros] of Object.entries(rates)) {
      if (micros === null || micros <= maxMicros) continue;
      const message = `must be at most ${formatMoney(maxMicros)} ${currency}`;
      problems.push({ path: cellPath(path, category as RateCategory), rule: 'money', message });
    }
  }
  for (const market of [...marketsOn(effectiveFrom, book)].filter((each) => !listed.has(each)).sort()) {
    problems.push({ path: linesPath, rule: 'complete', message: `lacks a line for market ${market}` });
  }
  return problems;
}

function tierProblems({ currency, lines, tiers }: RateCardDraft): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const highest = new Map<string, number>();
  for (const tier of tiers) {
    const problem = (field: string, rule: string, message: string) =>
      problems.push({ path: `${tier.path}.${field}`, rule, message });
    const line = lines.find(({ market }) => market === tier.market);
    const [known] = placed(tier);
    if (!known) problem('category', 'category', 'must be one of the categories of a rate card');
    if (!line) problem('market', 'listed', `must be a market of the card; ${tier.market} is none`);
    if (tier.amountMicros > maxRateMicros(currency))
      problem('amount', 'money', `must be at most ${formatMoney(maxRateMicros(currency))} ${currency}`);
    if (!known || !line) continue;
    if (line.rates[known.category] === null)
      problem('category', 'sold', `is not sold in ${tier.market}: its rate is n/a`);
    const cell = cellKey(tier.market, known.category);
    const before = highest.get(cell);
    if (before !== undefined && tier.fromMessage <= before)
      problem('fromMessage', 'ascending', `must be above ${before}, that of the tier before it`);
    highest.set(cell, Math.max(before ?? 0, tier.fromMessage));
  }
  return problems;
}

/** A tier in the column that its category is priced by; none for a word that is no column. */
function placed({ market, category, fromMessage, amountMicros }: DraftTier): PlacedTier[] {
  const word = priceCategoryOf(category);
  const column = word === null || word === 'marketing_lite' ? null : rateCategoryOf(word);
  return column === null ? [] : [{ market, category: column, fromMessage, amountMicros }];
}
