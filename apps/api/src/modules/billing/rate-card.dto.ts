import { formatMoney } from '@switchboard/contracts';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IfGiven } from '../audit/if-given.decorator';
import { Printable } from '../audit/printable.decorator';
import { IsTimeZone } from '../tenant/time-zone.decorator';
import { IsCurrency } from './currency.decorator';
import { IsInstant } from './instant.decorator';
import { IsMoney } from './money.decorator';
import type { PlacedTier } from './pricing';
import { writtenCategory } from './rate-card-preview';
import type { RateCardDetail, RateCardHead, RateCardLine } from './rate-card.repository';

/** Of any currency; what is too much for the card's own is told when the card is checked as a whole. */
const MAX_RATE_MICROS = 100_000_000_000n;
const MAX_LINES = 1_000;
const MAX_TIERS = 5_000;
/** More than anyone sends in a month. */
const MAX_MESSAGES = 1_000_000_000;
const MAX_FREE_MESSAGES = 999_999;
const MARKET = /^[A-Z][A-Z_]{1,49}$/;

/**
 * The rates of one market per delivered message. A category that is null or left out is "n/a": not sold there, which is not zero.
 * Service n/a in all markets means that the card does not charge for it.
 */
export class RateLineBody {
  /** Such as `TR`, `NORTH_AMERICA`, `OTHER`. */
  @IsString()
  @Matches(MARKET, { message: 'must be upper-case letters and underscores' })
  market!: string;

  @IsOptional()
  @Printable(100)
  marketName?: string | null;

  @IsMoney({ maxMicros: MAX_RATE_MICROS })
  marketing!: string;

  @IsOptional()
  @IsMoney({ maxMicros: MAX_RATE_MICROS })
  utility?: string | null;

  @IsOptional()
  @IsMoney({ maxMicros: MAX_RATE_MICROS })
  authentication?: string | null;

  @IsOptional()
  @IsMoney({ maxMicros: MAX_RATE_MICROS })
  authenticationInternational?: string | null;

  @IsOptional()
  @IsMoney({ maxMicros: MAX_RATE_MICROS })
  service?: string | null;
}

/** What the messages of a month cost from the nth on, in one market and category (marginal: it changes no message before). */
export class RateTierBody {
  @IsString()
  @Matches(MARKET, { message: 'must be upper-case letters and underscores' })
  market!: string;

  /** As Meta writes it: `utility`, `authentication`, `authentication-international`, … */
  @IsString()
  @MaxLength(40)
  category!: string;

  /** The first message of the month that it applies to, counted from 1: at least 2, ascending for each market and category. */
  @IsInt()
  @Min(2)
  @Max(MAX_MESSAGES)
  fromMessage!: number;

  @IsMoney({ maxMicros: MAX_RATE_MICROS })
  amount!: string;
}

/** A card of Meta's list prices in one currency, one line per market. */
export class NewRateCardBody {
  /** ISO 4217. */
  @IsCurrency()
  currency!: string;

  /** First day on which it applies, `YYYY-MM-DD`: a day to come. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'must be a date, YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'must be a date that exists' })
  effectiveFrom!: string;

  /** Where the prices come from, for people. */
  @IsOptional()
  @Printable(200)
  source?: string | null;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LINES)
  @ValidateNested({ each: true })
  @Type(() => RateLineBody)
  rates!: RateLineBody[];

  /** Volume tiers; none are taken over from the card before. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_TIERS)
  @ValidateNested({ each: true })
  @Type(() => RateTierBody)
  tiers?: RateTierBody[] | null;

  /** Service messages per number and calendar month that Meta does not charge for; left out: as on the card before. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_FREE_MESSAGES)
  freeServiceMessages?: number | null;
}

const toFlag = ({ value }: { value: unknown }): unknown => {
  if (value === 'true' || value === '1' || value === '') return true;
  return value === undefined || value === 'false' || value === '0' ? false : value;
};

/** What the query says of a card that is posted: whether to add it, and of one in CSV what the file itself does not say. */
export class RateCardQuery {
  /** Whether to tell only what would change. Nothing is written then. */
  @Transform(toFlag)
  @IsBoolean()
  preview: boolean = false;

