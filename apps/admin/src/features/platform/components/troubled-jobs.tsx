import { SegmentedControl, Text } from '@mantine/core';
import { IconMoodSmile, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useList } from '../../../api/list-query';
import type { Schemas } from '../../../api/client';
import { ActionsMenu } from '../../../components/actions-menu';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { SectionCard } from '../../../components/section-card';
import { useRole } from '../../../lib/session';
import { useAction } from '../../../lib/use-action';
import { jobsQuery } from '../api/list-jobs';
import { removeJob, retryJob } from '../api/settle-job';
import { jobWords } from '../lib/job-kinds';

type Row = Schemas['JobView'];

const STATES = [
  { value: 'failed', label: 'Given up' },
  { value: 'retrying', label: 'To be tried again' },
] as const;

const COLUMNS: readonly Column<Row>[] = [
  { id: 'kind', header: 'Kind', widthPx: 170, render: ({ identifier }) => jobWords(identifier).label },
  {
    id: 'error',
    header: 'Why',
    widthPx: 320,
    render: ({ lastError }) => (
      <Text size="sm" lineClamp={2} title={lastError ?? undefined}>
        {lastError ?? '—'}
      </Text>
    ),
  },
  {
    id: 'attempts',
    header: 'Attempts',
    widthPx: 100,
    align: 'right',
    render: ({ attempts, maxAttempts }) => `${attempts} of ${maxAttempts}`,
  },
  { id: 'created', header: 'Since', widthPx: 150, render: ({ createdAt }) => <InstantText at={createdAt} /> },
  { id: 'next', header: 'Next attempt', widthPx: 150, render: ({ runAt }) => <InstantText at={runAt} /> },
];

/** Jobs that have failed, one by one, and what can be done about them. */
export function TroubledJobs() {
  const { may } = useRole();
  const [state, setState] = useState<(typeof STATES)[number]['value']>('failed');
  const jobs = useList(jobsQuery(state));
  const [removing, setRemoving] = useState<Row | null>(null);
  const actions: Column<Row> = {
    id: 'actions',
    header: 'Actions',
    hideHeader: true,
    fixed: true,
    widthPx: 60,
    render: (job) => <JobMenu job={job} onRemove={() => setRemoving(job)} />,
  };
  return (
    <SectionCard
      title="Jobs that have failed"
      description="Why they failed, and when they are tried again. Once the cause is gone, those that were given up can be tried again."
    >
      <SegmentedControl
        aria-label="Failed jobs"
        mb="md"
        data={[...STATES]}
        value={state}
        onChange={(value) => setState(value)}
      />
      <DataTable
        label="Jobs that have failed"
        columns={may('platform:manage') ? [...COLUMNS, actions] : COLUMNS}
        list={jobs}
        rowKey={({ id }) => id}
        height="22rem"
        empty={{
          icon: IconMoodSmile,
          title: 'None',
          description:
            state === 'failed'
              ? 'No job has been given up. There is nothing to do.'
              : 'No job waits for a further attempt. There is nothing to do.',
        }}
      />
      <ConfirmTyped
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title="Remove this job?"
        expected={removing?.identifier ?? ''}
        confirmLabel="Remove job"
        onConfirm={() => removeJob(removing?.id ?? '')}
      >
        What it was to do stays undone. {removing && jobWords(removing.identifier).words}
      </ConfirmTyped>
    </SectionCard>
  );
}

function JobMenu({ job: { id, identifier }, onRemove }: { job: Row; onRemove: () => void }) {
  const retry = useAction(retryJob, { done: 'It is tried again now', failed: 'The job is not tried again' });
  return (
    <ActionsMenu
      subject={`${jobWords(identifier).label} (${id})`}
      isRunning={retry.isRunning}
      actions={[
        { label: 'Try again now', Icon: IconRefresh, onClick: () => void retry.run(id) },
        { label: 'Remove', Icon: IconTrash, isDangerous: true, onClick: onRemove },
      ]}
    />
  );
}
