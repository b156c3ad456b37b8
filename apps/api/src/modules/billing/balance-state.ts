/** How a tenant's available balance stands. */
export type BalanceState = 'ok' | 'low' | 'depleted';

export interface BalanceFacts {
  availableMicros: bigint;
  /** The tenant is warned below it; zero: never. */
  thresholdMicros: bigint;
  /** What the cheapest message costs: with less, nothing can be sent. */
  platformFeeMicros: bigint;
}

/** From good to bad. */
const SEVERITY: Readonly<Record<BalanceState, number>> = { ok: 0, low: 1, depleted: 2 };

/** The state that a balance is in. */
export function balanceStateOf({ availableMicros, thresholdMicros, platformFeeMicros }: BalanceFacts): BalanceState {
  if (availableMicros <= 0n || availableMicros < platformFeeMicros) return 'depleted';
  return availableMicros < thresholdMicros ? 'low' : 'ok';
}

/** What a tenant is told of a change: what has become worse. That it is better again shows itself. */
export function noticeOf(before: BalanceState, after: BalanceState): 'balance.low' | 'balance.depleted' | null {
  if (SEVERITY[after] <= SEVERITY[before]) return null;
  return after === 'low' ? 'balance.low' : 'balance.depleted';
}
