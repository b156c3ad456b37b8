import { Injectable } from '@nestjs/common';
import { type PriceCategory, type V1Quote, formatMoney } from '@switchboard/contracts';
import type { PricingRecipient } from './market';
import { type ListPrice, listPrice, markupOf, priceCategoryOf } from './pricing';
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

/** What a message costs when it is delivered and billable, and thus what is reserved for it. Amounts in micro-units. */
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
  /** `pricing.category` of Meta's status. */
  metaCategory: string;
  /** Priced as this when Meta's word is not known: the category it was quoted with. */
  fallbackCategory?: PriceCategory;
  /** When it was delivered. */
  at: Date;
  currency: string;
  markupBps: number;
  timeZone?: string;
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

/** Prices messages from the rate cards. Nothing is read from the database once the book is in memory. */
@Injectable()
export class PricingService {
  constructor(private readonly book: RateBook) {}

  /**
   * What a message will cost at most: platform fee, Meta's fee for the category, markup.
   * @throws RangeError when no rate card has the currency
   */
  async quote(request: QuoteRequest): Promise<Quote> {
    const { category, currency, platformFeeMicros, markupBps } = request;
    const { market, country, metaFeeMicros, rateCard } = await this.price(request);
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
   * delivered. A category that is not known (Meta adds some) is priced as it was quoted, else as marketing, the dearest.
   * @throws RangeError when no rate card has the currency
   */
  async priceDelivered(request: DeliveryRequest): Promise<DeliveryFees> {
    const category = priceCategoryOf(request.metaCategory) ?? request.fallbackCategory ?? 'marketing';
    const { market, country, metaFeeMicros, rateCard } = await this.price({ ...request, category });
    return {
      metaFeeMicros,
      markupMicros: markupOf(metaFeeMicros, request.markupBps),
      rateCardId: rateCard.id,
      category,
      market,
      country,
    };
  }

  private async price(request: Parameters<typeof listPrice>[1]): Promise<ListPrice> {
    const pages = this.book.current();
    const price = listPrice(pages instanceof Promise ? await pages : pages, request);
    if (!price) throw new RangeError(`There is no rate card in ${request.currency}.`);
    return price;
  }
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
