import {
  formatMoney,
  USAGE_DIMENSIONS,
  USAGE_GRANULARITIES,
  type UsageDimension,
  type UsageGranularity,
} from '@switchboard/contracts';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsInstant } from '../instant.decorator';
import { spendMicros, type UsageAmounts, type UsageItem } from './usage-buckets';
import { type Dimension, DIMENSIONS, MAX_DIMENSIONS } from './usage-dimensions';

const MAX_PAGE = 10_000;
const MAX_CURSOR_CHARS = 1_000;

/** `category,country` as a list; anything that is not a text is left for validation to refuse. */
const toList = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',').filter((name, _, names) => name !== '' || names.length > 1) : value;

/** A stretch of time and how it is cut up. */
class UsageStretch {
  /** RFC 3339; it is included, as is the whole hour that it lies in. Unless told, midnight (UTC) 30 days before `to`. */
  @IsOptional()
  @IsInstant()
  from?: string;

  /** RFC 3339; it is not included, but the hour that has begun before it is. Unless told, now. */
  @IsOptional()
  @IsInstant()
  to?: string;

  /** Hours over at most 31 days, days over at most 400, months over at most ten years; all of UTC. */
  @IsOptional()
  @IsIn(USAGE_GRANULARITIES)
  granularity: UsageGranularity = 'day';
}

/** What v1 can be asked about usage. */
export class V1UsageQuery extends UsageStretch {
  @IsOptional()
  @IsIn(USAGE_DIMENSIONS)
  group_by?: UsageDimension;
}

/** What the console can be asked about usage. */
export class UsageQuery extends UsageStretch {
  /** One or two of number, category, status, country, key, with a comma between them. */
  @IsOptional()
  @Transform(toList)
  @ArrayMaxSize(MAX_DIMENSIONS)
  @ArrayUnique()
  @IsIn(DIMENSIONS, { each: true })
  groupBy: Dimension[] = [];

  @IsOptional()
  @IsString()
  @MaxLength(MAX_CURSOR_CHARS)
  cursor?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  limit: number = 1_000;
}

/** Messages that were accepted, and what was charged, in the wallet's currency. */
export interface UsageAmountsView {
  messages: number;
  /** platformFee + metaFee + markup */
  spend: string;
  platformFee: string;
  metaFee: string;
  markup: string;
}

/**
 * Usage of one bucket under one value of each dimension that it was split by, which are fields of their own, empty where a value is
 * not known: `number` is Meta's id, `key` ours.
 */
export type UsageItemView = UsageAmountsView & Partial<Record<Dimension, string>> & { bucket: string };

/**
 * Usage of a tenant: messages count where they were accepted, money where it was charged. Buckets of UTC, in the order of time; those
 * in which nothing happened are left out. `totals` are of the whole stretch of time, on every page.
 */
export interface UsageView {
  currency: string;
  totals: UsageAmountsView;
  items: UsageItemView[];
  nextCursor: string | null;
}

/** Usage of one tenant among all. */
export type PlatformUsageItemView = UsageItemView & { tenantId: string; tenantName: string; currency: string };

/** Usage of all tenants, tenant after tenant. `totals` are by currency, of the whole stretch of time. */
export interface PlatformUsageView {
  totals: (UsageAmountsView & { currency: string })[];
  items: PlatformUsageItemView[];
  nextCursor: string | null;
}

export function presentAmounts(amounts: UsageAmounts): UsageAmountsView {
  return {
    messages: amounts.messages,
    spend: formatMoney(spendMicros(amounts)),
    platformFee: formatMoney(amounts.platformFeeMicros),
    metaFee: formatMoney(amounts.metaFeeMicros),
    markup: formatMoney(amounts.markupMicros),
  };
}

export function presentItem(item: UsageItem, dimensions: readonly Dimension[]): UsageItemView {
  const values = Object.fromEntries(dimensions.map((dimension, index) => [dimension, item.values[index] ?? '']));
  return { bucket: item.bucket, ...values, ...presentAmounts(item) };
}
