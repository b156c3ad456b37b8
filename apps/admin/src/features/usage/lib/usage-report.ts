import { fromMicros, moneyForChart, toMicros } from '../../../lib/money';
import type { Granularity } from './usage-range';

/** What usage can be split by. Tenants are told apart on the platform's page alone. */
export type UsageDimension = 'number' | 'category' | 'status' | 'country' | 'key' | 'tenant';

/** Messages that were accepted and what was charged: decimal texts of one currency. */
export interface UsageAmounts {
  messages: number;
  spend: string;
  platformFee: string;
  metaFee: string;
  markup: string;
}

/** The amounts of one step of time under one value of each dimension, as a source tells them. */
export interface UsageItem extends UsageAmounts, Partial<Record<UsageDimension, string>> {
  /** Its beginning, ISO 8601. */
  bucket: string;
  currency: string;
}

/** What is drawn. */
export type Metric = 'messages' | 'spend';

/** The amounts of one value of each dimension over the whole time. */
export interface UsageGroup extends UsageAmounts {
  values: readonly string[];
}

/** A group beside what it was in the time before; undefined where nothing is compared. */
export interface ComparedGroup extends UsageGroup {
  before: UsageAmounts | undefined;
}

export const NO_AMOUNTS: UsageAmounts = {
  messages: 0,
  spend: fromMicros(0n),
  platformFee: fromMicros(0n),
  metaFee: fromMicros(0n),
  markup: fromMicros(0n),
};

const MONEY_FIELDS = ['spend', 'platformFee', 'metaFee', 'markup'] as const;
const SEPARATOR = '\n';

/** Adds amounts up exactly. */
class Sum {
  private messages = 0;
  private readonly micros: Record<(typeof MONEY_FIELDS)[number], bigint> = {
    spend: 0n,
    platformFee: 0n,
    metaFee: 0n,
    markup: 0n,
  };

  add(amounts: UsageAmounts): this {
    this.messages += amounts.messages;
    for (const field of MONEY_FIELDS) this.micros[field] += toMicros(amounts[field]);
    return this;
  }

  get amounts(): UsageAmounts {
    const { spend, platformFee, metaFee, markup } = this.micros;
    return {
      messages: this.messages,
      spend: fromMicros(spend),
      platformFee: fromMicros(platformFee),
      metaFee: fromMicros(metaFee),
      markup: fromMicros(markup),
    };
  }
}

function sumsBy(items: readonly UsageItem[], keyOf: (item: UsageItem) => string): Map<string, UsageAmounts> {
  const sums = new Map<string, Sum>();
  for (const item of items) {
    const key = keyOf(item);
    const sum = sums.get(key);
    if (sum) sum.add(item);
    else sums.set(key, new Sum().add(item));
  }
  return new Map(Array.from(sums, ([key, sum]) => [key, sum.amounts]));
}

/** The sums over the whole time for each combination of the dimensions' values, the largest first. */
export function groupUsage(
  items: readonly UsageItem[],
  dimensions: readonly UsageDimension[],
  metric: Metric,
): UsageGroup[] {
  const sums = sumsBy(items, (item) => dimensions.map((dimension) => item[dimension] ?? '').join(SEPARATOR));
  return Array.from(sums, ([key, amounts]) => ({ values: key.split(SEPARATOR), ...amounts })).sort(
    largestFirst(metric),
  );
}

/** The groups of now with what they were before. Those that have gone are there too, with nothing now. */
export function compareGroups(now: readonly UsageGroup[], before: readonly UsageGroup[] | undefined): ComparedGroup[] {
  if (!before) return now.map((group) => ({ ...group, before: undefined }));
  const keyOf = ({ values }: UsageGroup): string => values.join(SEPARATOR);
  const past = new Map(before.map((group) => [keyOf(group), group]));
  const present = new Set(now.map(keyOf));
  const gone = before.filter((group) => !present.has(keyOf(group)));
  return [
    ...now.map((group) => ({ ...group, before: past.get(keyOf(group)) ?? NO_AMOUNTS })),
    ...gone.map((group) => ({ values: group.values, ...NO_AMOUNTS, before: group })),
  ];
}

/** The sums of each step of time; steps in which nothing happened are there too. */
export function courseOf(items: readonly UsageItem[], steps: readonly number[]): UsageAmounts[] {
  const sums = sumsBy(items, ({ bucket }) => String(Date.parse(bucket)));
  return steps.map((step) => sums.get(String(step)) ?? NO_AMOUNTS);
}

/** The most frequent values of a dimension; the others are drawn together. */
export function topValues(
  items: readonly UsageItem[],
  dimension: UsageDimension,
  metric: Metric,
  most: number,
): { shown: string[]; hasOthers: boolean } {
  const values = groupUsage(items, [dimension], metric).map((group) => group.values[0] ?? '');
  return { shown: values.slice(0, most), hasOthers: values.length > most };
}

/** A number to draw, and its exact text. */
export function metricOf(amounts: UsageAmounts, metric: Metric): { drawn: number; exact: string } {
  if (metric === 'messages') return { drawn: amounts.messages, exact: String(amounts.messages) };
  return { drawn: moneyForChart(amounts.spend), exact: amounts.spend };
}

/** The largest first; of equals the one with the smaller name. */
function largestFirst(metric: Metric): (one: UsageGroup, other: UsageGroup) => number {
  return (one, other) => {
    const order =
      metric === 'messages'
        ? other.messages - one.messages
        : Number(toMicros(other.spend) > toMicros(one.spend)) - Number(toMicros(other.spend) < toMicros(one.spend));
    return order || one.values.join(SEPARATOR).localeCompare(other.values.join(SEPARATOR));
  };
}

/** What a source is asked. */
export interface UsageQuestion {
  from: string;
  to: string;
  granularity: Granularity;
  dimensions: readonly UsageDimension[];
}
