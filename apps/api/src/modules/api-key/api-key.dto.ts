import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsRFC3339,
  Max,
  Min,
} from 'class-validator';
import { formatMoney, type Scope, SCOPES } from '@switchboard/contracts';
import { Printable } from '../audit/printable.decorator';
import { IsMoney } from '../billing/money.decorator';
import { IsAddressRanges } from './address-range.decorator';
import type { ApiKeyRow } from './api-key.repository';

const ALLOWED_IPS_MAX = 100;
/** What a decimal string of money can hold at most. */
const MONEY_MAX_MICROS = 10n ** 18n - 1n;
/** Seven days. */
const OVERLAP_MAX_SECONDS = 604_800;

/** An API key to be made. */
export class CreateApiKeyRequest {
  /** What it is for, 1–100 characters. */
  @Printable(100)
  name!: string;

  /** What it may do; all scopes when absent. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  scopes?: Scope[] | null;

  /** The default sender: a live number of the tenant, by Meta's id or ours. */
  @IsOptional()
  @Printable(64)
  phoneNumberId?: string | null;

  /** RFC 3339, in the future; absent or null: it does not expire. */
  @IsOptional()
  @IsRFC3339()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;

  /** Addresses and CIDR blocks that it may be used from, at most 100; absent or empty: any. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(ALLOWED_IPS_MAX)
  @ArrayUnique()
  @IsAddressRanges()
  allowedIps?: string[] | null;

  /** Most that messages sent with it may cost in a calendar month (UTC), in the wallet's currency; absent or null: no limit. */
  @IsOptional()
  @IsMoney({ maxMicros: MONEY_MAX_MICROS })
  monthlySpendLimit?: string | null;
}

/** Replacing a key by a new one with the same settings. */
export class RotateApiKeyRequest {
  /** How long the old key still works, 0 (not at all) to 604,800 (seven days); 0 when absent. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(OVERLAP_MAX_SECONDS)
  overlapSeconds?: number | null;
}

/** An API key as the console shows it. */
export interface ApiKeyView {
  id: string;
  name: string;
  /** `pk_` and the first six characters, to recognise it by. */
  prefix: string;
  scopes: string[];
  /** Meta's id of the default sender. */
  phoneNumberId: string | null;
  expiresAt: string | null;
  allowedIps: string[];
  monthlySpendLimit: string | null;
  /** Some seconds late: last uses are written in batches. */
  lastUsedAt: string | null;
  createdAt: string;
  revokedAt: string | null;
}

/** A new key, the only time that it is shown. */
export interface CreatedApiKey extends ApiKeyView {
  key: string;
}

export function presentApiKey(row: ApiKeyRow): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    phoneNumberId: row.metaPhoneNumberId,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    allowedIps: row.allowedIps,
    monthlySpendLimit: row.monthlySpendLimitMicros === null ? null : formatMoney(row.monthlySpendLimitMicros),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
