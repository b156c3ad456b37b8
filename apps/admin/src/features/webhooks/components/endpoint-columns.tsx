import { Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { StatusBadge } from '../../../components/status-badge';
import { deliveryStatusLabel } from '../delivery-status';
import { endpointStatus } from '../endpoint-state';
import { eventLabel } from '../events';
import { NumberName } from './number-name';

const REASON_WORDS: Readonly<Record<string, string>> = {
  user: 'by someone',
  gone: 'answered 410 Gone',
  failing: 'failed for five days',
};

/** The columns of the list of endpoints. */
export const endpointColumns: readonly Column<Schemas['ListedEndpointView']>[] = [
  {
    id: 'url',
    header: 'Address',
    widthPx: 235,
    render: ({ url }) => <span style={{ overflowWrap: 'anywhere' }}>{url}</span>,
  },
  {
    id: 'status',
    header: 'Status',
    widthPx: 140,
    render: (endpoint) => (
      <Stack gap={2} align="flex-start">
        <StatusBadge status={endpointStatus(endpoint)} />
        {endpoint.status === 'disabled' && endpoint.disabledReason && (
          <Text size="xs" c="dimmed">
            {REASON_WORDS[endpoint.disabledReason] ?? endpoint.disabledReason}
          </Text>
        )}
        {endpoint.status === 'enabled' && endpoint.failingSince && (
          <Text size="xs" c="dimmed">
            since <InstantText at={endpoint.failingSince} />
          </Text>
        )}
      </Stack>
    ),
  },
  {
    id: 'last',
    header: 'Last event',
    widthPx: 140,
    render: ({ lastDelivery }) =>
      lastDelivery ? (
        <Stack gap={2} align="flex-start">
          <StatusBadge status={lastDelivery.status} label={deliveryStatusLabel(lastDelivery.status)} />
          <Text size="xs" c="dimmed">
            <InstantText at={lastDelivery.createdAt} style="relative" />
          </Text>
        </Stack>
      ) : (
        'None yet'
      ),
  },
  {
    id: 'events',
    header: 'Events',
    widthPx: 200,
    render: ({ events }) => <span title={events.join(', ')}>{eventsText(events)}</span>,
  },
  {
    id: 'format',
    header: 'Format',
    widthPx: 90,
    render: ({ format }) => (format === 'envelope' ? 'Envelope' : 'As Meta'),
  },
  {
    id: 'number',
    header: 'Number',
    widthPx: 155,
    render: ({ phoneNumberId }) => <NumberName phoneNumberId={phoneNumberId} />,
  },
];

/** The first two by name, the others counted. */
function eventsText(events: readonly string[]): string {
  const [first, second, ...more] = events.map(eventLabel);
  const named = [first, second].filter((label) => label !== undefined).join(', ');
  return more.length > 0 ? `${named} and ${more.length} more` : named;
}
