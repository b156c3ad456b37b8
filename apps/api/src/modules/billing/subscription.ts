import {
  anchorDayOf,
  clip,
  feeOf,
  monthEndAfter,
  nextPeriod,
  type Period,
  type PlanSegment,
} from './subscription-period';

/** For so long a tenant may go on after the end of a period that it could not pay. */
export const GRACE_MS = 3 * 24 * 60 * 60 * 1_000;

/** What a tenant subscribes to, and at what price just now. */
export interface SubscribedPlan {
  planCode: string;
  monthlyFeeMicros: bigint;
}

/** A tenant's subscription. Fees are paid at the end of a period, from the wallet. */
export interface SubscriptionState extends SubscribedPlan {
  /** The period that runs. An end of null: the plan does not end by itself and costs no monthly fee. */
  period: { start: Date; end: Date | null };
  /** Day of the month on which periods begin, where the month has it. */
  anchorDay: number;
  /** Whether another month follows when the period ends; else the plan ends with it. */
  renews: boolean;
  /** What was held before `feeSince`, oldest first. */
  segments: readonly PlanSegment[];
  /** From when on the plan held now counts; null: nothing is charged for this period, or nothing any more. */
  feeSince: Date | null;
  /** Set while the period before this one is owed: the end of the grace. */
  graceUntil: Date | null;
}

/** A period that has ended and is not paid yet. */
export interface OwedPeriod extends Period {
  feeMicros: bigint;
}

/** A period that has ended, and what it comes to. */
export interface ClosedPeriod extends OwedPeriod {
  /** The plan held at its end. */
  planCode: string;
  segments: readonly PlanSegment[];
  anchorDay: number;
}

/** What is to be done about a subscription: of each kind one step, after which to ask again. */
export type Renewal =
  /** Takes the fee of `paid`, which is `closed` where the period ends with this step. */
  | { kind: 'charge'; paid: OwedPeriod; closed: ClosedPeriod | null; next: SubscriptionState }
  /** The period has ended and there is not enough money for it: the tenant may go on until `next.graceUntil`. */
  | { kind: 'grace'; closed: ClosedPeriod; next: SubscriptionState }
  /** The tenant may not go on. `closed` where the period ends with this step. */
  | { kind: 'expired'; closed: ClosedPeriod | null; next: SubscriptionState }
  | { kind: 'nothing' };

/** Which plan a tenant is to hold from now on. */
export interface PlanChange {
  plan: SubscribedPlan;
  renews: boolean;
  /** Null: months, counted as before. */
  periodEnd: Date | null;
}

/** A subscription that begins now and goes on month by month. */
export function openSubscription({ planCode, monthlyFeeMicros }: SubscribedPlan, now: Date): SubscriptionState {
  const anchorDay = now.getUTCDate();
  return {
    planCode,
    monthlyFeeMicros,
    period: nextPeriod(now, anchorDay),
    anchorDay,
    renews: true,
    segments: [],
    feeSince: now,
    graceUntil: null,
  };
}

/**
 * When the tenant's access ends, as every gate reads it; null: not by itself. A renewing subscription never ends because nobody has
 * looked at it: only a grace that ran out ends it.
 */
export function accessEndsAt(state: { renews: boolean; periodEnd: Date | null; graceUntil: Date | null }): Date | null {
  const ends = [state.graceUntil, state.renews ? null : state.periodEnd].filter((end) => end !== null);
  return ends.reduce<Date | null>((first, end) => (first === null || end < first ? end : first), null);
}

/**
 * The next step of a subscription. Pure, and the only place that decides on it: asked any number of times, at any times, it charges
 * every period once and in order.
 * @param owed periods that have ended and are not paid, oldest first
 * @param availableMicros what the wallet can give
 */
export function decideRenewal(
  state: SubscriptionState,
  owed: readonly OwedPeriod[],
  now: Date,
  availableMicros: bigint,
): Renewal {
  const affordable = owed.find(({ feeMicros }) => feeMicros <= availableMicros);
  if (affordable) return { kind: 'charge', paid: affordable, closed: null, next: afterPayment(state, affordable, now) };
  if (isOver(state, now)) {
    const { closed, next } = close(state);
    if (closed === null) return { kind: 'expired', closed, next };
    if (closed.feeMicros <= availableMicros) return { kind: 'charge', paid: closed, closed, next };
    if (!state.renews) return { kind: 'expired', closed, next };
    const graceUntil = new Date(closed.end.getTime() + GRACE_MS);
    return { kind: graceUntil > now ? 'grace' : 'expired', closed, next: { ...next, graceUntil } };
  }
  return hasEnded(state, now) ? { kind: 'expired', closed: null, next: state } : { kind: 'nothing' };
}

/**
 * Puts a tenant on a plan from now on. What was held until now is charged for the time for which it was held. A running period goes
 * on; a subscription that has ended begins anew, and what it owes it goes on owing. A period end that has passed ends the plan at once.
 * `closed` is a period that ends by this and is not charged by the way.
 */
