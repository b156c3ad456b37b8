import type { ChartSeries } from '../../../components/chart-frame';
import { stepsOf, stepWords } from './usage-range';
import { courseOf, groupUsage, metricOf, topValues, type UsageDimension, type UsageItem } from './usage-report';
import type { UsageView } from './usage-filters';
import type { NameOf } from './value-words';

/** What a chart draws, and beside each drawn number its exact text, under `exact:<series>`. */
export interface UsageChart {
  rows: Record<string, string | number>[];
  series: ChartSeries[];
}

const COLORS = ['brand.6', 'teal.7', 'orange.6', 'grape.6', 'cyan.7', 'pink.6', 'lime.8', 'gray.6'];
const MOST_SERIES = 6;
/** How many values are compared; the others are one. */
export const MOST_BARS = 12;
const OTHERS = 'Others';

/** The exact text of a drawn number. */
export function exactOf(row: Readonly<Record<string, string | number>>, series: string): string {
  return String(row[`exact:${series}`] ?? '0');
}

/** Step by step: all together, or the largest values of the first dimension and the others as one; beside the time before if asked. */
export function courseChart(
  view: UsageView,
  items: readonly UsageItem[],
  before: readonly UsageItem[] | undefined,
  nameOf: NameOf,
): UsageChart {
  const steps = stepsOf(view.range, view.granularity);
  const [dimension] = view.dimensions;
  const rows: UsageChart['rows'] = steps.map((step) => ({ at: stepWords(step, view.granularity) }));
  const series: ChartSeries[] = [];
  const draw = (label: string, some: readonly UsageItem[], color: string, at = steps): void => {
    const name = `s${series.length}`;
    series.push({ name, label, color });
    courseOf(some, at).forEach((amounts, index) => put(rows[index], name, amounts, view));
  };
  if (dimension) {
    const parts = partsOf(items, dimension, view, MOST_SERIES, nameOf);
    parts.forEach(({ label, items: some }, index) => draw(label, some, COLORS[index] ?? 'gray.6'));
  } else {
    draw(view.isCompared ? 'This period' : view.metric === 'spend' ? 'Spend' : 'Messages', items, 'brand.6');
    if (before) draw('Period before', before, 'gray.5', stepsOf(view.before, view.granularity).slice(0, steps.length));
  }
  return { rows, series };
}

/** The values of the first dimension side by side, each cut up by the second. */
export function breakdownChart(view: UsageView, items: readonly UsageItem[], nameOf: NameOf): UsageChart {
  const [first, second] = view.dimensions;
  if (!first) return { rows: [], series: [] };
  const columns = second ? partsOf(items, second, view, MOST_SERIES, nameOf) : [];
  const series: ChartSeries[] = second
    ? columns.map(({ label }, index) => ({ name: `s${index}`, label, color: COLORS[index] ?? 'gray.6' }))
    : [{ name: 's0', label: view.metric === 'spend' ? 'Spend' : 'Messages', color: 'brand.6' }];
  const rows = partsOf(items, first, view, MOST_BARS, nameOf).map(({ label, items: some }) => {
    const row: Record<string, string | number> = { name: label };
    const inRow = new Set(some);
    const cells = second ? columns.map((column) => column.items.filter((item) => inRow.has(item))) : [some];
    cells.forEach((cell, index) => {
      const [sum] = groupUsage(cell, [], view.metric);
      put(row, `s${index}`, sum, view);
    });
    return row;
  });
  return { rows, series };
}

function put(
  row: Record<string, string | number> | undefined,
  series: string,
  amounts: Parameters<typeof metricOf>[0] | undefined,
  { metric }: UsageView,
): void {
  if (!row) return;
  const { drawn, exact } = amounts ? metricOf(amounts, metric) : { drawn: 0, exact: '0' };
  row[series] = drawn;
  row[`exact:${series}`] = exact;
}

interface Part {
  label: string;
  items: UsageItem[];
}

/** The items by the largest values of a dimension; all others are one part. Names that are the same are told apart. */
function partsOf(
  items: readonly UsageItem[],
  dimension: UsageDimension,
  { metric }: UsageView,
  most: number,
  nameOf: NameOf,
): Part[] {
  const { shown, hasOthers } = topValues(items, dimension, metric, most);
  const byValue = new Map<string, Part>();
  const taken = new Set<string>([OTHERS]);
  for (const value of shown) {
    const name = nameOf(dimension, value);
    const label = taken.has(name) ? `${name} (${byValue.size + 1})` : name;
    taken.add(label);
    byValue.set(value, { label, items: [] });
  }
  const others: Part = { label: OTHERS, items: [] };
  for (const item of items) (byValue.get(item[dimension] ?? '') ?? others).items.push(item);
  return [...byValue.values(), ...(hasOthers ? [others] : [])];
}
