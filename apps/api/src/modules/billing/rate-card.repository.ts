import { Injectable } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import { Database, type TenantTransaction } from '@switchboard/database';
import { type MarketPrefixLine, type MarketVersion, marketVersionOf } from './market';
import {
  type MarketRates,
  type PlacedTier,
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
  freeServiceMessages: number;
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
  /** Service messages per number and calendar month that Meta does not charge for. */
  freeServiceMessages: number;
  lines: readonly RateCardLine[];
  tiers: readonly PlacedTier[];
}

/** A card with everything on it. */
export interface RateCardDetail extends RateCardHead {
  lines: RateCardLine[];
  tiers: PlacedTier[];
}

interface RateRow {
  market: string;
  category: string;
  amountMicros: bigint | null;
}

interface TierRow {
  market: string;
  category: string;
  fromMessage: number;
  amountMicros: bigint;
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

  async findById(id: string): Promise<RateCardDetail | null> {
    const row = await this.database.platform.rateCard.findUnique({
      where: { id },
      include: {
        rates: { orderBy: { market: 'asc' } },
        tiers: { orderBy: [{ market: 'asc' }, { category: 'asc' }, { fromMessage: 'asc' }] },
      },
    });
    if (!row) return null;
    const { rates, tiers, ...head } = row;
    const names = new Map(rates.map((rate) => [rate.market, rate.marketName]));
    const lines = [...ratesByMarket(rates)].map(([market, amounts]) => ({
      market,
      marketName: names.get(market) ?? market,
      rates: amounts,
    }));
    return { ...head, effectiveFrom: dayOf(row.effectiveFrom), lines, tiers: placedTiers(tiers) };
  }

  /** Names of markets by which any card has listed them, with their codes. */
  async listMarketNames(): Promise<{ market: string; marketName: string }[]> {
    const rows = await this.database.platform.rate.groupBy({ by: ['market', 'marketName'] });
    return rows.map(({ market, marketName }) => ({ market, marketName }));
  }

  /** Whether there is any card in the currency: only then can its messages be priced. */
  async existsInCurrency(transaction: TenantTransaction, currency: string): Promise<boolean> {
    return (await transaction.rateCard.findFirst({ where: { currency }, select: { id: true } })) !== null;
  }

  /** Adds a card with its lines and tiers; null when there is one of this currency and day. */
  async insert(transaction: TenantTransaction, card: NewRateCard): Promise<string | null> {
    const id = uuidv7();
    const { currency, source, freeServiceMessages } = card;
    const { count } = await transaction.rateCard.createMany({
      data: [{ id, currency, effectiveFrom: new Date(card.effectiveFrom), source, freeServiceMessages }],
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
    await transaction.rateTier.createMany({ data: card.tiers.map((tier) => ({ rateCardId: id, ...tier })) });
    return id;
  }

  /** Gives a card that was seeded from the same source what the seed has learnt since; cards of operators are not touched. */
  async renewSeeded(
    transaction: TenantTransaction,
    { currency, effectiveFrom, source, freeServiceMessages }: NewRateCard,
  ): Promise<void> {
    await transaction.rateCard.updateMany({
      where: {
        currency,
        effectiveFrom: new Date(effectiveFrom),
        source,
        freeServiceMessages: { not: freeServiceMessages },
      },
      data: { freeServiceMessages },
    });
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
      include: { rates: { select: { market: true, category: true, amountMicros: true } }, tiers: true },
    });
    return rows.map((row) =>
      rateCardOf({
        id: row.id,
        currency: row.currency,
        effectiveFrom: dayOf(row.effectiveFrom),
        ratesByMarket: ratesByMarket(row.rates),
        freeServiceMessages: row.freeServiceMessages,
        tiers: placedTiers(row.tiers),
      }),
    );
  }
}

function placedTiers(rows: readonly TierRow[]): PlacedTier[] {
  return rows.flatMap(({ market, category, fromMessage, amountMicros }) => {
    const known = RATE_CATEGORIES.find((each) => each === category);
    return known ? [{ market, category: known, fromMessage, amountMicros }] : [];
  });
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