export function changePlan(
  state: SubscriptionState,
  { plan, renews, periodEnd }: PlanChange,
  now: Date,
): { closed: ClosedPeriod | null; next: SubscriptionState } {
  if (periodEnd !== null && periodEnd <= now) return { closed: null, next: endAt(state, plan, periodEnd, now) };
  const isNew = state.feeSince === null || hasEnded(state, now);
  const closed = isNew && isOver(state, now) ? close(state).closed : null;
  const base = isNew ? openSubscription(plan, now) : hold(state, plan, now);
  const { start, end } = base.period;
  if (periodEnd !== null) {
    const graceUntil = renews ? base.graceUntil : null;
    return { closed, next: { ...base, renews, graceUntil, period: { start, end: periodEnd } } };
  }
  // Months that have ended and wait for the job stay as they are, so that each is charged as one.
  const isKept = end !== null && (base.renews ? renews || end > now : !renews);
  const monthEnd = isKept ? end : monthEndAfter(start, base.anchorDay, now);
  return { closed, next: { ...base, renews, period: { start, end: monthEnd } } };
}

/** Ends a subscription now: a last fee for the part of the period that has passed, and no period after it. */
export function endSubscription(state: SubscriptionState, now: Date): SubscriptionState {
  return endAt(state, state, now, now);
}

/** What has come together in this period until now, and what it will come to when nothing changes any more. */
export function feesOf(state: SubscriptionState, now: Date): { accruedMicros: bigint; nextMicros: bigint } {
  const { start, end } = state.period;
  if (end === null || state.feeSince === null) return { accruedMicros: 0n, nextMicros: 0n };
  const until = now < start ? start : now < end ? now : end;
  const fee = (to: Date) => feeOf({ start, end }, held(state, to), state.anchorDay);
  return { accruedMicros: fee(until), nextMicros: fee(end) };
}

/** A period that waits for its end to be charged; while one is owed the next does not end. */
function isOver({ period, feeSince, graceUntil }: SubscriptionState, now: Date): boolean {
  return feeSince !== null && period.end !== null && period.end <= now && graceUntil === null;
}

function hasEnded(state: SubscriptionState, now: Date): boolean {
  const end = accessEndsAt({ ...state, periodEnd: state.period.end });
  return end !== null && end <= now;
}

/** Everything held up to an instant. */
function held(state: SubscriptionState, to: Date): PlanSegment[] {
  const { planCode, monthlyFeeMicros, feeSince, segments } = state;
  return feeSince === null || feeSince >= to
    ? [...segments]
    : [...segments, { planCode, monthlyFeeMicros, from: feeSince, to }];
}

function close(state: SubscriptionState): { closed: ClosedPeriod | null; next: SubscriptionState } {
  const { start } = state.period;
  const end = state.period.end ?? start;
  const { anchorDay } = state;
  const segments = clip(held(state, end), { start, end });
  const closed = {
    start,
    end,
    planCode: segments.at(-1)?.planCode ?? state.planCode,
    segments,
    anchorDay,
    feeMicros: feeOf({ start, end }, segments, anchorDay),
  };
  const next = state.renews ? followingMonth(state, end) : { ...state, segments: [], feeSince: null };
  // A plan that was ended in the moment of its beginning has no period to speak of.
  return { closed: start < end ? closed : null, next };
}

function followingMonth(state: SubscriptionState, start: Date): SubscriptionState {
  const anchorDay = anchorDayOf(start, state.anchorDay);
  const feeSince = state.feeSince !== null && state.feeSince > start ? state.feeSince : start;
  const segments = clip(state.segments, { start, end: feeSince });
  return { ...state, period: nextPeriod(start, anchorDay), anchorDay, segments, feeSince };
}

/** The period that a grace is for, once paid, ends it; paid after the grace, a new period begins with the payment. */
function afterPayment(state: SubscriptionState, paid: OwedPeriod, now: Date): SubscriptionState {
  const { graceUntil } = state;
  if (graceUntil === null || paid.end.getTime() + GRACE_MS !== graceUntil.getTime()) return state;
  if (graceUntil > now) return { ...state, graceUntil: null };
  if (state.renews) return openSubscription(state, now);
  const end = accessEndsAt({ ...state, periodEnd: state.period.end });
  return { ...state, period: { start: state.period.start, end }, segments: [], feeSince: null, graceUntil: null };
}

/** The same subscription with another plan from now on. */
function hold(state: SubscriptionState, { planCode, monthlyFeeMicros }: SubscribedPlan, now: Date): SubscriptionState {
  const isSame = planCode === state.planCode && monthlyFeeMicros === state.monthlyFeeMicros;
  if (isSame || state.feeSince === null) return { ...state, planCode, monthlyFeeMicros };
  const feeSince = state.feeSince > now ? state.feeSince : now;
  return { ...state, planCode, monthlyFeeMicros, segments: held(state, now), feeSince };
}

function endAt(state: SubscriptionState, plan: SubscribedPlan, end: Date, now: Date): SubscriptionState {
  const isUnused = state.graceUntil !== null && state.graceUntil <= now;
  const term = { renews: false, period: { start: state.period.start, end }, graceUntil: null };
  if (isUnused) return { ...hold(state, plan, now), ...term, segments: [], feeSince: null };
  return { ...hold(state, plan, now), ...term };
}
