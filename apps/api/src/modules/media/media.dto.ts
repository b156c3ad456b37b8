import { MEDIA_KINDS, type MediaKind } from '@switchboard/contracts';
import { IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { CursorQuery } from '../../http/pagination';
import type { MediaDirection, MediaRecord } from './media.repository';

/** Which files to list. */
export class MediaQuery extends CursorQuery {
  @IsOptional()
  @IsIn(['inbound', 'outbound'])
  direction?: MediaDirection;

  @IsOptional()
  @IsIn(Object.keys(MEDIA_KINDS))
  kind?: MediaKind;

  /** Meta's id of the number that received them, or that they were uploaded for. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  phoneNumberId?: string;
}

/** Where a file that is uploaded at the console goes. */
export class MediaUploadQuery {
  /** Meta's id of the number that it will be sent from: Meta keeps files by number. */
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  phoneNumberId!: string;
}

/** A file that was uploaded at the console: at Meta for 30 days, and in the vault. */
export interface UploadedMediaView {
  /** Ours. */
  id: string;
  /** Meta's, to send it by. */
  mediaId: string;
  mimeType: string;
  /** Bytes. */
  fileSize: number;
}

/** A file, as tenants' programs see it. Times are RFC 3339. */
export interface MediaView {
  /** Meta's id. */
  id: string | null;
  mimeType: string;
  /** Hexadecimal; null while it is not known. */
  sha256: string | null;
  /** Bytes; null while it is not known. */
  fileSize: number | null;
  filename: string | null;
  /** Meta's id of the number. */
  phoneNumberId: string | null;
  direction: MediaDirection;
  storedAt: string | null;
  /** When it is removed from the vault. */
  expiresAt: string;
  inVault: boolean;
}

/** A file at the console. */
export interface ConsoleMediaView extends Omit<MediaView, 'id'> {
  /** Ours. */
  id: string;
  /** Meta's. */
  mediaId: string | null;
  kind: MediaKind;
  /** `pending`: a user sent it and it is being fetched; `failed`: it could not be. */
  state: MediaRecord['state'];
  /** For `GET /media?path=`. */
  path: string;
  /** The message that it came with. */
  wamid: string | null;
  createdAt: string;
}

export function presentMedia(media: MediaRecord, metaPhoneNumberId: string | null): MediaView {
  return {
    id: media.metaMediaId,
    mimeType: media.mimeType,
    sha256: media.sha256,
    fileSize: media.sizeBytes,
    filename: media.filename,
    phoneNumberId: metaPhoneNumberId,
    direction: media.direction,
    storedAt: media.storedAt?.toISOString() ?? null,
    expiresAt: media.expiresAt.toISOString(),
    inVault: media.objectKey !== null,
  };
}

export function presentConsoleMedia(media: MediaRecord, metaPhoneNumberId: string | null): ConsoleMediaView {
  return {
    ...presentMedia(media, metaPhoneNumberId),
    id: media.id,
    mediaId: media.metaMediaId,
    kind: media.kind,
    state: media.state,
    path: media.path,
    wamid: media.wamid,
    createdAt: media.createdAt.toISOString(),
  };
}
