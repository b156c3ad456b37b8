import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { InstantText } from '../../../components/instant-text';
import { disabledReasonText } from '../endpoint-state';

/** What someone must know about the endpoint before anything else: it is disabled, or it fails. */
export function EndpointNotices({ endpoint }: { endpoint: Schemas['EndpointView'] }) {
  if (endpoint.status === 'disabled') {
    return (
      <Alert color="yellow" icon={<IconPlayerPause />} mb="md" title="This endpoint is disabled">
        <Text size="sm">
          {disabledReasonText(endpoint.disabledReason)} What was on its way is kept and goes out when it is enabled
          again. What happens meanwhile is not put on its way: send that time again afterwards.
        </Text>
      </Alert>
    );
  }
  if (!endpoint.failingSince) return null;
  return (
    <Alert color="red" icon={<IconAlertTriangle />} mb="md" title="Nothing but failures come back">
      <Text size="sm">
        Since <InstantText at={endpoint.failingSince} /> no delivery has succeeded. After five days of it the endpoint
        is disabled. Look at the last answers below, and send a test when your server is mended.
      </Text>
    </Alert>
  );
}
