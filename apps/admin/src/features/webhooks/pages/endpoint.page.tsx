import { Button, Stack, Tabs } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { StatusBadge } from '../../../components/status-badge';
import { TextLink } from '../../../components/text-link';
import { defineFilters, oneOf } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useAction } from '../../../lib/use-action';
import { useFilters } from '../../../lib/use-filters';
import { changeEndpoint } from '../api/change-endpoint';
import { endpointQuery } from '../api/get-endpoint';
import { DeliveriesPanel } from '../components/deliveries-panel';
import { EndpointFacts } from '../components/endpoint-facts';
import { EndpointForm } from '../components/endpoint-form';
import { EndpointNotices } from '../components/endpoint-notices';
import { RemoveEndpoint } from '../components/remove-endpoint';
import { RotateSecret } from '../components/rotate-secret';
import { TestPanel } from '../components/test-panel';
import { endpointStatus } from '../endpoint-state';
import { changeOf, valuesOf } from '../endpoint-values';

const TABS = ['deliveries', 'test', 'settings'] as const;
const TAB = defineFilters({ tab: oneOf(TABS) });

/** One endpoint: what it was told, a test, its settings. */
export function EndpointPage() {
  const { id: tenantId } = useTenant();
  const { endpointId = '' } = useParams({ strict: false });
  const endpoint = useQuery(endpointQuery(tenantId, endpointId));
  return (
    <>
      <TextLink to="/tenants/$tenantId/webhooks" params={{ tenantId }} size="sm">
        All endpoints
      </TextLink>
      {endpoint.data ? (
        <Endpoint key={endpoint.data.id} tenantId={tenantId} endpoint={endpoint.data} />
      ) : (
        <>
          <PageHeader title="Webhook endpoint" />
          <QueryState query={endpoint}>{() => null}</QueryState>
        </>
      )}
    </>
  );
}

interface EndpointProps {
  tenantId: string;
  endpoint: Schemas['ListedEndpointView'];
}

function Endpoint({ tenantId, endpoint }: EndpointProps) {
  const mayManage = useRole(tenantId).may('webhooks:manage');
  const { values, change } = useFilters(TAB);
  const tab = mayManage ? (values.tab ?? 'deliveries') : 'deliveries';
  return (
    <>
      <PageHeader
        title={endpoint.url}
        badge={<StatusBadge status={endpointStatus(endpoint)} />}
        actions={mayManage && <SwitchButton tenantId={tenantId} endpoint={endpoint} />}
      />
      <EndpointNotices endpoint={endpoint} />
      <EndpointFacts endpoint={endpoint} />
      {mayManage ? (
        <Tabs
          value={tab}
          onChange={(next) => change({ tab: TABS.find((each) => each === next && each !== 'deliveries') })}
          keepMounted={false}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="deliveries">Deliveries</Tabs.Tab>
            <Tabs.Tab value="test">Test</Tabs.Tab>
            <Tabs.Tab value="settings">Settings</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="deliveries">
            <DeliveriesPanel tenantId={tenantId} endpoint={endpoint} mayManage />
          </Tabs.Panel>
          <Tabs.Panel value="test">
            <TestPanel tenantId={tenantId} endpointId={endpoint.id} />
          </Tabs.Panel>
          <Tabs.Panel value="settings">
            <Settings tenantId={tenantId} endpoint={endpoint} />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <DeliveriesPanel tenantId={tenantId} endpoint={endpoint} mayManage={false} />
      )}
    </>
  );
}

function Settings({ tenantId, endpoint }: EndpointProps) {
  return (
    <Stack gap="md">
      <SectionCard title="Settings" description="Another address, or enabling it, sends at once what waits.">
        <EndpointForm
          // What the server has made of it is what the form begins with the next time.
          key={endpoint.updatedAt}
          tenantId={tenantId}
          initialValues={valuesOf(endpoint)}
          hasBearerToken={endpoint.hasBearerToken}
          submitLabel="Save changes"
          submit={(values) => changeEndpoint(tenantId, endpoint.id, changeOf(values))}
          onDone={() => notifications.show({ color: 'teal', message: 'The endpoint is changed.' })}
        />
      </SectionCard>
      <RotateSecret tenantId={tenantId} endpoint={endpoint} />
      <RemoveEndpoint tenantId={tenantId} endpoint={endpoint} />
    </Stack>
  );
}

function SwitchButton({ tenantId, endpoint }: EndpointProps) {
  const isEnabled = endpoint.status === 'enabled';
  const toggle = useAction(changeEndpoint, {
    done: isEnabled ? 'The endpoint is disabled.' : 'The endpoint is enabled. What waited goes out now.',
    failed: isEnabled ? 'The endpoint was not disabled' : 'The endpoint was not enabled',
  });
  return (
    <Button
      variant={isEnabled ? 'default' : 'filled'}
      leftSection={isEnabled ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
      loading={toggle.isRunning}
      onClick={() => void toggle.run(tenantId, endpoint.id, { status: isEnabled ? 'disabled' : 'enabled' })}
    >
      {isEnabled ? 'Disable' : 'Enable'}
    </Button>
  );
}
