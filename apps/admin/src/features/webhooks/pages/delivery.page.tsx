import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconSend2 } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { CodeBlock } from '../../../components/code-block';
import { CopyButton } from '../../../components/copy-button';
import { InstantText } from '../../../components/instant-text';
import { JsonView } from '../../../components/json-view';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { StatusBadge } from '../../../components/status-badge';
import { TextLink } from '../../../components/text-link';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useAction } from '../../../lib/use-action';
import { deliveryQuery } from '../api/get-delivery';
import { replayDelivery } from '../api/replay-delivery';
import { AttemptList } from '../components/attempt-list';
import { deliveryStatusLabel, isQueued } from '../delivery-status';
import { messageOfEvent } from '../event-message';
import { eventLabel } from '../events';
import { headerLines } from '../header-lines';

const REFRESH_MS = 3_000;

/** One event on its way to one endpoint: what was posted, and every answer. */
export function DeliveryPage() {
  const { id: tenantId } = useTenant();
  const { endpointId = '', deliveryId = '' } = useParams({ strict: false });
  const delivery = useQuery({
    ...deliveryQuery(tenantId, endpointId, deliveryId),
    // What has ended changes no more, unless someone sends it again.
    refetchInterval: ({ state }) => (state.data && state.data.nextAttemptAt === null ? false : REFRESH_MS),
    meta: { quiet: true },
  });
  const { data } = delivery;
  return (
    <>
      <TextLink to="/tenants/$tenantId/webhooks/$endpointId" params={{ tenantId, endpointId }} size="sm">
        All deliveries of this endpoint
      </TextLink>
      <PageHeader
        title={data ? eventLabel(data.event) : 'Delivery'}
        badge={data && <StatusBadge status={data.status} label={deliveryStatusLabel(data.status)} />}
        actions={data && <ReplayButton tenantId={tenantId} delivery={data} />}
      />
      <QueryState query={delivery}>{(found) => <Delivery tenantId={tenantId} delivery={found} />}</QueryState>
    </>
  );
}

interface DeliveryProps {
  tenantId: string;
  delivery: Schemas['DeliveryDetailView'];
}

function ReplayButton({ tenantId, delivery }: DeliveryProps) {
  const mayManage = useRole(tenantId).may('webhooks:manage');
  const replay = useAction(replayDelivery, { done: 'It is on its way again.', failed: 'It was not sent again' });
  if (!mayManage || !delivery.request || delivery.status === 'pending') return null;
  return (
    <Button
      leftSection={<IconSend2 size={16} />}
      loading={replay.isRunning}
      onClick={() => void replay.run(tenantId, delivery.endpointId, delivery.id)}
    >
      {delivery.status === 'retrying' ? 'Try again now' : 'Send again'}
    </Button>
  );
}

function Delivery({ tenantId, delivery }: DeliveryProps) {
  const wamid = delivery.request ? messageOfEvent(delivery.request.body) : undefined;
  return (
    <Stack gap="md">
      <Stack gap={4}>
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            <code>webhook-id</code> {delivery.webhookId}
          </Text>
          <CopyButton value={delivery.webhookId} what="webhook-id" />
        </Group>
        <Text size="sm" c="dimmed">
          Put on its way <InstantText at={delivery.createdAt} style="seconds" />
          {isQueued(delivery, Date.now())
            ? ', waiting for its turn: events of a conversation go out in order, and an earlier one is not through yet'
            : delivery.nextAttemptAt && (
                <>
                  , next attempt <InstantText at={delivery.nextAttemptAt} style="seconds" />
                </>
              )}
        </Text>
        {wamid && (
          <TextLink
            size="sm"
            to="/tenants/$tenantId/messages/$messageId"
            params={{ tenantId, messageId: wamid }}
            style={{ alignSelf: 'flex-start' }}
          >
            The message that it is about
          </TextLink>
        )}
      </Stack>
      <SectionCard title="Attempts" description="The newest first. Of each answer the first 4 KiB are kept.">
        <AttemptList attempts={delivery.attempts} />
      </SectionCard>
      <SectionCard
        title="What is posted"
        description="The body is the same at every attempt. Headers are those of the last attempt, with the endpoint's present settings; secret values are masked."
      >
        {delivery.request ? (
          <Stack gap="xs">
            <CodeBlock code={headerLines(delivery.request)} label="Request headers" height="14rem" />
            <JsonView value={delivery.request.body} label="Request body" />
          </Stack>
        ) : (
          <Text c="dimmed">The event is no longer kept, so it can neither be shown nor sent again.</Text>
        )}
      </SectionCard>
    </Stack>
  );
}
