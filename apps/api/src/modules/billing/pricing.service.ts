import { Injectable } from '@nestjs/common';
import { type PriceCategory, type V1Quote, formatMoney } from '@switchboard/contracts';
import type { PricingRecipient } from './market';
import {
  type ListPrice,
  highestRate,
  listPrice,
  markupOf,
  monthOf,
  priceCategoryOf,
  tierAt,
  tierRate,
  volumeScope,
} from './pricing';
import { PricingVolumeRepository } from './pricing-volume.repository';
import { RateBook } from './rate-book.service';

export interface QuoteRequest {
  recipient: PricingRecipient;
  category: PriceCategory;
  /** ISO 4217: the wallet's currency. */
  currency: string;
  platformFeeMicros: bigint;
  markupBps: number;
  at: Date;
  /** Zone in which prices change at midnight: the WABA's; UTC unless told. */
  timeZone?: string;
}

/** The most that a message costs when it is delivered and billable, and thus what is reserved for it. Amounts in micro-units. */
export interface Quote {
  market: string;
  /** ISO 3166-1 alpha-2; null when it cannot be told. */
  country: string | null;
  category: PriceCategory;
  rateCardId: string;
  /** `YYYY-MM-DD` */
  rateCardEffectiveFrom: string;
  platformFeeMicros: bigint;
  metaFeeMicros: bigint;
  markupMicros: bigint;
  totalMicros: bigint;
  currency: string;
}

export interface DeliveryRequest {
  recipient: PricingRecipient;
  /** `pricing.category` of Meta's status; null when Meta has told no price. */
  metaCategory: string | null;
  /** Priced as this when Meta's word is not known: the category it was quoted with. */
  fallbackCategory?: PriceCategory;
  /** When it was delivered. */
  at: Date;
  currency: string;
  markupBps: number;
  timeZone?: string;
  /** What is to be counted where the number of a month's messages decides; absent: priced as the first of its month. */
  countAs?: CountedMessage;
}

/** A billable message, whose place in its month is asked for (and thereby given) when its price depends on it. */
export interface CountedMessage {
  tenantId: string;
  messageId: string;
  /** Our id of the number: free service messages are counted for each. */
  phoneNumberId: string;
}

/** What a delivered, billable message costs besides the platform fee. Amounts in micro-units. */
export interface DeliveryFees {
  metaFeeMicros: bigint;
  markupMicros: bigint;
  rateCardId: string;
  category: PriceCategory;
  market: string;
  country: string | null;
}

/** How the rate of a message came about, for people. Amounts in micro-units. */
export interface RateExplanation {
  rateCard: { id: string; effectiveFrom: string };
  /** What one such message costs at its place. */
  unitPriceMicros: bigint;
  /** Its place among the month's messages, where tiers follow from it; `fromMessage` is null below the first tier. */
  tier: { place: number; fromMessage: number | null } | null;
  /** Its place among the number's service messages of the month, and how many of them are free. */
  freeService: { place: number; allowance: number } | null;
}

/** Prices messages from the rate cards. Nothing is read from the database once the book is in memory, but a place in a volume tier. */
@Injectable()
export class PricingService {
  constructor(
    private readonly book: RateBook,
    private readonly volumes: PricingVolumeRepository,
  ) {}

  /**
   * What a message will cost at most: platform fee, Meta's fee for the category in its dearest volume tier, markup.
   * @throws RangeError when no rate card has the currency
   */
  async quote(request: QuoteRequest): Promise<Quote> {
    const { category, currency, platformFeeMicros, markupBps } = request;
    const { market, country, rateCard } = await this.price(request);
    const metaFeeMicros = highestRate(rateCard, market, category);
    const markupMicros = markupOf(metaFeeMicros, markupBps);
    return {
      market,
      country,
      category,
      rateCardId: rateCard.id,
      rateCardEffectiveFrom: rateCard.effectiveFrom,
      platformFeeMicros,
      metaFeeMicros,
      markupMicros,
      totalMicros: platformFeeMicros + metaFeeMicros + markupMicros,
      currency,
    };
  }

