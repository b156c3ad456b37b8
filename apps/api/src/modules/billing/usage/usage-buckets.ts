import type { UsageGranularity } from '@switchboard/contracts';
import { bucketOf } from './usage-range';

/** Values of the dimensions, messages, platform fee, Meta fee, markup; amounts are texts of micro-units. */
export type UsageCell = readonly [
  values: readonly string[],
  messages: number,
  platformFee: string,
  metaFee: string,
  markup: string,
];

/** The usage of an hour or a day, split. */
export interface UsageSummary {
  /** Its beginning, in milliseconds since 1970. */
  bucketMs: number;
  cells: readonly UsageCell[];
}

/** What was sent and charged, in micro-units. */
export interface UsageAmounts {
  messages: number;
  platformFeeMicros: bigint;
  metaFeeMicros: bigint;
  markupMicros: bigint;
}

/** What was sent and charged in one bucket under one value of each dimension. */
export interface UsageItem extends UsageAmounts {
  /** Its beginning, in RFC 3339. */
  bucket: string;
  values: readonly string[];
}

/** The place of an item in the order of items. */
export type UsagePlace = Pick<UsageItem, 'bucket' | 'values'>;

/**
 * Adds summaries up to buckets, as they come: the items of each, sorted by their values, bucket after bucket. Items of nothing, and
 * buckets without items, are left out.
 * @param pages of summaries, in the order of time
 */
export async function* usageBuckets(
  pages: AsyncIterable<readonly UsageSummary[]>,
  granularity: UsageGranularity,
): AsyncGenerator<UsageItem[]> {
  let bucketMs = Number.NaN;
  let parts: UsageSummary[] = [];
  for await (const page of pages) {
    for (const summary of page) {
      const next = bucketOf(summary.bucketMs, granularity);
      if (next !== bucketMs) {
        const items = itemsOf(bucketMs, parts);
        if (items.length > 0) yield items;
        [bucketMs, parts] = [next, []];
      }
      parts.push(summary);
    }
  }
  const items = itemsOf(bucketMs, parts);
  if (items.length > 0) yield items;
}

/** The sum of items. */
export function totalOf(items: Iterable<UsageAmounts>): UsageAmounts {
  const total: UsageAmounts = { messages: 0, platformFeeMicros: 0n, metaFeeMicros: 0n, markupMicros: 0n };
  for (const item of items) add(total, item);
  return total;
}

export function spendMicros({ platformFeeMicros, metaFeeMicros, markupMicros }: UsageAmounts): bigint {
  return platformFeeMicros + metaFeeMicros + markupMicros;
}

/** Before zero: `one` comes first. */
export function comparePlaces(one: UsagePlace, other: UsagePlace): number {
  return compareText(one.bucket, other.bucket) || compareValues(one.values, other.values);
}

/** The items of one bucket, in order. */
function itemsOf(bucketMs: number, parts: readonly UsageSummary[]): UsageItem[] {
  if (parts.length === 0) return [];
  const bucket = new Date(bucketMs).toISOString();
  const items = parts.flatMap(({ cells }) => cells.map((cell) => itemOf(bucket, cell)));
  return (parts.length > 1 ? merged(items) : items)
    .filter((item) => !isNothing(item))
    .sort((one, other) => compareValues(one.values, other.values));
}

function itemOf(bucket: string, [values, messages, platformFee, metaFee, markup]: UsageCell): UsageItem {
  return {
    bucket,
    values,
    messages,
    platformFeeMicros: BigInt(platformFee),
    metaFeeMicros: BigInt(metaFee),
    markupMicros: BigInt(markup),
  };
}

/** Items of the same values become one. */
function merged(items: readonly UsageItem[]): UsageItem[] {
  const sums = new Map<string, UsageItem>();
  for (const item of items) {
    const key = item.values.join('\n');
    const sum = sums.get(key);
    if (sum) add(sum, item);
    else sums.set(key, item);
  }
  return [...sums.values()];
}

function add(sum: UsageAmounts, amounts: UsageAmounts): void {
  sum.messages += amounts.messages;
  sum.platformFeeMicros += amounts.platformFeeMicros;
  sum.metaFeeMicros += amounts.metaFeeMicros;
  sum.markupMicros += amounts.markupMicros;
}

function isNothing({ messages, platformFeeMicros, metaFeeMicros, markupMicros }: UsageAmounts): boolean {
  return messages === 0 && platformFeeMicros === 0n && metaFeeMicros === 0n && markupMicros === 0n;
}

function compareValues(one: readonly string[], other: readonly string[]): number {
  for (const [index, value] of one.entries()) {
    const order = compareText(value, other[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
