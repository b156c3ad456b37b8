import { Button, SegmentedControl, Text } from '@mantine/core';
import { IconMailCheck, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import type { EmptyStateProps } from '../../../components/empty-state';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { StatusBadge } from '../../../components/status-badge';
import { formatBytes } from '../../../lib/byte-size';
import { defineFilters, oneOf, text } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useFilters } from '../../../lib/use-filters';
import { INBOUND_STATES, type InboundState, inboundEventsQuery } from '../api/list-inbound-events';
import { InboundEventDrawer } from '../components/inbound-event-drawer';
import { ReprocessAllDialog } from '../components/reprocess-all-dialog';

type Row = Schemas['InboundEventView'];

const STATES = [...INBOUND_STATES, 'all'] as const;
const STATE_WORDS = {
  failed: 'Failed',
  unowned: 'Nobody’s',
  pending: 'To be read',
  processed: 'Read',
  all: 'All',
} as const;
const FILTERS = defineFilters({ state: oneOf(STATES), event: text() });

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'received',
    header: 'Received',
    widthPx: 170,
    render: ({ receivedAt }) => <InstantText at={receivedAt} style="seconds" />,
  },
  {
    id: 'state',
    header: 'State',
    widthPx: 120,
    render: ({ state }) => <StatusBadge status={state} label={STATE_WORDS[state as InboundState]} />,
  },
  {
    id: 'error',
    header: 'Why',
    widthPx: 290,
    render: ({ error }) => (
      <Text size="sm" lineClamp={2} title={error ?? undefined}>
        {error ?? '—'}
      </Text>
    ),
  },
  { id: 'attempts', header: 'Times read', widthPx: 90, align: 'right', render: ({ attempts }) => attempts },
  { id: 'bytes', header: 'Size', widthPx: 90, align: 'right', render: ({ bytes }) => formatBytes(bytes) },
  {
    id: 'processed',
    header: 'Read at',
    widthPx: 170,
    render: ({ processedAt }) => <InstantText at={processedAt} style="seconds" />,
  },
];

const EMPTY: Readonly<Record<(typeof STATES)[number], EmptyStateProps>> = {
  failed: {
    icon: IconMailCheck,
    title: 'Nothing failed',
    description: 'Everything that Meta posted could be read. What cannot be read is kept here, with the reason.',
  },
  unowned: {
    icon: IconMailCheck,
    title: 'Nothing was nobody’s',
    description:
      'Events about numbers that no tenant has stand here. Add the number to a tenant, then read them again.',
  },
  pending: {
    icon: IconMailCheck,
    title: 'Nothing waits',
    description: 'Everything that Meta posted has been read.',
  },
  processed: {
    title: 'Nothing has been read yet',
    description:
      'Events show up here once a message has been sent, or a user has written. Read ones are kept for a while.',
  },
  all: {
    title: 'Meta has posted nothing yet',
    description:
      'Once a number is connected, statuses and messages of users arrive here. Check the webhook of your app at Meta if they should have.',
  },
};

/** What Meta posted, and above all what could not be read. */
export function InboundEventsPage() {
  const { may } = useRole();
  const { values, change } = useFilters(FILTERS);
  const state = values.state ?? 'failed';
  const events = useList(inboundEventsQuery(state === 'all' ? undefined : state));
  const [isAsking, setAsking] = useState(false);
  const readable = events.rows.filter((event) => event.state === 'failed' || event.state === 'unowned');
  return (
    <>
      <PageHeader
        title="Inbound events"
        description="What Meta posted: statuses of messages and messages of users. What could not be read is kept, and can be read again once its cause is gone."
        actions={
          may('platform:manage') &&
          readable.length > 0 && (
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              onClick={() => setAsking(true)}
            >
              Read all {readable.length.toLocaleString('en-US')} again
            </Button>
          )
        }
      />
      <SegmentedControl
        aria-label="State"
        mb="md"
        maw="100%"
        style={{ overflowX: 'auto' }}
        data={STATES.map((value) => ({ value, label: STATE_WORDS[value] }))}
        value={state}
        onChange={(value) => change({ state: STATES.find((each) => each === value) })}
      />
      <DataTable
        label="Inbound events"
        columns={COLUMNS}
        list={events}
        rowKey={({ id }) => id}
        onRowOpen={({ id }) => change({ event: id })}
        empty={EMPTY[state]}
      />
      <InboundEventDrawer id={values.event} onClose={() => change({ event: undefined })} />
      <ReprocessAllDialog opened={isAsking} onClose={() => setAsking(false)} ids={readable.map(({ id }) => id)} />
    </>
  );
}
