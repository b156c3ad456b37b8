import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseMoney } from '@switchboard/contracts';
import type { MarketPrefixLine } from './market';
import { type MarketRates, type PlacedTier, RATE_CATEGORIES, type RateCategory } from './pricing';

const SEED_DIRECTORY = path.resolve(__dirname, '../../../../../prisma/seed-data');

/** Where seeded cards say that they come from. No other card may say so: by this, seeding knows its own. */
export const SEED_SOURCE_PREFIX = 'prisma/seed-data/';

/** Meta's list of markets as of a date. */
export interface SeedMarketVersion {
  /** `YYYY-MM-DD` */
  effectiveFrom: string;
  lines: readonly MarketPrefixLine[];
}

/** One market's line of a rate card. */
export interface SeedRateLine {
  market: string;
  marketName: string;
  rates: MarketRates;
}

/** Meta's list prices in one currency as of a date. */
export interface SeedRateCard {
  currency: string;
  /** `YYYY-MM-DD` */
  effectiveFrom: string;
  source: string;
  /** Service messages per number and calendar month that Meta does not charge for. */
  freeServiceMessages: number;
  lines: readonly SeedRateLine[];
  tiers: readonly PlacedTier[];
}

interface MarketsFile {
  versions: { effective_from: string; entries: MarketPrefixLine[] }[];
}

type RateFileLine = { market: string; market_name: string } & Record<RateCategory, string | null>;

interface RatesFile {
  currency: string;
  cards: { effective_from: string; free_service_messages?: number; rates: RateFileLine[] }[];
}

/** The market lists that an installation begins with. */
export function seedMarketVersions(): SeedMarketVersion[] {
  const file = readSeedFile<MarketsFile>('pricing_markets.json');
  return file.versions.map((version) => ({ effectiveFrom: version.effective_from, lines: version.entries }));
}

/** The rate cards that an installation begins with. */
export function seedRateCards(): SeedRateCard[] {
  const name = 'pricing_rates_usd_2026.json';
  const file = readSeedFile<RatesFile>(name);
  return file.cards.map((card) => ({
    currency: file.currency,
    effectiveFrom: card.effective_from,
    source: `${SEED_SOURCE_PREFIX}${name}`,
    freeServiceMessages: card.free_service_messages ?? 0,
    lines: card.rates.map((line) => ({ market: line.market, marketName: line.market_name, rates: ratesOf(line) })),
    tiers: [],
  }));
}

function ratesOf(line: RateFileLine): MarketRates {
  const micros = (category: RateCategory): bigint | null => {
    const amount = line[category];
    return amount === null ? null : parseMoney(amount);
  };
  return Object.fromEntries(RATE_CATEGORIES.map((category) => [category, micros(category)])) as MarketRates;
}

function readSeedFile<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(SEED_DIRECTORY, name), 'utf8')) as T;
}
