import { Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { StatusBadge } from '../../../components/status-badge';
import { eventLabel } from '../events';
import { deliveryStatusLabel, isQueued } from '../delivery-status';

/** The columns of the list of deliveries. */
export const deliveryColumns: readonly Column<Schemas['DeliveryView']>[] = [
  { id: 'event', header: 'Event', widthPx: 190, render: ({ event }) => eventLabel(event) },
  {
    id: 'status',
    header: 'Status',
    widthPx: 130,
    render: ({ status }) => <StatusBadge status={status} label={deliveryStatusLabel(status)} />,
  },
  {
    id: 'created',
    header: 'Put on its way',
    widthPx: 190,
    render: ({ createdAt }) => <InstantText at={createdAt} style="seconds" />,
  },
  {
    id: 'attempts',
    header: 'Attempts',
    widthPx: 90,
    align: 'right',
    render: ({ attempts }) => attempts.length,
  },
  {
    id: 'answer',
    header: 'Last answer',
    widthPx: 240,
    render: ({ attempts }) => <LastAnswer attempt={attempts.at(-1)} />,
  },
  {
    id: 'next',
    header: 'Next attempt',
    widthPx: 150,
    render: (delivery) =>
      isQueued(delivery, Date.now()) ? 'In its turn' : <InstantText at={delivery.nextAttemptAt} style="relative" />,
  },
];

function LastAnswer({ attempt }: { attempt: Schemas['AttemptView'] | undefined }) {
  if (!attempt) return 'Not tried yet';
  return (
    <Stack gap={0}>
      <span>
        {attempt.status === null ? 'No answer' : `HTTP ${attempt.status}`}, {attempt.durationMs.toLocaleString('en-US')}{' '}
        ms
      </span>
      {attempt.error && (
        <Text size="xs" c="dimmed" truncate title={attempt.error}>
          {attempt.error}
        </Text>
      )}
    </Stack>
  );
}
