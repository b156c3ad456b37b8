import { IconTrash } from '@tabler/icons-react';
import { useList } from '../../../api/list-query';
import type { Schemas } from '../../../api/client';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { SectionCard } from '../../../components/section-card';
import { formatBytes } from '../../../lib/byte-size';
import { cleanUpsQuery } from '../api/list-clean-ups';
import { formatDuration } from '../lib/duration';

type Row = Schemas['CleanUpView'];

const SECOND_MS = 1_000;
const files = (count: number, bytes: number): string => `${count.toLocaleString('en-US')} (${formatBytes(bytes)})`;

const COLUMNS: readonly Column<Row>[] = [
  { id: 'at', header: 'Began', widthPx: 150, render: ({ startedAt }) => <InstantText at={startedAt} /> },
  {
    id: 'took',
    header: 'Took',
    widthPx: 95,
    render: ({ startedAt, finishedAt }) =>
      formatDuration((new Date(finishedAt).getTime() - new Date(startedAt).getTime()) / SECOND_MS),
  },
  {
    id: 'expired',
    header: 'Expired files',
    widthPx: 135,
    align: 'right',
    render: ({ expiredFiles, expiredBytes }) => files(expiredFiles, expiredBytes),
  },
  {
    id: 'orphans',
    header: 'Left by crashes',
    widthPx: 135,
    align: 'right',
    render: ({ orphanedObjects, orphanedBytes }) => files(orphanedObjects, orphanedBytes),
  },
  {
    id: 'uploads',
    header: 'Unfinished uploads',
    widthPx: 150,
    align: 'right',
    render: ({ unfinishedUploads }) => unfinishedUploads.toLocaleString('en-US'),
  },
  {
    id: 'kept',
    header: 'Unknown, kept',
    widthPx: 125,
    align: 'right',
    render: ({ keptObjects }) => keptObjects.toLocaleString('en-US'),
  },
];

/** What the daily clean-ups of stored media removed. */
export function MediaCleanUps() {
  const cleanUps = useList(cleanUpsQuery);
  return (
    <SectionCard
      title="Media clean-ups"
      description="Once a day: files whose time is over, what crashes left behind, and uploads that never ended are removed. Files of tenants that this database has never had are kept."
    >
      <DataTable
        label="What the clean-ups removed"
        columns={COLUMNS}
        list={cleanUps}
        rowKey={({ id }) => id}
        height="22rem"
        empty={{
          icon: IconTrash,
          title: 'No clean-up yet',
          description: 'The first one runs within a day of the start. There is nothing to do.',
        }}
      />
    </SectionCard>
  );
}
