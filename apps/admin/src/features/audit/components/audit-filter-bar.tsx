import { Button, Group, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { DayRangeInput } from '../../../components/day-range-input';
import { FilterTextInput } from '../../../components/filter-text-input';
import type { AuditFilterValues } from '../audit-filters';
import { actionLabel, KNOWN_ACTIONS, KNOWN_KINDS, kindLabel } from '../audit-words';

interface AuditFilterBarProps {
  values: AuditFilterValues;
  change: (some: AuditFilterValues) => void;
  clear: () => void;
  isFiltered: boolean;
}

const WIDTH = { base: '100%', xs: 220 };

/** Which acts to show. */
export function AuditFilterBar({ values, change, clear, isFiltered }: AuditFilterBarProps) {
  const { actor, action, targetType, targetId, from, to } = values;
  const actions = withValue(KNOWN_ACTIONS, action).map((value) => ({ value, label: actionLabel(value) }));
  const kinds = withValue(KNOWN_KINDS, targetType).map((value) => ({ value, label: kindLabel(value) }));
  return (
    <Group component="section" aria-label="Filters" align="flex-end" gap="sm" mb="md">
      <FilterTextInput
        label="Who"
        placeholder="E-mail or key prefix"
        value={actor}
        onChange={(who) => change({ actor: who })}
        w={WIDTH}
      />
      <Select
        label="What"
        placeholder="Any action"
        clearable
        searchable
        data={actions}
        value={action ?? null}
        onChange={(value) => change({ action: value ?? undefined })}
        w={WIDTH}
      />
      <Select
        label="Kind of thing"
        placeholder="Any"
        clearable
        searchable
        data={kinds}
        value={targetType ?? null}
        onChange={(value) => change({ targetType: value ?? undefined })}
        w={WIDTH}
      />
      <FilterTextInput
        label="Its id"
        placeholder="Whole id"
        value={targetId}
        onChange={(id) => change({ targetId: id })}
        w={WIDTH}
      />
      <DayRangeInput from={from} to={to} onChange={change} />
      {isFiltered && (
        <Button variant="subtle" leftSection={<IconX size={15} />} onClick={clear}>
          Clear filters
        </Button>
      )}
    </Group>
  );
}

/** A value from the URL that nobody proposed is a choice too. */
function withValue(known: readonly string[], value: string | undefined): readonly string[] {
  return value === undefined || known.includes(value) ? known : [value, ...known];
}
