import { Group, Paper, SegmentedControl, Select, Switch } from '@mantine/core';
import { DayRangeInput } from '../../../components/day-range-input';
import type { UsageSource } from '../api/usage-source';
import type { UsageFilterValues, UsageView } from '../lib/usage-filters';
import { allowedGranularities, GRANULARITIES, RANGES, type RangeName } from '../lib/usage-range';
import type { UsageDimension } from '../lib/usage-report';
import { dimensionWords } from '../lib/value-words';

const RANGE_WORDS: Readonly<Record<RangeName, string>> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  month: 'This month',
  'last-month': 'Last month',
  year: 'Last 12 months',
  custom: 'Other days',
};
const STEP_WORDS = { hour: 'Hours', day: 'Days', month: 'Months' } as const;

interface UsageControlsProps {
  source: UsageSource;
  values: UsageFilterValues;
  view: UsageView;
  change: (some: UsageFilterValues) => void;
}

/** What is shown: time, steps, what it is split by, whether it is compared. All of it lives in the URL. */
export function UsageControls({ source, values, view, change }: UsageControlsProps) {
  const [by, and] = view.dimensions;
  const allowed = allowedGranularities(view.range);
  const today = new Date().toISOString().slice(0, 10);
  return (
    <Paper withBorder p="md">
      <Group align="flex-end" gap="sm">
        <Select
          label="Time"
          w={160}
          data={RANGES.map((name) => ({ value: name, label: RANGE_WORDS[name] }))}
          value={view.rangeName}
          allowDeselect={false}
          onChange={(next) =>
            change(
              rangeChange(
                view,
                RANGES.find((each) => each === next),
              ),
            )
          }
        />
        {view.rangeName === 'custom' && (
          <DayRangeInput from={values.from} to={values.to} onChange={change} maxDay={today} />
        )}
        <SegmentedControl
          aria-label="Steps of time"
          data={GRANULARITIES.map((step) => ({
            value: step,
            label: STEP_WORDS[step],
            disabled: !allowed.includes(step),
          }))}
          value={view.granularity}
          onChange={(next) => change({ granularity: GRANULARITIES.find((each) => each === next) })}
        />
        <DimensionSelect
          label="Split by"
          source={source}
          value={by}
          onChange={(next) => change({ by: next, and: next === and || !next ? undefined : and })}
        />
        {by && (
          <DimensionSelect
            label="and by"
            source={source}
            value={and}
            without={by}
            onChange={(next) => change({ by, and: next })}
          />
        )}
        <SegmentedControl
          aria-label="What is drawn"
          data={[
            { value: 'messages', label: 'Messages' },
            { value: 'spend', label: 'Spend' },
          ]}
          value={view.metric}
          onChange={(next) => change({ metric: next === 'spend' ? 'spend' : undefined })}
        />
        <Switch
          label="Compare with the period before"
          checked={view.isCompared}
          onChange={(event) => change({ compare: event.currentTarget.checked || undefined })}
          mb={8}
        />
      </Group>
    </Paper>
  );
}

/** Other days begin as those that are shown. */
function rangeChange({ range }: UsageView, next: RangeName | undefined): UsageFilterValues {
  if (next !== 'custom') return { range: next === '30d' ? undefined : next, from: undefined, to: undefined };
  const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return { range: next, from: dayOf(range.fromMs), to: dayOf(range.toMs - 1) };
}

interface DimensionSelectProps {
  label: string;
  source: UsageSource;
  value: UsageDimension | undefined;
  without?: UsageDimension;
  onChange: (next: UsageDimension | undefined) => void;
}

function DimensionSelect({ label, source, value, without, onChange }: DimensionSelectProps) {
  const offered = source.dimensions.filter((dimension) => dimension !== without);
  return (
    <Select
      label={label}
      w={172}
      placeholder="Nothing"
      clearable
      data={offered.map((dimension) => ({ value: dimension, label: dimensionWords(dimension) }))}
      value={value ?? null}
      onChange={(next) => onChange(offered.find((each) => each === next))}
    />
  );
}
