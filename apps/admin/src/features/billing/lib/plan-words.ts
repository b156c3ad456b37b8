const NEARLY_FULL_PERCENT = 90;

/** How much of an allowance is used: percent for a bar (0–100), and whether it is nearly used up. What allows nothing is full. */
export function usedShare(used: number, allowed: number): { percent: number; isNearlyFull: boolean } {
  const percent = allowed <= 0 ? 100 : Math.min(100, (used / allowed) * 100);
  return { percent, isNearlyFull: percent >= NEARLY_FULL_PERCENT };
}