  /** CSV: ISO 4217, what all amounts of the file are in. */
  @IfGiven()
  @IsCurrency()
  currency?: string;

  /** CSV: first day on which it applies, `YYYY-MM-DD`: a day to come. */
  @IfGiven()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'must be a date, YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'must be a date that exists' })
  effectiveFrom?: string;

  /** CSV: where the prices come from, for people. */
  @IfGiven()
  @Printable(200)
  source?: string;

  /** CSV: left out, as on the card before. */
  @IfGiven()
  @Matches(/^\d{1,6}$/, { message: 'must be a whole number with at most 6 digits' })
  freeServiceMessages?: string;
}

/** What a message of a category to a recipient costs one tenant. */
export class TenantQuoteBody {
  /** A number with country code, or a business-scoped user id. */
  @IsString()
  @MaxLength(140)
  to!: string;

  /** As Meta writes it: `marketing`, `UTILITY`, `authentication-international`, `service`, … */
  @IsString()
  @MaxLength(40)
  category!: string;

  /** RFC 3339; now unless told. */
  @IfGiven()
  @IsInstant()
  at?: string;

  /** The tenant's number that would send it, by Meta's id or ours: it is priced by the calendar of that number's zone. */
  @IfGiven()
  @IsString()
  @MaxLength(40)
  phoneNumberId?: string;

  /** IANA zone by whose calendar it is priced; the number's, or UTC, unless told. */
  @IfGiven()
  @IsTimeZone()
  timeZone?: string;
}

/** The same with any tenant's plan, or at Meta's list price alone. */
export class QuoteBody extends TenantQuoteBody {
  /** The tenant whose plan and currency apply; left out: Meta's list price without fees of ours. */
  @IfGiven()
  @IsUUID()
  tenantId?: string;

  /** The tenant's, or USD, unless told. */
  @IfGiven()
  @IsCurrency()
  currency?: string;
}

export interface RateCardView {
  id: string;
  currency: string;
  effectiveFrom: string;
  source: string;
  freeServiceMessages: number;
  createdAt: string;
}

export interface RateLineView {
  market: string;
  marketName: string;
  marketing: string | null;
  utility: string | null;
  authentication: string | null;
  authenticationInternational: string | null;
  service: string | null;
}

export interface RateTierView {
  market: string;
  category: string;
  fromMessage: number;
  amount: string;
}

export interface RateCardDetailView extends RateCardView {
  rates: RateLineView[];
  tiers: RateTierView[];
}

export function presentRateCard(card: RateCardHead): RateCardView {
  const { id, currency, effectiveFrom, source, freeServiceMessages, createdAt } = card;
  return { id, currency, effectiveFrom, source, freeServiceMessages, createdAt: createdAt.toISOString() };
}

export function presentRateCardDetail(card: RateCardDetail): RateCardDetailView {
  return { ...presentRateCard(card), rates: card.lines.map(presentRateLine), tiers: card.tiers.map(presentTier) };
}

function presentTier({ market, category, fromMessage, amountMicros }: PlacedTier): RateTierView {
  return { market, category: writtenCategory(category), fromMessage, amount: formatMoney(amountMicros) };
}

function presentRateLine({ market, marketName, rates }: RateCardLine): RateLineView {
  const amount = (micros: bigint | null) => (micros === null ? null : formatMoney(micros));
  return {
    market,
    marketName,
    marketing: amount(rates.marketing),
    utility: amount(rates.utility),
    authentication: amount(rates.authentication),
    authenticationInternational: amount(rates.authentication_international),
    service: amount(rates.service),
  };
}
