import { formatMoney } from '@switchboard/contracts';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Printable } from '../audit/printable.decorator';
import { IsInstant } from './instant.decorator';
import { IsMoney } from './money.decorator';
import type { RateCardHead, RateCardLine } from './rate-card.repository';

/** No message costs more than this many units: a slipped decimal point is caught. */
const MAX_RATE_MICROS = 100_000_000n;
const MAX_LINES = 1_000;
const CURRENCY = /^[A-Z]{3}$/;
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

/** A card of Meta's list prices in one currency, one line per market. */
export class NewRateCardBody {
  /** ISO 4217. */
  @IsString()
  @Matches(CURRENCY, { message: 'must be a currency code of three upper-case letters' })
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
}

/** What a message of a category to a recipient costs, with a tenant's plan or at Meta's list price alone. */
export class QuoteBody {
  /** The tenant whose plan and currency apply; left out: Meta's list price without fees of ours. */
  @IsOptional()
  @IsUUID()
  tenantId?: string;

  /** A number with country code, or a business-scoped user id. */
  @IsString()
  @MaxLength(140)
  to!: string;

  /** As Meta writes it: `marketing`, `UTILITY`, `authentication-international`, `service`, … */
  @IsString()
  @MaxLength(40)
  category!: string;

  /** RFC 3339; now unless told. */
  @IsOptional()
  @IsInstant()
  at?: string;

  /** The tenant's, or USD, unless told. */
  @IsOptional()
  @IsString()
  @Matches(CURRENCY, { message: 'must be a currency code of three upper-case letters' })
  currency?: string;
}

export interface RateCardView {
  id: string;
  currency: string;
  effectiveFrom: string;
  source: string;
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

export interface RateCardDetailView extends RateCardView {
  rates: RateLineView[];
}

export function presentRateCard({ id, currency, effectiveFrom, source, createdAt }: RateCardHead): RateCardView {
  return { id, currency, effectiveFrom, source, createdAt: createdAt.toISOString() };
}

export function presentRateLine({ market, marketName, rates }: RateCardLine): RateLineView {
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
