import { Injectable } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import { Database, type TenantTransaction } from '@switchboard/database';
import { type MarketPrefixLine, type MarketVersion, marketVersionOf } from './market';
import {
  type MarketRates,
  RATE_CATEGORIES,
  type RateBookPages,
  type RateCard,
  type RateCategory,
  dayOf,
  rateBookOf,
  rateCardOf,
} from './pricing';

/** Bounds of what is kept in memory: about ten years of quarterly cards in a dozen currencies. */
const MAX_CARDS = 500;
const MAX_MARKET_VERSIONS = 50;
/** Processes that start together wait for one another's seeding. */
const TRANSACTION_MS = 30_000;

/** A rate card without its lines. */
export interface RateCardHead {
  id: string;
  currency: string;
  /** `YYYY-MM-DD` */
  effectiveFrom: string;
  source: string;
  createdAt: Date;
}

/** One market's line of a rate card. */
export interface RateCardLine {
  market: string;
  marketName: string;
  rates: MarketRates;
}

export interface NewRateCard {
  currency: string;
  /** `YYYY-MM-DD` */
  effectiveFrom: string;
  source: string;
  lines: readonly RateCardLine[];
}

interface RateRow {
  market: string;
  category: string;
  amountMicros: bigint | null;
}

@Injectable()
export class RateCardRepository {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.platform.$transaction(work, { maxWait: TRANSACTION_MS, timeout: TRANSACTION_MS });
  }

  /** Makes other processes that are starting wait until the transaction ends. */
  async lockSeeding(transaction: TenantTransaction): Promise<void> {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('switchboard.seed_billing'))`;
  }

  /** Everything that prices follow from: the newest versions and cards, as many as are kept in memory. */
  async readBook(): Promise<RateBookPages> {
    const [versions, cards] = await Promise.all([this.readMarketVersions(), this.readCards()]);
    return rateBookOf(versions, cards);
  }

  /** Cards, the latest added first. */
  async list(page: { beforeId?: string; take: number }): Promise<RateCardHead[]> {
    const rows = await this.database.platform.rateCard.findMany({
      where: { id: { lt: page.beforeId } },
      orderBy: { id: 'desc' },
      take: page.take,
    });
    return rows.map((row) => ({ ...row, effectiveFrom: dayOf(row.effectiveFrom) }));
  }

  async findById(id: string): Promise<(RateCardHead & { lines: RateCardLine[] }) | null> {
    const row = await this.database.platform.rateCard.findUnique({
      where: { id },
      include: { rates: { orderBy: { market: 'asc' } } },
    });
    if (!row) return null;
    const { rates, ...head } = row;
    const names = new Map(rates.map((rate) => [rate.market, rate.marketName]));
    const lines = [...ratesByMarket(rates)].map(([market, amounts]) => ({
      market,
      marketName: names.get(market) ?? market,
      rates: amounts,
    }));
    return { ...head, effectiveFrom: dayOf(row.effectiveFrom), lines };
  }

  /** Whether there is any card in the currency: only then can its messages be priced. */
  async existsInCurrency(transaction: TenantTransaction, currency: string): Promise<boolean> {
    return (await transaction.rateCard.findFirst({ where: { currency }, select: { id: true } })) !== null;
  }

  /** Adds a card with its lines; null when there is one of this currency and day. */
  async insert(transaction: TenantTransaction, card: NewRateCard): Promise<string | null> {
    const id = uuidv7();
    const { count } = await transaction.rateCard.createMany({
      data: [{ id, currency: card.currency, effectiveFrom: new Date(card.effectiveFrom), source: card.source }],
      skipDuplicates: true,
    });
    if (count === 0) return null;
    await transaction.rate.createMany({
      data: card.lines.flatMap(({ market, marketName, rates }) =>
        RATE_CATEGORIES.map((category) => ({
          rateCardId: id,
          market,
          marketName,
          category,
          amountMicros: rates[category],
        })),
      ),
    });
    return id;
  }

  async hasMarketVersion(transaction: TenantTransaction, effectiveFrom: string): Promise<boolean> {
    const where = { effectiveFrom: new Date(effectiveFrom) };
    return (await transaction.marketPrefix.findFirst({ where, select: { prefix: true } })) !== null;
  }

  async insertMarketVersion(
    transaction: TenantTransaction,
    effectiveFrom: string,
    lines: readonly MarketPrefixLine[],
  ): Promise<void> {
    await transaction.marketPrefix.createMany({
      data: lines.map(({ prefix, market, iso }) => ({ effectiveFrom: new Date(effectiveFrom), prefix, market, iso })),
    });
  }

  private async readMarketVersions(): Promise<MarketVersion[]> {
    const days = await this.database.platform.marketPrefix.groupBy({
      by: ['effectiveFrom'],
      orderBy: { effectiveFrom: 'desc' },
      take: MAX_MARKET_VERSIONS,
    });
    const oldest = days.at(-1)?.effectiveFrom;
    const rows = await this.database.platform.marketPrefix.findMany({ where: { effectiveFrom: { gte: oldest } } });
    return [...Map.groupBy(rows, (row) => dayOf(row.effectiveFrom))].map(([day, lines]) => marketVersionOf(day, lines));
  }

  private async readCards(): Promise<RateCard[]> {
    const rows = await this.database.platform.rateCard.findMany({
      orderBy: { effectiveFrom: 'desc' },
      take: MAX_CARDS,
      include: { rates: { select: { market: true, category: true, amountMicros: true } } },
    });
    return rows.map((row) =>
      rateCardOf({
        id: row.id,
        currency: row.currency,
        effectiveFrom: dayOf(row.effectiveFrom),
        ratesByMarket: ratesByMarket(row.rates),
      }),
    );
  }
}

function ratesByMarket(rows: readonly RateRow[]): Map<string, MarketRates> {
  const markets = new Map<string, Record<RateCategory, bigint | null>>();
  for (const { market, category, amountMicros } of rows) {
    const known = RATE_CATEGORIES.find((each) => each === category);
    if (!known) continue;
    const rates = markets.get(market) ?? {
      marketing: null,
      utility: null,
      authentication: null,
      authentication_international: null,
      service: null,
    };
    rates[known] = amountMicros;
    markets.set(market, rates);
  }
  return markets;
}
