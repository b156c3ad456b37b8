import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseMoney } from '@switchboard/contracts';
import type { MarketPrefixLine } from './market';
import { type MarketRates, RATE_CATEGORIES, type RateCategory } from './pricing';

const SEED_DIRECTORY = path.resolve(__dirname, '../../../../../prisma/seed-data');

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
  lines: readonly SeedRateLine[];
}

interface MarketsFile {
  versions: { effective_from: string; entries: MarketPrefixLine[] }[];
}

type RateFileLine = { market: string; market_name: string } & Record<RateCategory, string | null>;

interface RatesFile {
  currency: string;
  cards: { effective_from: string; rates: RateFileLine[] }[];
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
    source: `prisma/seed-data/${name}`,
    lines: card.rates.map((line) => ({ market: line.market, marketName: line.market_name, rates: ratesOf(line) })),
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
