import { Injectable } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { type PhoneNumberSnapshot, TenantDirectory } from '../tenant/tenant-directory';
import { type MediaRecord, MediaRepository } from './media.repository';
import { MediaService } from './media.service';
import { isMetaMediaId, MetaMediaService } from './meta-media.service';

/** A file that can be downloaded, by whichever of the vault and Meta has it. */
export interface FoundMedia {
  /** Meta's id. */
  mediaId: string;
  /** Meta's id of the number that the file belongs to. */
  phoneNumberId: string;
  mimeType: string;
  /** Hexadecimal; null when nobody says it. */
  sha256: string | null;
  /** Bytes; null when nobody says it. */
  fileSize: number | null;
}

/** As many of a tenant's numbers are asked about for a file that is not on record: each costs a call to Meta. */
const NUMBERS_MAX = 10;

/** Files by Meta's ids, as Meta itself tells of them: those on record, and those that Meta alone has for one of the tenant's numbers. */
@Injectable()
export class MediaLookup {
  constructor(
    private readonly repository: MediaRepository,
    private readonly tenants: TenantDirectory,
    private readonly meta: MetaMediaService,
    private readonly media: MediaService,
  ) {}

  /**
   * @param phoneNumberId Meta's id of the number that the file must belong to; any of the tenant's when absent
   * @throws GatewayError NUM_001 for a number that is not the tenant's, MEDIA_001 for a file that is unknown or somebody else's,
   *   GW_002 to GW_005 when Meta must be asked and refuses or is away
   */
  async find(tenantId: string, mediaId: string, phoneNumberId?: string): Promise<FoundMedia> {
    const numbers = await this.numbersOf(tenantId, phoneNumberId);
    const media = await this.recordOf(tenantId, mediaId);
    const candidates = media ? numbers.filter(({ id }) => id === media.phoneNumberId) : numbers.slice(0, NUMBERS_MAX);
    for (const number of candidates) {
      const found = inVault(media, mediaId, number) ?? (await this.atMeta(mediaId, number, media));
      if (found) return found;
    }
    throw new GatewayError('MEDIA_001');
  }

  /** Removes a file at Meta and, when it is on record, here. @throws GatewayError as `find` */
  async remove(tenantId: string, mediaId: string, phoneNumberId?: string): Promise<void> {
    const media = await this.recordOf(tenantId, mediaId);
    if (media) {
      const numbers = await this.numbersOf(tenantId, phoneNumberId);
      if (!numbers.some(({ id }) => id === media.phoneNumberId)) throw new GatewayError('MEDIA_001');
      await this.media.remove(tenantId, mediaId);
      return;
    }
    const found = await this.find(tenantId, mediaId, phoneNumberId);
    const [number] = await this.numbersOf(tenantId, found.phoneNumberId);
    if (number) await this.meta.remove(mediaId, number);
  }

  private async numbersOf(tenantId: string, phoneNumberId?: string): Promise<readonly PhoneNumberSnapshot[]> {
    const numbers = (await this.tenants.get(tenantId))?.phoneNumbers ?? [];
    if (phoneNumberId === undefined) return numbers;
    const named = numbers.filter((number) => number.phoneNumberId === phoneNumberId);
    if (named.length === 0) throw new GatewayError('NUM_001');
    return named;
  }

  private async recordOf(tenantId: string, mediaId: string): Promise<MediaRecord | null> {
    if (!isMetaMediaId(mediaId)) throw new GatewayError('MEDIA_001');
    const media = await this.repository.findByMetaId(tenantId, mediaId);
    if (!media && (await this.repository.isForeign(tenantId, mediaId))) throw new GatewayError('MEDIA_001');
    return media;
  }

  private async atMeta(
    mediaId: string,
    number: PhoneNumberSnapshot,
    media: MediaRecord | null,
  ): Promise<FoundMedia | null> {
    try {
      const { mimeType, sha256, fileSize } = await this.meta.describe(mediaId, number);
      const type = media?.mimeType ?? (mimeType || 'application/octet-stream');
      return { mediaId, phoneNumberId: number.phoneNumberId, mimeType: type, sha256, fileSize };
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'MEDIA_001') return null;
      throw error;
    }
  }
}

function inVault(
  media: MediaRecord | null,
  mediaId: string,
  { phoneNumberId }: PhoneNumberSnapshot,
): FoundMedia | null {
  if (!media || media.objectKey === null) return null;
  const { mimeType, sha256, sizeBytes } = media;
  return { mediaId, phoneNumberId, mimeType, sha256, fileSize: sizeBytes };
}
