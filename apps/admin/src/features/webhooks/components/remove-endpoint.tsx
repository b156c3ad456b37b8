import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { SectionCard } from '../../../components/section-card';
import { removeEndpoint } from '../api/remove-endpoint';

interface RemoveEndpointProps {
  tenantId: string;
  endpoint: Schemas['EndpointView'];
}

/** Takes the endpoint away for good. */
export function RemoveEndpoint({ tenantId, endpoint }: RemoveEndpointProps) {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    await removeEndpoint(tenantId, endpoint.id);
    await navigate({ to: '/tenants/$tenantId/webhooks', params: { tenantId } });
  };
  return (
    <SectionCard
      title="Remove this endpoint"
      description="To pause it, disable it instead: then what waits is kept, and can be sent when it is enabled again."
    >
      <Button color="red" variant="light" leftSection={<IconTrash size={16} />} onClick={() => setOpen(true)}>
        Remove endpoint
      </Button>
      <ConfirmTyped
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="Remove this endpoint?"
        expected={hostOf(endpoint.url)}
        confirmLabel="Remove endpoint"
        onConfirm={remove}
      >
        <strong>{endpoint.url}</strong> is told nothing any more. Its signing secret, headers and list of deliveries go
        with it, and what waits for it is not delivered. Messages and other endpoints stay as they are.
      </ConfirmTyped>
    </SectionCard>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
