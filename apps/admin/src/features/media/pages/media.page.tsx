import { Button, Group, SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPhoto } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useList } from '../../../api/list-query';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { DataTable } from '../../../components/data-table';
import type { EmptyStateProps } from '../../../components/empty-state';
import { PageHeader } from '../../../components/page-header';
import { defineFilters, oneOf, text } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useFilters } from '../../../lib/use-filters';
import { phoneNumberChoicesQuery } from '../../phone-numbers/api/list-phone-numbers';
import { useNumberName } from '../../phone-numbers/api/use-number-name';
import { deleteMedia } from '../api/delete-media';
import { mediaQuery } from '../api/list-media';
import { mediaColumns } from '../components/media-columns';
import { MediaDialog } from '../components/media-dialog';
import { MediaGrid } from '../components/media-grid';
import { StorageMeter } from '../components/storage-meter';
import { KINDS, type Media, mediaName } from '../lib/media-words';

const KIND_NAMES = ['image', 'video', 'audio', 'document', 'sticker'] as const;
const DIRECTION_NAMES = ['inbound', 'outbound'] as const;
const FILTERS = defineFilters({ kind: oneOf(KIND_NAMES), direction: oneOf(DIRECTION_NAMES), phoneNumberId: text() });
const VIEW = defineFilters({ view: oneOf(['list']) });

const DIRECTIONS = [
  { value: 'inbound', label: 'Received' },
  { value: 'outbound', label: 'Outgoing' },
];
const CONFIRMATION = 'delete';

/** Files that were sent and received. */
export function MediaPage() {
  const { id: tenantId } = useTenant();
  const { may } = useRole(tenantId);
  const { values, change, clear, isFiltered } = useFilters(FILTERS);
  const view = useFilters(VIEW);
  const [opened, setOpened] = useState<Media | null>(null);
  const [deleting, setDeleting] = useState<Media | null>(null);
  const list = useList(mediaQuery(tenantId, values));
  const onDelete = may('media:manage') ? setDeleting : undefined;
  const { data: numbers = [] } = useQuery(phoneNumberChoicesQuery(tenantId));
  const senderName = useNumberName(tenantId);
  const columns = useMemo(() => mediaColumns({ tenantId, senderName, onDelete }), [tenantId, senderName, onDelete]);
  const empty = isFiltered ? NOTHING_FOUND : NOTHING_YET;

  return (
    <>
      <PageHeader
        title="Media"
        description="Files that were sent and received. They are kept for as long as your plan says, and then deleted."
      />
      <StorageMeter tenantId={tenantId} />
      <Group justify="space-between" gap="sm" mb="md">
        <Group gap="sm">
          <Select
            aria-label="Kind"
            placeholder="Any kind"
            data={KIND_NAMES.map((kind) => ({ value: kind, label: KINDS[kind].label }))}
            value={values.kind ?? null}
            onChange={(kind) => change({ kind: KIND_NAMES.find((name) => name === kind) })}
            clearable
            w={150}
          />
          <Select
            aria-label="Direction"
            placeholder="Any direction"
            data={DIRECTIONS}
            value={values.direction ?? null}
            onChange={(direction) => change({ direction: DIRECTION_NAMES.find((name) => name === direction) })}
            clearable
            w={180}
          />
          {(numbers.length > 1 || values.phoneNumberId) && (
            <Select
              aria-label="Number"
              placeholder="Any number"
              data={numbers.map((each) => ({ value: each.phoneNumberId, label: each.displayPhoneNumber }))}
              value={values.phoneNumberId ?? null}
              onChange={(phoneNumberId) => change({ phoneNumberId: phoneNumberId ?? undefined })}
              clearable
              w={200}
            />
          )}
          {isFiltered && (
            <Button variant="subtle" onClick={clear}>
              Clear filters
            </Button>
          )}
        </Group>
        <SegmentedControl
          aria-label="View"
          data={[
            { value: 'grid', label: 'Grid' },
            { value: 'list', label: 'List' },
          ]}
          value={view.values.view ?? 'grid'}
          onChange={(next) => view.change({ view: next === 'list' ? 'list' : undefined })}
        />
      </Group>
      {view.values.view === 'list' ? (
        <DataTable
          label="Files"
          columns={columns}
          list={list}
          rowKey={({ id }) => id}
          onRowOpen={setOpened}
          empty={empty}
          height="max(20rem, calc(100dvh - 24rem))"
        />
      ) : (
        <MediaGrid tenantId={tenantId} list={list} empty={empty} onOpen={setOpened} onDelete={onDelete} />
      )}
      <MediaDialog
        tenantId={tenantId}
        media={opened}
        senderName={senderName}
        onClose={() => setOpened(null)}
        onDelete={onDelete}
      />
      <ConfirmTyped
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title="Delete this file?"
        expected={CONFIRMATION}
        confirmLabel="Delete file"
        onConfirm={async () => {
          if (deleting) await deleteMedia(tenantId, deleting.id);
          setOpened(null);
        }}
      >
        <strong>{deleting && mediaName(deleting)}</strong> is deleted here and at Meta, and cannot be brought back. The
        message that it belongs to stays in the log, without the file. Links to it stop working.
      </ConfirmTyped>
    </>
  );
}

const NOTHING_FOUND: EmptyStateProps = {
  icon: IconPhoto,
  title: 'No such files',
  description: 'Change or clear the filters to see others.',
};
const NOTHING_YET: EmptyStateProps = {
  icon: IconPhoto,
  title: 'No files yet',
  description:
    'Photos, documents and voice messages that people send you come here, and files that you upload to send.',
};
