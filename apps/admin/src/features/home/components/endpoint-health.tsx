import { Group, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client';
import { InstantText } from '../../../components/instant-text';
import { SectionCard } from '../../../components/section-card';
import { StatusBadge } from '../../../components/status-badge';
import { TextLink } from '../../../components/text-link';

interface EndpointHealthProps {
  tenantId: string;
  endpoints: readonly Schemas['OverviewEndpointView'][];
}

const DISABLED_REASONS: Readonly<Record<string, string>> = {
  user: 'Switched off by someone.',
  gone: 'Switched off because the server answered 410 Gone.',
  failing: 'Switched off because nothing got through for too long.',
};

/** How the tenant's webhook endpoints are. */
export function EndpointHealth({ tenantId, endpoints }: EndpointHealthProps) {
  return (
    <SectionCard
      title="Webhook endpoints"
      description="Your servers that are told about deliveries, reads and replies."
      actions={
        <TextLink size="sm" to="/tenants/$tenantId/webhooks" params={{ tenantId }}>
          All endpoints
        </TextLink>
      }
    >
      {endpoints.length === 0 && (
        <Text c="dimmed" py="lg" ta="center">
          No endpoints yet: your systems learn nothing of deliveries and replies.
        </Text>
      )}
      <List listStyleType="none" spacing="sm">
        {endpoints.map((endpoint) => (
          <List.Item key={endpoint.id} styles={{ itemWrapper: { width: '100%' }, itemLabel: { width: '100%' } }}>
            <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
              <div style={{ minWidth: 0 }}>
                <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
                  <TextLink
                    inherit
                    to="/tenants/$tenantId/webhooks/$endpointId"
                    params={{ tenantId, endpointId: endpoint.id }}
                  >
                    {endpoint.url}
                  </TextLink>
                </Text>
                <Text size="sm" c="dimmed" component="div">
                  {stateOf(endpoint)}
                </Text>
              </div>
              {endpoint.status === 'enabled' && endpoint.failingSince ? (
                <StatusBadge status="failing" />
              ) : (
                <StatusBadge status={endpoint.status} />
              )}
            </Group>
          </List.Item>
        ))}
      </List>
    </SectionCard>
  );
}

function stateOf({ status, disabledReason, failingSince, lastDelivery }: Schemas['OverviewEndpointView']): ReactNode {
  if (status !== 'enabled') return DISABLED_REASONS[disabledReason ?? ''] ?? 'Switched off.';
  if (failingSince)
    return (
      <>
        Nothing but failures since <InstantText at={failingSince} />
      </>
    );
  if (!lastDelivery) return 'Nothing was delivered yet.';
  return (
    <>
      Last: {lastDelivery.event}, {lastDelivery.status} <InstantText at={lastDelivery.at} style="relative" />
    </>
  );
}
