import { Alert, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client';
import { ErrorState } from '../../../components/error-state';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { StatCard } from '../../../components/stat-card';
import { StatusBadge } from '../../../components/status-badge';
import { TextLink } from '../../../components/text-link';
import { defineFilters, flag } from '../../../lib/filters';
import { useFilters } from '../../../lib/use-filters';
import { healthQuery } from '../api/get-health';
import { LiveControls } from '../components/live-controls';
import { formatDuration } from '../lib/duration';
import { healthLines, worstStatus } from '../lib/health-lines';

const REFRESH_SECONDS = 10;
const FILTERS = defineFilters({ paused: flag() });

/** Whether the platform does its work, and what stands in its way. */
export function StatusPage() {
  const { values, change } = useFilters(FILTERS);
  const isPaused = values.paused === true;
  const health = useQuery({ ...healthQuery, refetchInterval: isPaused ? false : REFRESH_SECONDS * 1_000 });
  return (
    <>
      <PageHeader
        title="Status"
        description="Whether the platform does its work, and what stands in its way."
        actions={
          <LiveControls
            isPaused={isPaused}
            onToggle={() => change({ paused: isPaused ? undefined : true })}
            updatedAtMs={health.dataUpdatedAt}
            everySeconds={REFRESH_SECONDS}
          />
        }
      />
      {health.error && health.data && <ErrorState error={health.error} onRetry={() => void health.refetch()} compact />}
      <QueryState query={health}>{(view) => <Health health={view} />}</QueryState>
    </>
  );
}

/** Where a part is looked at more closely; in the order of `healthLines`. */
const MORE: readonly ReactNode[] = [
  null,
  <TextLink to="/platform/throughput">Throughput</TextLink>,
  <TextLink to="/platform/ledger">Ledger</TextLink>,
  <TextLink to="/platform/inbound-events">Inbound events</TextLink>,
];

function Health({ health }: { health: Schemas['PlatformHealthView'] }) {
  const lines = healthLines(health);
  const count = (value: number): string => value.toLocaleString('en-US');
  return (
    <Stack gap="md">
      <Overall status={worstStatus(lines)} />
      <SectionCard title="Parts" description="As the instance that answered sees them.">
        <Stack gap="md" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {lines.map(({ name, status, label, words }, index) => (
            <Group key={name} component="li" justify="space-between" align="flex-start" gap="sm">
              <div style={{ flex: '1 1 16rem' }}>
                <Text fw={600}>{name}</Text>
                <Text size="sm" c="dimmed" maw="70ch">
                  {words} {MORE[index]}
                </Text>
              </div>
              <StatusBadge status={status} label={label} />
            </Group>
          ))}
        </Stack>
      </SectionCard>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
        <StatCard label="Version" value={health.version} hint="of the program" />
        <StatCard label="Up for" value={formatDuration(health.uptimeSeconds)} hint="this instance" />
        <StatCard
          label="Webhooks to deliver"
          value={count(health.deliveries.undelivered)}
          hint={<TextLink to="/platform/queues">See the queues</TextLink>}
        />
        <StatCard
          label="Ledger checked"
          value={<InstantText at={health.ledger.checkedAt} style="relative" none="Never" />}
          hint={<TextLink to="/platform/ledger">See the reports</TextLink>}
        />
      </SimpleGrid>
    </Stack>
  );
}

function Overall({ status }: { status: ReturnType<typeof worstStatus> }) {
  if (status === 'ok')
    return (
      <Alert color="teal" icon={<IconCircleCheck />} title="Everything works" role="status">
        Messages are taken, sent and charged.
      </Alert>
    );
  const isDown = status === 'failed';
  return (
    <Alert
      color={isDown ? 'red' : 'yellow'}
      icon={<IconAlertTriangle />}
      title={isDown ? 'Something does not work' : 'Something needs a look'}
      role="status"
    >
      What it is, and what to do about it, stands below.
    </Alert>
  );
}
