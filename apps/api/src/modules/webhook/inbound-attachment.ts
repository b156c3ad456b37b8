import { randomBytes } from 'node:crypto';
import { bareMimeType, LIMITS, MEDIA_KINDS, type MediaKind } from '@switchboard/contracts';
import { reportId } from '../../events/report-id';
import { storedFilename } from '../media/filename';
import { makeMediaPath } from '../media/media-path';
import type { ExpectedMedia } from '../message/inbound-record';
import type { MessageUpdate, MetaObject } from './meta-update';

/** How long the event of a message waits for its file. After that it goes without `media_path`, and `media.stored` follows. */
export const MEDIA_PATIENCE_MS = 5_000;

const SHA256_BYTES = 32;
const UNKNOWN_TYPE = 'application/octet-stream';

/** The file that came with a message; undefined when none did. */
export function attachmentOf(
  update: MessageUpdate,
  about: { tenantId: string; phoneNumberId: string; eventId: string },
): ExpectedMedia | undefined {
  const { type: kind, message, wamid, at } = update;
  const attachment = message[kind];
  if (!isMediaKind(kind) || typeof attachment !== 'object' || attachment === null) return undefined;
  const { id: metaMediaId, mime_type: mimeType, filename, sha256 } = attachment as MetaObject;
  if (typeof metaMediaId !== 'string' || metaMediaId === '' || metaMediaId.length > LIMITS.metaIdMaxChars)
    return undefined;
  const file = {
    tenantId: about.tenantId,
    phoneNumberId: about.phoneNumberId,
    mimeType: (typeof mimeType === 'string' ? bareMimeType(mimeType) : null) ?? UNKNOWN_TYPE,
    filename: typeof filename === 'string' ? storedFilename(filename) : null,
  };
  return {
    ...file,
    id: reportId(at.getTime(), about.tenantId, 'media', wamid, metaMediaId),
    metaMediaId,
    path: makeMediaPath({ ...file, random: randomBytes(16) }),
    kind,
    sha256: typeof sha256 === 'string' ? hexOf(sha256) : null,
    wamid,
    eventId: about.eventId,
  };
}

function isMediaKind(type: string): type is MediaKind {
  return Object.hasOwn(MEDIA_KINDS, type);
}

/** Webhooks say it in base64, the media's own route in hexadecimal; neither is documented, so both are understood. */
function hexOf(sha256: string): string | null {
  if (/^[0-9a-f]{64}$/i.test(sha256)) return sha256.toLowerCase();
  const bytes = Buffer.from(sha256, 'base64');
  return bytes.length === SHA256_BYTES ? bytes.toString('hex') : null;
}
