import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../api/client';
import { ErrorState } from '../../../components/error-state';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { TextLink } from '../../../components/text-link';
import { defineFilters, flag } from '../../../lib/filters';
import { useFilters } from '../../../lib/use-filters';
import { queuesQuery } from '../api/get-queues';
import { JobQueues } from '../components/job-queues';
import { LiveControls } from '../components/live-controls';
import { MediaCleanUps } from '../components/media-clean-ups';
import { QueueCard } from '../components/queue-card';
import { TroubledJobs } from '../components/troubled-jobs';

const REFRESH_SECONDS = 5;
/** The API counts deliveries no further. */
const MOST_DELIVERIES = 100_000;
const FILTERS = defineFilters({ paused: flag() });

/** What is waiting to be done, and what to do when it grows. */
export function QueuesPage() {
  const { values, change } = useFilters(FILTERS);
  const isPaused = values.paused === true;
  const queues = useQuery({ ...queuesQuery, refetchInterval: isPaused ? false : REFRESH_SECONDS * 1_000 });
  return (
    <>
      <PageHeader
        title="Queues"
        description="What is waiting to be done over all tenants, and what to do when it grows."
        actions={
          <LiveControls
            isPaused={isPaused}
            onToggle={() => change({ paused: isPaused ? undefined : true })}
            updatedAtMs={queues.dataUpdatedAt}
            everySeconds={REFRESH_SECONDS}
          />
        }
      />
      <Stack gap="md">
        {queues.error && queues.data && (
          <ErrorState error={queues.error} onRetry={() => void queues.refetch()} compact />
        )}
        <QueryState query={queues}>{(view) => <Queues queues={view} />}</QueryState>
        <TroubledJobs />
        <MediaCleanUps />
      </Stack>
    </>
  );
}

function Queues({ queues: { intake, inboundEvents, deliveries, jobs } }: { queues: Schemas['PlatformQueuesView'] }) {
  return (
    <>
      <QueueCard
        title="Intake"
        description="What this instance holds in memory to be written: messages that were posted, and what became of them."
        figures={[
          { label: 'Messages', value: intake.messages },
          { label: 'Outcomes', value: intake.settlements },
        ]}
        toDo={intake.messages + intake.settlements}
        advice={
          <>
            a few hundred are normal under load. If it stays high, the database is the bottleneck: look at its load and
            its disk.
          </>
        }
      />
      <QueueCard
        title="Meta’s webhooks"
        description="What Meta posted: statuses of messages and messages from users, to be read in order."
        figures={[
          { label: 'To be read', value: inboundEvents.pending },
          { label: 'Failed', value: inboundEvents.failed },
          { label: 'Nobody’s', value: inboundEvents.unowned },
        ]}
        toDo={inboundEvents.pending}
        givenUp={inboundEvents.failed}
        oldestDueSeconds={inboundEvents.oldestPendingAgeSeconds}
        advice={
          <>
            start another worker. Failed ones stay until you{' '}
            <TextLink to="/platform/inbound-events" search={{ state: 'failed' }}>
              have them read again
            </TextLink>
            ; nobody’s are about numbers that{' '}
            <TextLink to="/platform/inbound-events" search={{ state: 'unowned' }}>
              no tenant has
            </TextLink>
            .
          </>
        }
      />
      <QueueCard
        title="Webhooks to tenants"
        description="Events on their way to the endpoints of tenants. Endpoints that are disabled are left out of the waiting time."
        figures={[
          { label: 'Not tried yet', value: deliveries.pending, mostCounted: MOST_DELIVERIES },
          { label: 'To be tried again', value: deliveries.retrying, mostCounted: MOST_DELIVERIES },
          { label: 'Given up', value: deliveries.dead, mostCounted: MOST_DELIVERIES },
        ]}
        toDo={deliveries.pending + deliveries.retrying}
        oldestDueSeconds={deliveries.oldestDueSeconds}
        advice={
          <>
            usually a tenant’s endpoint is slow or down, and only its own events wait. Many that are given up: tell the
            tenant, who can replay them on its Webhooks page once the endpoint works.
          </>
        }
      />
      <JobQueues jobs={jobs} />
    </>
  );
}
