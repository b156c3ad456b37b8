import { formatMoney } from '@switchboard/contracts';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { Printable } from '../audit/printable.decorator';
import { IsInstant } from './instant.decorator';
import { IsMoney } from './money.decorator';
import type { Plan, Subscription } from './plan';

const MAX_FEE_MICROS = 1_000_000_000_000n;
const MAX_MARKUP_BPS = 100_000;
const MAX_PER_SECOND = 10_000;
const MAX_PER_MINUTE = 600_000;
const MAX_RETENTION_DAYS = 3_650;
const MAX_FEATURES = 50;
const MAX_NAME_CHARS = 100;
const CODE = /^[A-Z][A-Z0-9_]{1,31}$/;
const FEATURE = /^[a-z][a-z0-9_]{0,63}$/;

/** Lets a field of a PATCH be left out, but not be null. */
const IfGiven = () => ValidateIf((_, value) => value !== undefined);

/** What a plan grants and costs; every field may be left out. */
export class PlanTerms {
  /** Charged per period, from 0 to 1,000,000.00 of the wallet's currency. */
  @IfGiven()
  @IsMoney({ maxMicros: MAX_FEE_MICROS })
  monthlyFee?: string;

  /** Charged per message that Meta takes. */
  @IfGiven()
  @IsMoney({ maxMicros: MAX_FEE_MICROS })
  platformFee?: string;

  /** On top of Meta's fee, in basis points: 250 is 2.5 %. */
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_MARKUP_BPS)
  markupBps?: number;

  /** Per API key, like the two that follow. */
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_PER_SECOND)
  messagesPerSecond?: number;

  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_PER_MINUTE)
  messagesPerMinute?: number;

  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_PER_MINUTE)
  mediaPerMinute?: number;

  /** How much media a tenant may keep. */
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  storedBytes?: number;

  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_RETENTION_DAYS)
  mediaRetentionDays?: number;

  /** Lower-case words such as `v2_api`, `mmlite`, `webhook_envelope`. */
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_FEATURES)
  @ArrayUnique()
  @Matches(FEATURE, { each: true, message: 'each must be a lower-case word with digits and underscores' })
  features?: string[];
}

/** Changes to a plan; what is left out stays. Tenants on the plan feel them within a second. */
export class PlanChanges extends PlanTerms {
  @IfGiven()
  @Printable(MAX_NAME_CHARS)
  name?: string;
}

/** A new plan. Only code and name must be given; the limits default to the contract's (80/s, 4,800/min, media 600/min). */
export class NewPlan extends PlanTerms {
  @IsString()
  @Matches(CODE, { message: 'must be 2 to 32 upper-case letters, digits and underscores, beginning with a letter' })
  code!: string;

  @Printable(MAX_NAME_CHARS)
  name!: string;
}

/** Which plan a tenant holds, and until when. */
export class TenantPlan {
  @IsString()
  @Matches(CODE, { message: 'must be the code of a plan' })
  planCode!: string;

  /** RFC 3339. Left out or null: the plan does not end by itself. Not before the subscription began. */
  @IsOptional()
  @IsInstant()
  periodEnd?: string | null;
}

/** A plan as the console shows it. */
export interface PlanView {
  code: string;
  name: string;
  monthlyFee: string;
  platformFee: string;
  markupBps: number;
  messagesPerSecond: number;
  messagesPerMinute: number;
  mediaPerMinute: number;
  storedBytes: number;
  mediaRetentionDays: number;
  features: string[];
}

/** A tenant's subscription as the console shows it. */
export interface SubscriptionView {
  tenantId: string;
  planCode: string;
  periodStart: string;
  periodEnd: string | null;
}

export function presentPlan(plan: Plan): PlanView {
  const { monthlyFeeMicros, platformFeeMicros, storedBytes, ...rest } = plan;
  return {
    ...rest,
    monthlyFee: formatMoney(monthlyFeeMicros),
    platformFee: formatMoney(platformFeeMicros),
    storedBytes: Number(storedBytes),
  };
}

export function presentSubscription(tenantId: string, subscription: Subscription): SubscriptionView {
  return {
    tenantId,
    planCode: subscription.plan.code,
    periodStart: subscription.periodStart.toISOString(),
    periodEnd: subscription.periodEnd?.toISOString() ?? null,
  };
}
