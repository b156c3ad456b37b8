import { PRICE_CATEGORIES, type PriceCategory } from '@switchboard/contracts';
import { type MarketVersion, OTHER_MARKET, type PricingRecipient, marketOf } from './market';

/** The columns of a rate card. */
export const RATE_CATEGORIES = [
  'marketing',
  'utility',
  'authentication',
  'authentication_international',
  'service',
] as const;

export type RateCategory = (typeof RATE_CATEGORIES)[number];

/** The rates of one market per delivered message, in micro-units; null is the card's "n/a", which is not zero. */
export type MarketRates = Readonly<Record<RateCategory, bigint | null>>;

/** A rate of the messages of a month from the nth on, counted from 1 (marginal: it changes no message before). */
export interface RateTier {
  /** At least 2: the first message is always charged at the card's own rate. */
  readonly fromMessage: number;
  readonly amountMicros: bigint;
}

/** A tier with the cell of the card that it belongs to. */
export interface PlacedTier extends RateTier {
  readonly market: string;
  readonly category: RateCategory;
}

/** Meta's list prices in one currency, as of a date. */
export interface RateCard {
  readonly id: string;
  /** ISO 4217. */
  readonly currency: string;
  /** First day on which it applies, `YYYY-MM-DD`. */
  readonly effectiveFrom: string;
  readonly ratesByMarket: ReadonlyMap<string, MarketRates>;
  /** False when the card has no rate for service messages in any market: they are free under it. */
  readonly isServiceCharged: boolean;
  /** Service messages per number and calendar month that Meta does not charge for. */
  readonly freeServiceMessages: number;
  /** Volume tiers by `cellKey`, in ascending order of their first messages. */
  readonly tiers: ReadonlyMap<string, readonly RateTier[]>;
}

/** Everything that a price follows from; versions stand in order of their dates, oldest first. */
export interface RateBookPages {
  readonly marketVersions: readonly MarketVersion[];
  readonly cardsByCurrency: ReadonlyMap<string, readonly RateCard[]>;
}

/** What one message to one recipient costs at Meta. */
export interface ListPrice {
  readonly market: string;
  readonly country: string | null;
  readonly metaFeeMicros: bigint;
  readonly rateCard: RateCard;
}

export interface ListPriceRequest {
  readonly recipient: PricingRecipient;
  readonly category: PriceCategory;
  /** ISO 4217. */
  readonly currency: string;
  readonly at: Date;
  /** Zone in which a version begins at midnight: that of the WABA, as Meta has it. */
  readonly timeZone?: string | undefined;
}

const UTC = 'UTC';
const BASIS_POINTS = 10_000n;

/** The column that a category is priced by; Meta charges Marketing Messages Lite as marketing, and referrals from ads not at all. */
const RATE_CATEGORY: Readonly<Record<Exclude<PriceCategory, 'referral_conversion'>, RateCategory>> = {
  marketing: 'marketing',
  marketing_lite: 'marketing',
  utility: 'utility',
  authentication: 'authentication',
  'authentication-international': 'authentication_international',
  service: 'service',
};

/** Columns to read in turn until one has a rate. Only where a card has a value is authentication international; see `rateOf`. */
const COLUMNS: Readonly<Record<RateCategory, readonly RateCategory[]>> = {
  marketing: ['marketing'],
  utility: ['utility', 'marketing'],
  authentication: ['authentication', 'utility', 'marketing'],
  authentication_international: ['authentication_international', 'authentication', 'utility', 'marketing'],
  service: ['service', 'utility', 'marketing'],
};

/** A card as it is written down; what is left out does not exist on it. */
export type RateCardParts = Pick<RateCard, 'id' | 'currency' | 'effectiveFrom' | 'ratesByMarket'> & {
  readonly freeServiceMessages?: number;
  readonly tiers?: readonly PlacedTier[];
};

/** Gathers the columns and tiers of one card; `isServiceCharged` follows from them. */
export function rateCardOf({ freeServiceMessages = 0, tiers = [], ...card }: RateCardParts): RateCard {
  const isServiceCharged = [...card.ratesByMarket.values()].some((rates) => rates.service !== null);
  const ascending = tiers.toSorted((one, other) => one.fromMessage - other.fromMessage);
  const byCell = Map.groupBy(ascending, ({ market, category }) => cellKey(market, category));
  return { ...card, isServiceCharged, freeServiceMessages, tiers: byCell };
}

/** Names a market's column of a card: what volumes are counted by. */
export function cellKey(market: string, column: RateCategory): string {
  return `${market}:${column}`;
}

/** Orders versions and cards so that `listPrice` can search them. */
export function rateBookOf(marketVersions: readonly MarketVersion[], cards: readonly RateCard[]): RateBookPages {
  const byDate = (a: { effectiveFrom: string }, b: { effectiveFrom: string }) =>
    a.effectiveFrom < b.effectiveFrom ? -1 : Number(a.effectiveFrom > b.effectiveFrom);
  return {
    marketVersions: marketVersions.toSorted(byDate),
    cardsByCurrency: new Map(
      [...Map.groupBy(cards, (card) => card.currency)].map(([currency, group]) => [currency, group.toSorted(byDate)]),
    ),
  };
}

/**
 * A price category from Meta's word for it, as in a status's `pricing.category` or a template's `category`
 * (`AUTHENTICATION`); null for a word that is not known.
 */
export function priceCategoryOf(word: string): PriceCategory | null {
  const lower = word.toLowerCase();
  const written = lower === 'authentication_international' ? 'authentication-international' : lower;
  return PRICE_CATEGORIES.find((category) => category === written) ?? null;
}

