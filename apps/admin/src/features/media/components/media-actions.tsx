import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { contentLink, isThere, type Media, mediaName } from '../lib/media-words';

interface MediaActionsProps {
  tenantId: string;
  media: Media;
  /** Absent for people who may not. */
  onDelete?: (media: Media) => void;
}

/** Saves a file, or deletes it. */
export function MediaActions({ tenantId, media, onDelete }: MediaActionsProps) {
  const name = mediaName(media);
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      {isThere(media) && (
        <Tooltip label="Download">
          <ActionIcon
            component="a"
            href={contentLink(tenantId, media.id, 'attachment')}
            download
            aria-label={`Download ${name}`}
          >
            <IconDownload size={17} />
          </ActionIcon>
        </Tooltip>
      )}
      {onDelete && (
        <Tooltip label="Delete">
          <ActionIcon onClick={() => onDelete(media)} aria-label={`Delete ${name}`}>
            <IconTrash size={17} />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}
