import { Paper, SimpleGrid, Text } from '@mantine/core';
import { useMemo } from 'react';
import { BarBreakdown } from '../../../components/bar-breakdown';
import { TimeChart } from '../../../components/time-chart';
import { formatMoney, signOfMoney } from '../../../lib/money';
import { breakdownChart, courseChart, exactOf, MOST_BARS } from '../lib/usage-chart';
import type { UsageView } from '../lib/usage-filters';
import { stepsOf } from '../lib/usage-range';
import { type ComparedGroup, compareGroups, courseOf, groupUsage, type UsageItem } from '../lib/usage-report';
import { dimensionWords, type NameOf } from '../lib/value-words';
import { UsageTable } from './usage-table';

interface UsagePictureProps {
  view: UsageView;
  items: readonly UsageItem[];
  before: readonly UsageItem[] | undefined;
  currency: string;
  nameOf: NameOf;
}

/** Usage as charts and as a table. */
export function UsagePicture({ view, items, before, currency, nameOf }: UsagePictureProps) {
  const course = useMemo(() => courseChart(view, items, before, nameOf), [view, items, before, nameOf]);
  const breakdown = useMemo(() => breakdownChart(view, items, nameOf), [view, items, nameOf]);
  const groups = useMemo(() => groupsOf(view, items, before), [view, items, before]);
  const isMoney = view.metric === 'spend';
  const texts = {
    format: (value: number) =>
      isMoney ? formatMoney(value.toFixed(4), currency, { mostDigits: 4 }) : value.toLocaleString('en-US'),
    exact: (row: Readonly<Record<string, string | number>>, series: string) =>
      isMoney ? formatMoney(exactOf(row, series), currency) : Number(exactOf(row, series)).toLocaleString('en-US'),
  };
  const what = isMoney ? 'Spend' : 'Messages';
  const by = view.dimensions.map((dimension) => dimensionWords(dimension).toLowerCase().replace('api', 'API'));
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: by.length > 0 ? 2 : 1 }}>
        <Paper withBorder p="md" style={{ minWidth: 0 }}>
          <TimeChart
            label={by[0] ? `${what} per ${view.granularity} by ${by[0]}` : `${what} per ${view.granularity}`}
            data={course.rows}
            timeKey="at"
            series={course.series}
            stacked={by.length > 0}
            {...texts}
          />
        </Paper>
        {view.dimensions[0] && breakdown.rows.length > 0 && (
          <Paper withBorder p="md" style={{ minWidth: 0 }}>
            <BarBreakdown
              label={`${what} by ${by.join(' and ')}`}
              data={breakdown.rows}
              nameKey="name"
              nameHeader={dimensionWords(view.dimensions[0])}
              series={breakdown.series}
              stacked
              {...texts}
            />
            {breakdown.rows.length > MOST_BARS && (
              <Text size="sm" c="dimmed" mt="sm">
                The {MOST_BARS} largest; all of them are in the table below.
              </Text>
            )}
          </Paper>
        )}
      </SimpleGrid>
      <UsageTable view={view} groups={groups} currency={currency} nameOf={nameOf} />
    </>
  );
}

/** The rows of the table: by value, or by step of time where nothing is split; steps of nothing are left out. */
function groupsOf(
  view: UsageView,
  items: readonly UsageItem[],
  before: readonly UsageItem[] | undefined,
): readonly ComparedGroup[] {
  if (view.dimensions.length > 0) {
    const past = before && groupUsage(before, view.dimensions, view.metric);
    return compareGroups(groupUsage(items, view.dimensions, view.metric), past);
  }
  const steps = stepsOf(view.range, view.granularity);
  const past = before && courseOf(before, stepsOf(view.before, view.granularity));
  return courseOf(items, steps)
    .map((amounts, index) => ({ values: [String(steps[index])], ...amounts, before: past?.[index] }))
    .filter((group) => group.messages > 0 || signOfMoney(group.spend) !== 0 || (group.before?.messages ?? 0) > 0)
    .reverse();
}