/** What Meta asks for one delivered message; null when there is no rate card in the currency. */
export function listPrice(book: RateBookPages, request: ListPriceRequest): ListPrice | null {
  const day = dayOf(request.at, request.timeZone ?? UTC);
  const markets = inForce(book.marketVersions, day);
  const rateCard = inForce(book.cardsByCurrency.get(request.currency) ?? [], day);
  if (!markets || !rateCard) return null;
  const match = marketOf(markets, request.recipient);
  return { ...match, metaFeeMicros: rateOf(rateCard, match.market, request.category), rateCard };
}

/**
 * The rate of a category in a market. What a card leaves as "n/a":
 * - service, when no market of the card has a rate: free (Meta's cards until 30 September 2026);
 * - authentication-international: the market has no such rate, authentication applies;
 * - anything else is not sold in the market. If it is charged all the same, the price is that of the next dearer
 *   category (authentication and service as utility, utility as marketing): an unknown price is never taken for zero.
 * A market that the card does not list is priced as OTHER.
 * @throws RangeError when the card has no rate for it in OTHER either
 */
export function rateOf(card: RateCard, market: string, category: PriceCategory): bigint {
  return cellOf(card, market, category)?.amountMicros ?? 0n;
}

/**
 * The rate of a month's nth message (`place`, from 1) of a category in a market: that of the last tier which has begun, or the
 * card's own below the first tier. Tiers are marginal (Meta, "Volume tiers"): what was sent before keeps its price.
 * @throws RangeError as `rateOf`
 */
export function tierRate(card: RateCard, market: string, category: PriceCategory, place: number): bigint {
  return tierAt(card, market, category, place)?.amountMicros ?? rateOf(card, market, category);
}

/** The tier that a month's nth message falls into; null below the first. */
export function tierAt(card: RateCard, market: string, category: PriceCategory, place: number): RateTier | null {
  const cell = cellOf(card, market, category);
  return (cell && tiersOf(card, cell).findLast(({ fromMessage }) => fromMessage <= place)) ?? null;
}

/**
 * The most that one message of a category in a market can cost by a card, whichever message of its month it turns out to be.
 * @throws RangeError as `rateOf`
 */
export function highestRate(card: RateCard, market: string, category: PriceCategory): bigint {
  const cell = cellOf(card, market, category);
  if (!cell) return 0n;
  return tiersOf(card, cell).reduce(
    (highest, { amountMicros }) => (amountMicros > highest ? amountMicros : highest),
    cell.amountMicros,
  );
}

/** What the messages are counted by whose number decides on the rate; null where every message costs the same. */
export function volumeScope(card: RateCard, market: string, category: PriceCategory): string | null {
  const cell = cellOf(card, market, category);
  return cell && tiersOf(card, cell).length > 0 ? cellKey(cell.market, cell.column) : null;
}

/** The column of a card that a category is priced by; null for what Meta does not charge for. */
export function rateCategoryOf(category: PriceCategory): RateCategory | null {
  return category === 'referral_conversion' ? null : RATE_CATEGORY[category];
}

interface Cell {
  readonly market: string;
  readonly column: RateCategory;
  readonly amountMicros: bigint;
}

function tiersOf(card: RateCard, { market, column }: Cell): readonly RateTier[] {
  return card.tiers.get(cellKey(market, column)) ?? [];
}

/** The cell of a card that prices a category in a market; null when it is free. See `rateOf` for what "n/a" means. */
function cellOf(card: RateCard, market: string, category: PriceCategory): Cell | null {
  const asked = rateCategoryOf(category);
  if (asked === null || (asked === 'service' && !card.isServiceCharged)) return null;
  for (const listed of [market, OTHER_MARKET]) {
    const rates = card.ratesByMarket.get(listed);
    for (const column of COLUMNS[asked]) {
      const amountMicros = rates?.[column];
      if (amountMicros !== undefined && amountMicros !== null) return { market: listed, column, amountMicros };
    }
  }
  throw new RangeError(`Rate card ${card.id} has no ${asked} rate for market ${market}.`);
}

/** The plan's share on top of Meta's fee: basis points of it, rounded half up to a micro-unit. */
export function markupOf(metaFeeMicros: bigint, markupBps: number): bigint {
  return (metaFeeMicros * BigInt(markupBps) + BASIS_POINTS / 2n) / BASIS_POINTS;
}

/**
 * The version of a day: the newest that has begun. Before the first one began, the first applies: a price is needed
 * then too, and an old one is the nearest there is.
 * @param versions oldest first
 */
export function inForce<T extends { readonly effectiveFrom: string }>(
  versions: readonly T[],
  day: string,
): T | undefined {
  return versions.findLast((version) => version.effectiveFrom <= day) ?? versions[0];
}

/** The calendar month of an instant in a zone, as its first day, `YYYY-MM-01`: volumes start anew with it. */
export function monthOf(at: Date, timeZone?: string): string {
  return `${dayOf(at, timeZone).slice(0, 7)}-01`;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/**
 * The calendar day of an instant in a zone, `YYYY-MM-DD`.
 * @throws RangeError when the zone is not an IANA time zone
 */
export function dayOf(at: Date, timeZone: string = UTC): string {
  if (timeZone === UTC) return at.toISOString().slice(0, 10);
  let format = dayFormats.get(timeZone);
  if (!format) {
    // Canadian English writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    dayFormats.set(timeZone, format);
  }
  return format.format(at);
}
