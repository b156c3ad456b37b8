import { amountProblem } from '../../../lib/money-input';

const CODE = /^[A-Z][A-Z0-9_]{1,31}$/;

/** What is wrong with the code of a new plan; null when nothing is. */
export function planCodeProblem(value: string): string | null {
  return CODE.test(value.trim()) ? null : 'Use 2 to 32 upper-case letters, digits and underscores.';
}

function wholeProblem(value: number | string, least: number, most: number): string | null {
  if (value === '' || !Number.isInteger(Number(value))) return 'Write a whole number.';
  if (Number(value) >= least && Number(value) <= most) return null;
  return `From ${least.toLocaleString('en-US')} to ${most.toLocaleString('en-US')}.`;
}

/** What is wrong with the fields of a plan. The limits are the API's own. */
export const PLAN_CHECKS = {
  name: (value: string) => (value.trim() === '' ? 'Give the plan a name.' : null),
  monthlyFee: (value: string) => amountProblem(value, { mayBeZero: true }),
  platformFee: (value: string) => amountProblem(value, { mayBeZero: true }),
  markupPercent: (value: number | string) =>
    value !== '' && Number(value) >= 0 && Number(value) <= 1_000 ? null : 'From 0 to 1,000 percent.',
  messagesPerSecond: (value: number | string) => wholeProblem(value, 1, 10_000),
  messagesPerMinute: (value: number | string) => wholeProblem(value, 1, 600_000),
  mediaPerMinute: (value: number | string) => wholeProblem(value, 1, 600_000),
  mediaRetentionDays: (value: number | string) => wholeProblem(value, 1, 3_650),
  storedGib: (value: number | string) => (value !== '' && Number(value) >= 0 ? null : 'Write a number, 0 for none.'),
};
