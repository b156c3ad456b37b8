import { day, defineFilters, type FilterValues, flag, oneOf, text } from '../../../lib/filters';
import {
  type Granularity,
  GRANULARITIES,
  granularityOf,
  previousRange,
  type RangeName,
  rangeOf,
  RANGES,
  type TimeRange,
} from './usage-range';
import type { Metric, UsageDimension, UsageQuestion } from './usage-report';

const DIMENSIONS: readonly UsageDimension[] = ['tenant', 'category', 'status', 'number', 'country', 'key'];
const METRICS: readonly Metric[] = ['messages', 'spend'];

const CODECS = {
  range: oneOf(RANGES),
  from: day(),
  to: day(),
  granularity: oneOf(GRANULARITIES),
  by: oneOf(DIMENSIONS),
  and: oneOf(DIMENSIONS),
  metric: oneOf(METRICS),
  compare: flag(),
  currency: text(),
};

/** What the usage page shows, in its URL. */
export const USAGE_FILTERS = defineFilters(CODECS);
export type UsageFilterValues = FilterValues<typeof CODECS>;

/** The view that an address means. */
export interface UsageView {
  rangeName: RangeName;
  range: TimeRange;
  before: TimeRange;
  granularity: Granularity;
  /** None, one or two. */
  dimensions: readonly UsageDimension[];
  metric: Metric;
  isCompared: boolean;
}

/** @param available the dimensions that the page's source knows; others in the address mean nothing */
export function usageViewOf(values: UsageFilterValues, available: readonly UsageDimension[], nowMs: number): UsageView {
  const rangeName = values.range ?? '30d';
  const range = rangeOf(rangeName, nowMs, values);
  const dimensions = [values.by, values.and].filter(
    (dimension, index, all): dimension is UsageDimension =>
      dimension !== undefined && available.includes(dimension) && all.indexOf(dimension) === index,
  );
  return {
    rangeName,
    range,
    before: previousRange(rangeName, range),
    granularity: granularityOf(range, values.granularity),
    dimensions,
    metric: values.metric ?? 'messages',
    isCompared: values.compare ?? false,
  };
}

/** What the server is asked for a stretch of time. */
export function questionOf({ granularity, dimensions }: UsageView, { fromMs, toMs }: TimeRange): UsageQuestion {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), granularity, dimensions };
}
