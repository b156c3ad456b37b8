import { IconFile, IconMusic, IconPhoto, IconSticker, IconVideo, type TablerIcon } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { downloadLink } from '../../../lib/download-link';

export type Media = Schemas['ConsoleMediaView'];

/** Each kind of file in words and as a picture. */
export const KINDS: Readonly<Record<Media['kind'], { label: string; Icon: TablerIcon }>> = {
  image: { label: 'Picture', Icon: IconPhoto },
  video: { label: 'Video', Icon: IconVideo },
  audio: { label: 'Audio', Icon: IconMusic },
  document: { label: 'Document', Icon: IconFile },
  sticker: { label: 'Sticker', Icon: IconSticker },
};

/** What a file is called: its own name, or its kind and the beginning of its id. */
export function mediaName({ filename, kind, id }: Pick<Media, 'filename' | 'kind' | 'id'>): string {
  return filename ?? `${KINDS[kind].label} ${id.slice(-6)}`;
}

/** The address of the file itself. */
export function contentLink(tenantId: string, id: string, disposition: 'inline' | 'attachment'): string {
  return downloadLink(`/console/v1/tenants/${tenantId}/media/${id}/content`, { disposition });
}

/** Whether the file can be loaded: it is in the vault, or at Meta. */
export function isThere({ state, inVault, mediaId }: Pick<Media, 'state' | 'inVault' | 'mediaId'>): boolean {
  return state === 'stored' && (inVault || mediaId !== null);
}

/** Whether browsers show this type as a picture: WhatsApp takes no others. */
export function isPicture({ kind, mimeType }: Pick<Media, 'kind' | 'mimeType'>): boolean {
  return (kind === 'image' || kind === 'sticker') && /^image\/(?:jpeg|png|webp|gif)\b/.test(mimeType);
}
