import { Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { listOf } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { SectionCard } from '../../../components/section-card';
import { StatusBadge } from '../../../components/status-badge';
import { useTenant } from '../../../lib/tenant';

type Attempt = Schemas['MessageWebhookView'];

const COLUMNS: readonly Column<Attempt>[] = [
  { id: 'at', header: 'Time', widthPx: 205, render: ({ at }) => <InstantText at={at} style="seconds" /> },
  { id: 'event', header: 'Event', widthPx: 140, render: ({ event }) => <code>{event}</code> },
  {
    id: 'answer',
    header: 'Answer',
    widthPx: 160,
    render: ({ status }) => (
      <StatusBadge
        status={status !== null && status >= 200 && status < 300 ? 'delivered' : 'failed'}
        label={status === null ? 'No answer' : `HTTP ${status}`}
      />
    ),
  },
  { id: 'took', header: 'Took', widthPx: 90, align: 'right', render: ({ durationMs }) => `${durationMs} ms` },
  { id: 'error', header: 'Problem', widthPx: 200, render: ({ error }) => error ?? '—' },
];

/** How your endpoints were told of a message and its statuses. */
export function WebhookAttempts({ attempts }: { attempts: readonly Attempt[] }) {
  const { id: tenantId } = useTenant();
  return (
    <SectionCard title="Webhooks" description="How your endpoints were told of it, at most 200 attempts.">
      {attempts.length === 0 ? (
        <Text size="sm" c="dimmed">
          No endpoint was told: none wishes these events, or none had been added yet.
        </Text>
      ) : (
        <DataTable
          label="Webhook attempts"
          columns={COLUMNS}
          list={listOf(attempts)}
          rowKey={({ endpointId, webhookId, at }) => `${endpointId} ${webhookId} ${at}`}
          rowLink={({ endpointId, webhookId }) => ({
            to: '/tenants/$tenantId/webhooks/$endpointId',
            params: { tenantId, endpointId },
            search: { webhookId },
          })}
          height="22rem"
          empty={{ title: 'No attempts', description: 'No endpoint was told.' }}
        />
      )}
    </SectionCard>
  );
}
