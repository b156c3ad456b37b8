import { formatMoney } from '@switchboard/contracts';
import { ArrayMaxSize, ArrayUnique, IsArray, IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { IfGiven } from '../audit/if-given.decorator';
import { Printable } from '../audit/printable.decorator';
import { IsMoney } from './money.decorator';
import type { Plan } from './plan';

const MAX_FEE_MICROS = 1_000_000_000_000n;
const MAX_MARKUP_BPS = 100_000;
const MAX_PER_SECOND = 10_000;
const MAX_PER_MINUTE = 600_000;
const MAX_RETENTION_DAYS = 3_650;
const MAX_NAME_CHARS = 100;
export const PLAN_CODE = /^[A-Z][A-Z0-9_]{1,31}$/;
/** Whether something can be the code of a plan. */
export const isPlanCode = (text: string): boolean => PLAN_CODE.test(text);
const FEATURE = /^[a-z][a-z0-9_]{0,63}$/;
const MAX_FEATURES = 50;

/** What a plan grants and costs; every field may be left out. */
export class PlanTerms {
  /** Charged at the end of every month, from 0 to 1,000,000.00 of the wallet's currency. A change holds from when it is made. */
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

  /** What is switched on. Switchboard itself asks for `v2_api`, `mmlite` and `webhook_envelope`; other words are the operator's own. */
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
  @Matches(PLAN_CODE, {
    message: 'must be 2 to 32 upper-case letters, digits and underscores, beginning with a letter',
  })
  code!: string;

  @Printable(MAX_NAME_CHARS)
  name!: string;
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

export function presentPlan(plan: Plan): PlanView {
  const { monthlyFeeMicros, platformFeeMicros, storedBytes, ...rest } = plan;
  return {
    ...rest,
    monthlyFee: formatMoney(monthlyFeeMicros),
    platformFee: formatMoney(platformFeeMicros),
    storedBytes: Number(storedBytes),
  };
}
