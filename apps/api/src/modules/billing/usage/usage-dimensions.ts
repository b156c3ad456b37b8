import type { UsageDimension } from '@switchboard/contracts';

/** What usage is counted by, in the order in which summaries name them. `number` is Meta's id, `key` ours. */
export const DIMENSIONS = ['number', 'category', 'status', 'country', 'key'] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** Summaries are kept for up to so many dimensions at once. */
export const MAX_DIMENSIONS = 2;

/** v1's names. */
export const V1_DIMENSIONS: Readonly<Record<UsageDimension, Dimension>> = {
  category: 'category',
  status: 'status',
  phone_number: 'number',
  country: 'country',
};

/** Dimensions in the order of summaries. */
export function inOrder(dimensions: readonly Dimension[]): Dimension[] {
  return DIMENSIONS.filter((dimension) => dimensions.includes(dimension));
}