  /**
   * What Meta's fee and the markup of a delivered, billable message come to: Meta's category, the card in force when it was
   * delivered, its place in the month. A category that is not known (Meta adds some) is priced as it was quoted, else as
   * marketing, the dearest. Where Meta has told no price, the card's free service messages are free.
   * @throws RangeError when no rate card has the currency
   */
  async priceDelivered(request: DeliveryRequest): Promise<DeliveryFees> {
    const { metaCategory, fallbackCategory, countAs, markupBps } = request;
    const category = priceCategoryOf(metaCategory ?? '') ?? fallbackCategory ?? 'marketing';
    const price = await this.price({ ...request, category });
    const { market, country, rateCard } = price;
    const isFree = countAs && metaCategory === null && (await this.isFreeService(price, category, request, countAs));
    const metaFeeMicros = isFree ? 0n : await this.rateAtPlace(price, category, request);
    const markupMicros = markupOf(metaFeeMicros, markupBps);
    return { metaFeeMicros, markupMicros, rateCardId: rateCard.id, category, market, country };
  }

  /** How a settled message's rate came about; null when its card is no longer in the book. Gives no places. */
  async explain(
    { tenantId, messageId, phoneNumberId }: CountedMessage,
    { rateCardId, market, category }: { rateCardId: string; market: string; category: PriceCategory },
  ): Promise<RateExplanation | null> {
    const { cardsByCurrency } = await this.book.current();
    const rateCard = [...cardsByCurrency.values()].flat().find(({ id }) => id === rateCardId);
    if (!rateCard) return null;
    const scope = volumeScope(rateCard, market, category);
    const isCounted = scope !== null || rateCard.freeServiceMessages > 0;
    const places = isCounted ? await this.volumes.findByMessage(tenantId, messageId) : [];
    const placeIn = (asked: string | null) => places.find((each) => each.scope === asked)?.place;
    const place = placeIn(scope);
    const freePlace = category === 'service' ? placeIn(serviceScope(phoneNumberId)) : undefined;
    return {
      rateCard: { id: rateCard.id, effectiveFrom: rateCard.effectiveFrom },
      unitPriceMicros: tierRate(rateCard, market, category, place ?? 1),
      tier:
        place === undefined
          ? null
          : { place, fromMessage: tierAt(rateCard, market, category, place)?.fromMessage ?? null },
      freeService: freePlace === undefined ? null : { place: freePlace, allowance: rateCard.freeServiceMessages },
    };
  }

  private async isFreeService(
    { rateCard }: ListPrice,
    category: PriceCategory,
    { at, timeZone }: DeliveryRequest,
    { tenantId, messageId, phoneNumberId }: CountedMessage,
  ): Promise<boolean> {
    const { isServiceCharged, freeServiceMessages } = rateCard;
    if (category !== 'service' || !isServiceCharged || freeServiceMessages === 0) return false;
    const scope = serviceScope(phoneNumberId);
    return (await this.volumes.place(tenantId, messageId, monthOf(at, timeZone), scope)) <= freeServiceMessages;
  }

  private async rateAtPlace(
    { rateCard, market, metaFeeMicros }: ListPrice,
    category: PriceCategory,
    { at, timeZone, countAs }: DeliveryRequest,
  ): Promise<bigint> {
    const scope = countAs ? volumeScope(rateCard, market, category) : null;
    if (!countAs || scope === null) return metaFeeMicros;
    const { tenantId, messageId } = countAs;
    const place = await this.volumes.place(tenantId, messageId, monthOf(at, timeZone), scope);
    return tierRate(rateCard, market, category, place);
  }

  private async price(request: Parameters<typeof listPrice>[1]): Promise<ListPrice> {
    const pages = this.book.current();
    const price = listPrice(pages instanceof Promise ? await pages : pages, request);
    if (!price) throw new RangeError(`There is no rate card in ${request.currency}.`);
    return price;
  }
}

/** What a number's free service messages are counted by. */
function serviceScope(phoneNumberId: string): string {
  return `service:${phoneNumberId}`;
}

/** A quote as v1 and the console show it. */
export function presentQuote(quote: Quote): V1Quote {
  return {
    market: quote.market,
    country: quote.country,
    category: quote.category,
    platformFee: formatMoney(quote.platformFeeMicros),
    metaFee: formatMoney(quote.metaFeeMicros),
    markup: formatMoney(quote.markupMicros),
    total: formatMoney(quote.totalMicros),
    currency: quote.currency,
    rateCard: quote.rateCardId,
  };
}
