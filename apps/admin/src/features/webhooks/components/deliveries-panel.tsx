import { Button, Group, Text } from '@mantine/core';
import { IconReload, IconSend2 } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import { useFilters } from '../../../lib/use-filters';
import { deliveriesQuery } from '../api/list-deliveries';
import { DELIVERY_FILTERS } from '../delivery-filters';
import { deliveryColumns } from './delivery-columns';
import { DeliveryFilterBar } from './delivery-filter-bar';
import { ReplayDialog } from './replay-dialog';

const REFRESH_MS = 5_000;

interface DeliveriesPanelProps {
  tenantId: string;
  endpoint: Schemas['EndpointView'];
  mayManage: boolean;
}

/** What the endpoint was told, and what is on its way. */
export function DeliveriesPanel({ tenantId, endpoint, mayManage }: DeliveriesPanelProps) {
  const { values, change, clear, isFiltered } = useFilters(DELIVERY_FILTERS);
  const [isReplaying, setReplaying] = useState(false);
  const deliveries = useList({
    ...deliveriesQuery(tenantId, endpoint.id, values),
    // One page refreshes itself; whoever has read on keeps what they read.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : REFRESH_MS),
    meta: { quiet: true },
  });
  return (
    <>
      <DeliveryFilterBar values={values} change={change} clear={clear} isFiltered={isFiltered} />
      <Group justify="space-between" mb="sm" gap="sm">
        <Text size="sm" c="dimmed" maw="60ch">
          Kept for 30 days. What fails is tried nine more times within two days; then it is a dead letter.
        </Text>
        <Group gap="sm">
          <Button variant="default" leftSection={<IconReload size={16} />} onClick={deliveries.retry}>
            Refresh
          </Button>
          {mayManage && (
            <Button variant="default" leftSection={<IconSend2 size={16} />} onClick={() => setReplaying(true)}>
              Send again…
            </Button>
          )}
        </Group>
      </Group>
      <DataTable
        label="Deliveries"
        columns={deliveryColumns}
        list={deliveries}
        rowKey={({ id }) => id}
        rowLink={({ id: deliveryId }) => ({
          to: '/tenants/$tenantId/webhooks/$endpointId/deliveries/$deliveryId',
          params: { tenantId, endpointId: endpoint.id, deliveryId },
        })}
        empty={
          isFiltered
            ? {
                title: 'No such deliveries',
                description: 'Nothing of the last 30 days fits these filters.',
                action: (
                  <Button variant="default" onClick={clear}>
                    Clear filters
                  </Button>
                ),
              }
            : {
                title: 'Nothing was delivered yet',
                description:
                  'As soon as one of its events happens it shows here: send a message, or send a test to see that your server answers.',
              }
        }
      />
      <ReplayDialog
        tenantId={tenantId}
        endpoint={endpoint}
        filters={values}
        opened={isReplaying}
        onClose={() => setReplaying(false)}
      />
    </>
  );
}
