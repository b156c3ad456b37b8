import { Button, Group, Select, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { DayRangeInput } from '../../../components/day-range-input';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { SectionCard } from '../../../components/section-card';
import { TextLink } from '../../../components/text-link';
import { downloadLink } from '../../../lib/download-link';
import { ENTRY_KINDS, entryKindWords } from '../../../lib/entry-kinds';
import { useFilters } from '../../../lib/use-filters';
import { entriesQuery } from '../api/list-entries';
import { ENTRY_FILTERS, entryFilterOf } from '../lib/entry-filter';

type Entry = Schemas['WalletEntryView'];

const columnsOf = (tenantId: string, currency: string): readonly Column<Entry>[] => [
  { id: 'at', header: 'Time', widthPx: 175, render: ({ at }) => <InstantText at={at} /> },
  { id: 'kind', header: 'Kind', widthPx: 170, render: ({ kind }) => entryKindWords(kind) },
  {
    id: 'amount',
    header: 'Amount',
    align: 'right',
    render: ({ amount }) => <MoneyText amount={amount} currency={currency} sign="always" colored />,
  },
  {
    id: 'balance',
    header: 'Total after',
    align: 'right',
    render: ({ balanceAfter }) => <MoneyText amount={balanceAfter} currency={currency} />,
  },
  { id: 'what', header: 'For', widthPx: 300, render: (entry) => <EntrySubject tenantId={tenantId} entry={entry} /> },
];

/** Every movement that changed the wallet's total, newest first. */
export function Ledger({ tenantId, currency }: { tenantId: string; currency: string }) {
  const { values, change, clear, isFiltered } = useFilters(ENTRY_FILTERS);
  const filter = entryFilterOf(values);
  const entries = useList(entriesQuery(tenantId, filter));
  return (
    <SectionCard
      title="Ledger"
      description="Everything that changed the total. Reserving money for a message and releasing it only moves it within the wallet, and is not listed."
    >
      <Group align="flex-end" gap="sm" mb="sm">
        <Select
          label="Kind"
          placeholder="All kinds"
          clearable
          w={180}
          data={ENTRY_KINDS.map((kind) => ({ value: kind, label: entryKindWords(kind) }))}
          value={values.kind ?? null}
          onChange={(kind) => change({ kind: ENTRY_KINDS.find((each) => each === kind) })}
        />
        <DayRangeInput from={values.from} to={values.to} onChange={change} />
        {isFiltered && (
          <Button variant="subtle" color="gray" onClick={clear}>
            Clear filters
          </Button>
        )}
        <Button
          component="a"
          href={downloadLink(`/console/v1/tenants/${tenantId}/wallet/entries.csv`, { ...filter })}
          download
          variant="default"
          ml="auto"
          leftSection={<IconDownload size={16} />}
        >
          Download CSV
        </Button>
      </Group>
      <DataTable
        label="Ledger entries"
        columns={columnsOf(tenantId, currency)}
        list={entries}
        rowKey={({ id }) => id}
        height="32rem"
        empty={
          isFiltered
            ? { title: 'No entries match', description: 'Choose another kind or other days.' }
            : {
                title: 'No money has moved yet',
                description:
                  'The first entry appears with the first top-up. Each message that is charged adds its fees.',
              }
        }
      />
    </SectionCard>
  );
}

function EntrySubject({ tenantId, entry: { messageId, reference, actor } }: { tenantId: string; entry: Entry }) {
  return (
    <>
      {messageId && (
        <TextLink to="/tenants/$tenantId/messages/$messageId" params={{ tenantId, messageId }} preload={false} inherit>
          Message {messageId.slice(-6)}
        </TextLink>
      )}
      {reference && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {reference}
        </Text>
      )}
      {actor && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          by {actor}
        </Text>
      )}
      {!messageId && !reference && !actor && '—'}
    </>
  );
}
