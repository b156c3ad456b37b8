import { Button, Modal, Text } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import { PageHeader } from '../../../components/page-header';
import { defineFilters, flag } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useFilters } from '../../../lib/use-filters';
import { createEndpoint } from '../api/create-endpoint';
import { endpointsQuery } from '../api/list-endpoints';
import { EndpointForm } from '../components/endpoint-form';
import { endpointColumns } from '../components/endpoint-columns';
import { SecretDialog } from '../components/secret-dialog';
import { creationOf, NEW_ENDPOINT } from '../endpoint-values';

/** The API's own limit. */
const ENDPOINTS_MAX = 20;
const DIALOG = defineFilters({ add: flag() });

/** The servers that are told what happens. */
export function WebhooksPage() {
  const { id: tenantId } = useTenant();
  const { may } = useRole(tenantId);
  const endpoints = useList(endpointsQuery(tenantId));
  const { values, change } = useFilters(DIALOG);
  const [created, setCreated] = useState<Schemas['CreatedEndpoint'] | null>(null);
  const close = (): void => change({ add: undefined });
  const mayManage = may('webhooks:manage');
  const add = mayManage && (
    <Button leftSection={<IconPlus size={17} />} onClick={() => change({ add: true })}>
      Add endpoint
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Webhooks"
        description={`Servers of yours that we tell what happens: messages, their status, your balance. At most ${ENDPOINTS_MAX}.`}
        actions={endpoints.rows.length > 0 && add}
      />
      <DataTable
        label="Webhook endpoints"
        columns={endpointColumns}
        list={endpoints}
        rowKey={({ id }) => id}
        rowLink={({ id: endpointId }) => ({
          to: '/tenants/$tenantId/webhooks/$endpointId',
          params: { tenantId, endpointId },
        })}
        empty={{
          icon: IconWebhook,
          title: 'No endpoints yet',
          description: mayManage
            ? 'Add the address of a server of yours: it then learns of every message that users send, and of what becomes of yours.'
            : 'Nobody is told what happens yet. An owner, admin or developer can add an endpoint.',
          action: add || undefined,
        }}
      />
      <Modal opened={mayManage && values.add === true} onClose={close} title="Add an endpoint" size="xl">
        <Text size="sm" c="dimmed" mb="md">
          When it is made you get its signing secret, and can send a test before anything real happens.
        </Text>
        <EndpointForm
          tenantId={tenantId}
          initialValues={NEW_ENDPOINT}
          submitLabel="Add endpoint"
          submit={async (form) => setCreated(await createEndpoint(tenantId, creationOf(form)))}
          onDone={close}
          onCancel={close}
        />
      </Modal>
      <SecretDialog secret={created?.secret ?? null} onClose={() => setCreated(null)} />
    </>
  );
}
