import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { FactList } from '../../../components/fact-list';
import { InstantText } from '../../../components/instant-text';
import { StatusBadge } from '../../../components/status-badge';
import { TextLink } from '../../../components/text-link';
import { formatBytes } from '../../../lib/byte-size';
import { contentLink, isPicture, isThere, KINDS, type Media, mediaName } from '../lib/media-words';

interface MediaDialogProps {
  tenantId: string;
  /** Null keeps it closed. */
  media: Media | null;
  senderName: (phoneNumberId: string) => string;
  onClose: () => void;
  onDelete?: (media: Media) => void;
}

/** One file: to look at, to listen to, and what is known of it. */
export function MediaDialog({ media, onClose, ...rest }: MediaDialogProps) {
  return (
    <Modal opened={media !== null} onClose={onClose} title={media ? mediaName(media) : ''} size="lg">
      {media && <MediaDetails media={media} {...rest} />}
    </Modal>
  );
}

function MediaDetails({
  tenantId,
  media,
  senderName,
  onDelete,
}: Omit<MediaDialogProps, 'media' | 'onClose'> & { media: Media }) {
  const { phoneNumberId, wamid } = media;
  return (
    <Stack>
      <Player tenantId={tenantId} media={media} />
      <FactList
        facts={[
          { label: 'Kind', value: KINDS[media.kind].label },
          { label: 'Type', value: media.mimeType },
          { label: 'Size', value: media.fileSize === null ? 'Not known' : formatBytes(media.fileSize) },
          { label: 'State', value: <StatusBadge status={media.state} /> },
          { label: 'Direction', value: media.direction === 'inbound' ? 'Received' : 'Outgoing' },
          {
            label: 'Number',
            value: phoneNumberId ? (
              <TextLink
                to="/tenants/$tenantId/phone-numbers/$phoneNumberId"
                params={{ tenantId, phoneNumberId }}
                inherit
              >
                {senderName(phoneNumberId)}
              </TextLink>
            ) : (
              '—'
            ),
          },
          { label: 'Came', value: <InstantText at={media.createdAt} /> },
          { label: 'Stored', value: <InstantText at={media.storedAt} none="Not in the vault" /> },
          { label: 'Kept until', value: <InstantText at={media.expiresAt} />, hint: 'Then it is deleted here.' },
          { label: "Meta's id", value: media.mediaId ?? '—', hint: 'To send it by.' },
        ]}
      />
      <Group>
        {wamid !== null && (
          <TextLink to="/tenants/$tenantId/messages/$messageId" params={{ tenantId, messageId: wamid }}>
            The message that it came with
          </TextLink>
        )}
      </Group>
      <Group>
        {isThere(media) && (
          <Button
            component="a"
            href={contentLink(tenantId, media.id, 'attachment')}
            download
            leftSection={<IconDownload size={16} />}
          >
            Download
          </Button>
        )}
        {onDelete && (
          <Button color="red" variant="light" leftSection={<IconTrash size={16} />} onClick={() => onDelete(media)}>
            Delete
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Player({ tenantId, media }: { tenantId: string; media: Media }) {
  if (!isThere(media))
    return (
      <Text c="dimmed">
        {media.state === 'pending'
          ? 'A user sent this file, and it is being fetched from Meta.'
          : 'This file could not be fetched from Meta, or is kept no more.'}
      </Text>
    );
  const address = contentLink(tenantId, media.id, 'inline');
  const name = mediaName(media);
  if (isPicture(media))
    return <img src={address} alt={name} style={{ maxWidth: '100%', maxHeight: '50dvh', margin: 'auto' }} />;
  if (media.kind === 'video')
    return (
      <video
        src={address}
        controls
        preload="metadata"
        aria-label={name}
        style={{ maxWidth: '100%', maxHeight: '50dvh' }}
      />
    );
  if (media.kind === 'audio')
    return <audio src={address} controls preload="metadata" aria-label={name} style={{ width: '100%' }} />;
  return null;
}
