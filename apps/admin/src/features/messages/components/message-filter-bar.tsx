import { Box, Button, Group, Select, SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconAdjustments, IconSearch, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { FilterTextInput } from '../../../components/filter-text-input';
import { phoneNumberChoicesQuery } from '../../phone-numbers/api/list-phone-numbers';
import { CATEGORIES, DIRECTIONS, type MessageFilterValues, STATUSES, TYPES } from '../message-filters';
import { messageTypeWords } from '../../../lib/message-type-words';
import { categoryWords } from '../../../lib/price-categories';
import { lookOf } from '../../../lib/statuses';
import { TimeFilter } from './time-filter';

interface MessageFilterBarProps {
  tenantId: string;
  values: MessageFilterValues;
  change: (some: MessageFilterValues) => void;
  clear: () => void;
  isFiltered: boolean;
  /** What stands beside the buttons below. */
  children?: ReactNode;
}

const choices = (values: readonly string[], wordsOf: (value: string) => string) =>
  values.map((value) => ({ value, label: wordsOf(value) }));

/** The log's filters: those that are asked for most in sight, the others behind a button. */
export function MessageFilterBar({ tenantId, values, change, clear, isFiltered, children }: MessageFilterBarProps) {
  const { type, phoneNumberId, category, sandbox, errorCode } = values;
  const further = [type, phoneNumberId, category, sandbox, errorCode].filter((value) => value !== undefined).length;
  const [isOpen, setOpen] = useState(further > 0);

  return (
    <Box mb="sm" component="section" aria-label="Filters">
      <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="sm" verticalSpacing="xs">
        <FilterTextInput
          label="Recipient"
          placeholder="Whole number, such as +90 532 123 45 67"
          inputMode="tel"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={values.to}
          onChange={(to) => change({ to })}
        />
        <Select
          label="Status"
          placeholder="Any"
          clearable
          data={choices(STATUSES, (status) => lookOf(status).label)}
          value={values.status ?? null}
          onChange={(status) => change({ status: STATUSES.find((each) => each === status) })}
        />
        <Select
          label="Direction"
          placeholder="Both"
          clearable
          data={[
            { value: 'outbound', label: 'Sent by you' },
            { value: 'inbound', label: 'Received' },
          ]}
          value={values.direction ?? null}
          onChange={(direction) => change({ direction: DIRECTIONS.find((each) => each === direction) })}
        />
        <TimeFilter from={values.from} until={values.until} onChange={change} />
      </SimpleGrid>
      {isOpen && <FurtherFilters id="further-filters" tenantId={tenantId} values={values} change={change} />}
      <Group justify="space-between" gap="xs" mt="xs">
        <Group gap="xs">
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconAdjustments size={15} />}
            aria-expanded={isOpen}
            aria-controls="further-filters"
            onClick={() => setOpen((before) => !before)}
          >
            {isOpen ? 'Fewer filters' : further > 0 ? `More filters (${further})` : 'More filters'}
          </Button>
          {isFiltered && (
            <Button variant="subtle" size="compact-sm" leftSection={<IconX size={15} />} onClick={clear}>
              Clear filters
            </Button>
          )}
        </Group>
        {children}
      </Group>
    </Box>
  );
}

type PartProps = Pick<MessageFilterBarProps, 'tenantId' | 'values' | 'change'> & { id: string };

function FurtherFilters({ id, tenantId, values, change }: PartProps) {
  const numbers = useQuery(phoneNumberChoicesQuery(tenantId));
  return (
    <SimpleGrid id={id} cols={{ base: 2, lg: 4 }} spacing="sm" verticalSpacing="xs" mt="xs">
      <Select
        label="Type"
        placeholder="Any"
        clearable
        searchable
        data={choices(TYPES, messageTypeWords)}
        value={values.type ?? null}
        onChange={(type) => change({ type: TYPES.find((each) => each === type) })}
      />
      <Select
        label="Your number"
        placeholder="Any"
        clearable
        data={(numbers.data ?? []).map((each) => ({ value: each.phoneNumberId, label: each.displayPhoneNumber }))}
        value={values.phoneNumberId ?? null}
        onChange={(phoneNumberId) => change({ phoneNumberId: phoneNumberId ?? undefined })}
      />
      <Select
        label="Category"
        placeholder="Any"
        clearable
        data={choices(CATEGORIES, categoryWords)}
        value={values.category ?? null}
        onChange={(category) => change({ category: CATEGORIES.find((each) => each === category) })}
      />
      <Select
        label="Sandbox"
        placeholder="Both"
        clearable
        data={[
          { value: 'false', label: 'Real messages only' },
          { value: 'true', label: 'Sandbox only' },
        ]}
        value={values.sandbox === undefined ? null : String(values.sandbox)}
        onChange={(sandbox) => change({ sandbox: sandbox === null ? undefined : sandbox === 'true' })}
      />
      <FilterTextInput
        label="Error code"
        placeholder="Such as 131026"
        value={values.errorCode}
        onChange={(errorCode) => change({ errorCode })}
      />
    </SimpleGrid>
  );
}
