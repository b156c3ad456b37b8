import { Table, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { SectionCard } from '../../../components/section-card';
import { StatusBadge } from '../../../components/status-badge';
import { formatDuration } from '../lib/duration';
import { jobWords } from '../lib/job-kinds';
import { queueState } from '../lib/queue-state';

/** Work in the background, kind by kind. */
export function JobQueues({ jobs }: { jobs: readonly Schemas['JobQueueView'][] }) {
  return (
    <SectionCard
      title="Jobs"
      description="Work in the background, kind by kind. A job that fails is tried again, later each time; one that has failed as often as there is sense in counts as failed, and stays below until someone tries it again or removes it."
    >
      {jobs.length === 0 ? (
        <Text c="dimmed" py="lg" ta="center">
          No jobs: nothing waits, runs or has failed.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={620}>
          <Table aria-label="Jobs by kind" verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Kind</Table.Th>
                <Table.Th ta="right">Waiting</Table.Th>
                <Table.Th ta="right">Running</Table.Th>
                <Table.Th ta="right">Failed</Table.Th>
                <Table.Th ta="right">Oldest waits for</Table.Th>
                <Table.Th>State</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {jobs.map((job) => (
                <JobRow key={job.identifier} job={job} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </SectionCard>
  );
}

function JobRow({ job }: { job: Schemas['JobQueueView'] }) {
  const { identifier, waiting, running, failed, oldestDueSeconds } = job;
  const { label, words } = jobWords(identifier);
  const isLate = queueState(waiting + running, oldestDueSeconds) === 'late';
  const figure = (value: number) => (
    <Table.Td ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
      {value.toLocaleString('en-US')}
    </Table.Td>
  );
  return (
    <Table.Tr>
      <Table.Td maw={360}>
        <Text fw={600} size="sm">
          {label}
        </Text>
        <Text size="xs" c="dimmed">
          {words}
        </Text>
      </Table.Td>
      {figure(waiting)}
      {figure(running)}
      {figure(failed)}
      <Table.Td ta="right">{oldestDueSeconds === null ? '—' : formatDuration(oldestDueSeconds)}</Table.Td>
      <Table.Td>
        {failed > 0 ? (
          <StatusBadge status="failed" />
        ) : (
          <StatusBadge status={isLate ? 'degraded' : 'ok'} label={isLate ? 'Late' : 'Keeping up'} />
        )}
      </Table.Td>
    </Table.Tr>
  );
}
