import { Group, Text } from '@mantine/core';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { StatusBadge } from '../../../components/status-badge';
import { formatBytes } from '../../../lib/byte-size';
import { KINDS, type Media, mediaName } from '../lib/media-words';
import { MediaActions } from './media-actions';
import { Thumbnail } from './thumbnail';

interface ColumnOptions {
  tenantId: string;
  senderName: (phoneNumberId: string) => string;
  onDelete?: (media: Media) => void;
}

/** The table of files. */
export function mediaColumns({ tenantId, senderName, onDelete }: ColumnOptions): readonly Column<Media>[] {
  return [
    {
      id: 'file',
      header: 'File',
      widthPx: 200,
      render: (media) => (
        <Group gap="sm" wrap="nowrap" component="span">
          <Thumbnail tenantId={tenantId} media={media} height={36} width={36} />
          <Text span inherit fw={600} lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
            {mediaName(media)}
          </Text>
        </Group>
      ),
    },
    {
      id: 'type',
      header: 'Type',
      widthPx: 130,
      render: ({ kind, mimeType }) => <TwoLines first={KINDS[kind].label} second={mimeType} />,
    },
    {
      id: 'size',
      header: 'Size',
      widthPx: 90,
      align: 'right',
      render: ({ fileSize }) => (fileSize === null ? '—' : formatBytes(fileSize)),
    },
    {
      id: 'number',
      header: 'Number',
      widthPx: 150,
      render: ({ phoneNumberId, direction }) => (
        <TwoLines
          first={phoneNumberId ? senderName(phoneNumberId) : '—'}
          second={direction === 'inbound' ? 'Received' : 'Outgoing'}
        />
      ),
    },
    { id: 'state', header: 'State', widthPx: 110, render: ({ state }) => <StatusBadge status={state} /> },
    {
      id: 'created',
      header: 'Came',
      widthPx: 142,
      render: ({ createdAt }) => <InstantText at={createdAt} style="relative" />,
    },
    {
      id: 'expires',
      header: 'Kept until',
      widthPx: 115,
      render: ({ expiresAt }) => <InstantText at={expiresAt} style="day" />,
    },
    {
      id: 'actions',
      header: 'Actions',
      widthPx: 92,
      fixed: true,
      hideHeader: true,
      render: (media) => <MediaActions tenantId={tenantId} media={media} onDelete={onDelete} />,
    },
  ];
}

function TwoLines({ first, second }: { first: string; second: string }) {
  return (
    <div style={{ minWidth: 0 }}>
      <div>{first}</div>
      <Text size="xs" c="dimmed" lineClamp={1} title={second} style={{ overflowWrap: 'anywhere' }}>
        {second}
      </Text>
    </div>
  );
}
