/** What the form of a rotation holds. */
export interface OverlapValues {
  /** Seconds, or `custom`. */
  choice: string;
  /** For `custom`; an empty input is an empty text. */
  amount: number | string;
  unitSeconds: string;
}

/** The API's most: seven days. */
const OVERLAP_MAX_SECONDS = 604_800;

/** How long the old key works on. */
export function overlapSecondsOf({ choice, amount, unitSeconds }: OverlapValues): number {
  return choice === 'custom' ? Number(amount) * Number(unitSeconds) : Number(choice);
}

/** What is wrong with a time of one's own; null when nothing is. */
export function overlapProblem(values: OverlapValues): string | null {
  if (values.choice !== 'custom') return null;
  const seconds = overlapSecondsOf(values);
  if (values.amount === '' || !Number.isInteger(seconds) || seconds < 1) return 'Enter a whole number.';
  return seconds > OVERLAP_MAX_SECONDS ? 'At most seven days.' : null;
}
