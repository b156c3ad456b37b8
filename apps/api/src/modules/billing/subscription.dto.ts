import { formatMoney } from '@switchboard/contracts';
import { IsBoolean, IsOptional, IsString, Matches } from 'class-validator';
import { IfGiven } from '../audit/if-given.decorator';
import { IsInstant } from './instant.decorator';
import { PLAN_CODE } from './plan.dto';
import { accessEndsAt, feesOf, type OwedPeriod, type SubscriptionState } from './subscription';

/** Which plan a tenant holds from now on, and until when. */
export class TenantPlan {
  @IsString()
  @Matches(PLAN_CODE, { message: 'must be the code of a plan' })
  planCode!: string;

  /**
   * RFC 3339. When the present period ends: with it the plan ends, at once and without a grace, unless `renews` is true. An end that
   * has passed, but not before the period's start, ends the plan now. Left out or null: months, counted as before.
   */
  @IsOptional()
  @IsInstant()
  periodEnd?: string | null;

  /** Whether another month follows when the period ends. Left out: only where no `periodEnd` is given. */
  @IfGiven()
  @IsBoolean()
  renews?: boolean;
}

/** A tenant's subscription as the console shows it. Amounts in the wallet's currency. */
export interface SubscriptionView {
  tenantId: string;
  planCode: string;
  periodStart: string;
  /** Null: the plan does not end by itself, and costs no monthly fee. */
  periodEnd: string | null;
  renews: boolean;
  /** Set while the period before this one is owed: until then the tenant may go on. */
  graceUntil: string | null;
  /** When access ends, or has ended; null: not by itself. */
  accessEndsAt: string | null;
  /** What the present period has come to until now. */
  accruedFee: string;
  /** What it will come to, when nothing changes: charged at its end. */
  nextFee: string;
  /** What periods that have ended came to and could not be paid. It is charged as soon as there is money for it. */
  owedFee: string;
}

/** A tenant's subscription with what the tenant uses of what its plan grants in stock. */
export interface PlanStandingView extends SubscriptionView {
  /** Bytes of media that are kept now; `storedBytes` of the plan is the most. */
  storedBytes: number;
}

export function presentSubscription(
  tenantId: string,
  { state, owed }: { state: SubscriptionState; owed: readonly OwedPeriod[] },
  now: Date,
): SubscriptionView {
  const { accruedMicros, nextMicros } = feesOf(state, now);
  const { start, end } = state.period;
  return {
    tenantId,
    planCode: state.planCode,
    periodStart: start.toISOString(),
    periodEnd: end?.toISOString() ?? null,
    renews: state.renews,
    graceUntil: state.graceUntil?.toISOString() ?? null,
    accessEndsAt: accessEndsAt({ ...state, periodEnd: end })?.toISOString() ?? null,
    accruedFee: formatMoney(accruedMicros),
    nextFee: formatMoney(nextMicros),
    owedFee: formatMoney(owed.reduce((sum, { feeMicros }) => sum + feeMicros, 0n)),
  };
}
