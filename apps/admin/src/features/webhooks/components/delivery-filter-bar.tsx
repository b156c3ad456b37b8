import { Button, Group, Select, Tabs } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { DayRangeInput } from '../../../components/day-range-input';
import { FilterTextInput } from '../../../components/filter-text-input';
import { DELIVERY_STATUSES, type DeliveryFilterValues } from '../delivery-filters';
import { EVENT_CHOICES, EVENT_NAMES } from '../events';

const STATUS_TABS = [
  ['all', 'All'],
  ['pending', 'Waiting'],
  ['retrying', 'Retrying'],
  ['dead', 'Dead letters'],
  ['delivered', 'Delivered'],
] as const;

interface DeliveryFilterBarProps {
  values: DeliveryFilterValues;
  change: (some: DeliveryFilterValues) => void;
  clear: () => void;
  isFiltered: boolean;
}

/** Which deliveries to show. */
export function DeliveryFilterBar({ values, change, clear, isFiltered }: DeliveryFilterBarProps) {
  const { status, event, webhookId, from, to } = values;
  return (
    <section aria-label="Filters">
      <Tabs
        value={status ?? 'all'}
        onChange={(tab) => change({ status: DELIVERY_STATUSES.find((each) => each === tab) })}
        variant="pills"
        mb="sm"
      >
        <Tabs.List aria-label="Status">
          {STATUS_TABS.map(([value, label]) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Group align="flex-end" gap="sm" mb="sm">
        <Select
          label="Event"
          placeholder="Any"
          clearable
          searchable
          data={EVENT_CHOICES}
          value={event ?? null}
          onChange={(name) => change({ event: EVENT_NAMES.find((each) => each === name) })}
          w={{ base: '100%', xs: 260 }}
        />
        <FilterTextInput
          label="webhook-id"
          placeholder="Whole id"
          value={webhookId}
          onChange={(id) => change({ webhookId: id })}
          w={{ base: '100%', xs: 260 }}
        />
        <DayRangeInput from={from} to={to} onChange={change} />
        {isFiltered && (
          <Button variant="subtle" leftSection={<IconX size={15} />} onClick={clear}>
            Clear filters
          </Button>
        )}
      </Group>
    </section>
  );
}
