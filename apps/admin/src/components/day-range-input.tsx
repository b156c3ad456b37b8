import '@mantine/dates/styles.layer.css';
import { Group } from '@mantine/core';
import { DateInput } from '@mantine/dates';

interface DayRangeInputProps {
  /** First and last calendar day, `2026-11-20`, both included. */
  from: string | undefined;
  to: string | undefined;
  onChange: (days: { from: string | undefined; to: string | undefined }) => void;
  /** Days after this one cannot be chosen. */
  maxDay?: string;
  size?: 'xs' | 'sm';
}

/** From a day to a day; either side may stay open. */
export function DayRangeInput({ from, to, onChange, maxDay, size = 'sm' }: DayRangeInputProps) {
  const shared = { clearable: true, valueFormat: 'D MMM YYYY', size, w: 160, maxDate: maxDay };
  return (
    <Group gap="sm">
      <DateInput
        label="From"
        placeholder="Any day"
        clearButtonProps={{ 'aria-label': 'Clear the first day' }}
        value={from ?? null}
        onChange={(value) => onChange({ from: value ?? undefined, to: value && to && to < value ? value : to })}
        {...shared}
      />
      <DateInput
        label="To"
        placeholder="Any day"
        clearButtonProps={{ 'aria-label': 'Clear the last day' }}
        value={to ?? null}
        onChange={(value) => onChange({ from: value && from && from > value ? value : from, to: value ?? undefined })}
        {...shared}
      />
    </Group>
  );
}
