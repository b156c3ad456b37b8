import { parseMoney } from '@switchboard/contracts';
import { getCountries } from 'libphonenumber-js/max';
import type { CsvBody } from '../../http/csv-body';
import type { FieldProblem } from '../../http/problem';
import type { NewRateCardBody, RateCardQuery, RateLineBody, RateTierBody } from './rate-card.dto';
import { readRateCardCsv } from './rate-card-csv';
import type { DraftLine, DraftTier, RateCardDraft } from './rate-card-draft';
import { writtenCategory } from './rate-card-preview';
import { seedRateCards } from './seed-data';

/** What a market is called somewhere. */
export interface MarketName {
  market: string;
  marketName: string;
}

const CODE = /^[A-Z][A-Z_]{1,49}$/;

/** The draft that a body in JSON describes; its form has been checked. */
export function draftOfJson(body: NewRateCardBody): RateCardDraft {
  return {
    currency: body.currency,
    effectiveFrom: body.effectiveFrom,
    source: body.source ?? 'console',
    freeServiceMessages: body.freeServiceMessages ?? null,
    lines: body.rates.map(lineOf),
    tiers: (body.tiers ?? []).map(tierOf),
    problems: [],
    linesPath: 'rates',
    linePath: (path) => `${path}.market`,
    cellPath: (path, category) =>
      `${path}.${category === 'authentication_international' ? 'authenticationInternational' : category}`,
  };
}

/** The draft that a CSV file and the query describe, or what the query lacks. */
export function draftOfCsv(
  { text }: CsvBody,
  query: RateCardQuery,
  marketOf: (name: string) => string | null,
): RateCardDraft | readonly FieldProblem[] {
  const { currency, effectiveFrom, source, freeServiceMessages } = query;
  if (currency === undefined || effectiveFrom === undefined) {
    const missing = Object.entries({ currency, effectiveFrom }).filter(([, value]) => value === undefined);
    const message = 'must be given in the query: the file does not say it';
    return missing.map(([path]) => ({ path, rule: 'required', message }));
  }
  const { lines, problems } = readRateCardCsv(text, { currency, marketOf });
  return {
    currency,
    effectiveFrom,
    source: source ?? 'CSV',
    freeServiceMessages: freeServiceMessages === undefined ? null : Number(freeServiceMessages),
    lines,
    tiers: [],
    problems,
    linesPath: 'file',
    linePath: (path) => `${path}, Market`,
    cellPath: (path, category) => `${path}, ${writtenCategory(category)}`,
  };
}

/**
 * Finds the code of a market by its name as Meta or an earlier card writes it, by the English name of a country, or by the code
 * itself. Case, accents and punctuation do not matter.
 * @param used names that cards have listed; the reference data comes before them
 */
export function marketFinder(used: readonly MarketName[]): (name: string) => string | null {
  const byKey = new Map<string, string>();
  const learn = (name: string | undefined, market: string) => {
    const key = name === undefined ? '' : marketKey(name);
    if (key !== '' && !byKey.has(key)) byKey.set(key, market);
  };
  const seeded = seedRateCards().flatMap(({ lines }) => lines);
  const known = [...seeded, ...used].filter(({ market }) => CODE.test(market));
  for (const { market } of known) learn(market, market);
  for (const { market, marketName } of known) learn(marketName, market);
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  for (const country of getCountries()) {
    learn(country, country);
    learn(names.of(country), country);
  }
  return (name) => byKey.get(marketKey(name)) ?? null;
}

function marketKey(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.replaceAll('&', 'and').replaceAll(/[^a-z]/g, '');
}

function lineOf(line: RateLineBody, index: number): DraftLine {
  const micros = (amount: string | null | undefined) => (typeof amount === 'string' ? parseMoney(amount) : null);
  return {
    path: `rates[${index}]`,
    market: line.market,
    marketName: line.marketName ?? line.market,
    rates: {
      marketing: micros(line.marketing),
      utility: micros(line.utility),
      authentication: micros(line.authentication),
      authentication_international: micros(line.authenticationInternational),
      service: micros(line.service),
    },
  };
}

function tierOf({ market, category, fromMessage, amount }: RateTierBody, index: number): DraftTier {
  return { path: `tiers[${index}]`, market, category, fromMessage, amountMicros: parseMoney(amount) };
}
