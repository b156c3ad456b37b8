import { Injectable } from '@nestjs/common';
import { GatewayError, isUuid } from '@switchboard/contracts';
import type { Response } from 'express';
import { fieldError, validationError } from '../../../http/json/field-errors';
import type { EdgeRequest } from '../../../http/principal';
import { ProblemError } from '../../../http/problem';
import { type PhoneNumberSnapshot, TenantDirectory } from '../../tenant/tenant-directory';
import { isShownInline } from '../inline-type';
import { readMediaPath } from '../media-path';
import { type MediaRecord, MediaRepository } from '../media.repository';
import { isMetaMediaId } from '../meta-media.service';
import { DownloadService } from './download.service';

/** A request for a file, and where its answer goes. */
export interface DownloadExchange {
  request: EdgeRequest;
  response: Response;
}

/** Finds the file that a caller names, if the caller may have it; what is another tenant's is as if it were not there. */
@Injectable()
export class DownloadAccess {
  constructor(
    private readonly repository: MediaRepository,
    private readonly tenants: TenantDirectory,
    private readonly downloads: DownloadService,
  ) {}

  /**
   * By Meta's id alone. A file that is not on record is asked of Meta when the tenant has one number only: Meta tells files by numbers.
   * @throws GatewayError MEDIA_001
   */
  async byMediaId(
    tenantId: string,
    mediaId: string,
    disposition: 'inline' | 'attachment',
    { request, response }: DownloadExchange,
  ): Promise<void> {
    try {
      const media = await this.find(tenantId, mediaId);
      const numbers = (await this.tenants.get(tenantId))?.phoneNumbers ?? [];
      const only = numbers.length === 1 ? numbers[0] : undefined;
      const number = media ? numbers.find(({ id }) => id === media.phoneNumberId) : only;
      await this.send(tenantId, { mediaId, media, number, disposition }, { request, response });
    } catch (error) {
      // As the contract words it.
      if (error instanceof GatewayError && error.code === 'MEDIA_001')
        throw new GatewayError('MEDIA_001', { description: 'Media URL not found' });
      throw error;
    }
  }

  /**
   * By Meta's ids of the file and of the number that it belongs to.
   * @throws GatewayError VAL_001 without a number, NUM_001 for a number that is not the tenant's, MEDIA_001
   */
  async byNumber(
    tenantId: string,
    mediaId: string,
    phoneNumberId: string | undefined,
    { request, response }: DownloadExchange,
  ): Promise<void> {
    if (!phoneNumberId) throw validationError([fieldError(['phone_number_id'], 'required', 'is required')]);
    const number = (await this.tenants.get(tenantId))?.phoneNumbers.find(
      (each) => each.phoneNumberId === phoneNumberId,
    );
    if (!number) throw new GatewayError('NUM_001');
    const media = await this.find(tenantId, mediaId);
    if (media && media.phoneNumberId !== number.id) throw new GatewayError('MEDIA_001');
    await this.send(tenantId, { mediaId, media, number, disposition: 'inline' }, { request, response });
  }

  /**
   * By the path that a webhook named.
   * @throws GatewayError VAL_001 for what is no path, MEDIA_001 for what is nobody's, not the tenant's, or written to get around that
   */
  async byPath(tenantId: string, given: unknown, { request, response }: DownloadExchange): Promise<void> {
    const read = readMediaPath(given);
    if (read.kind === 'malformed')
      throw validationError([fieldError(['path'], 'path', 'must be a path as a webhook names it: media/…')]);
    const media = read.kind === 'path' ? await this.repository.findByPath(tenantId, read.path) : null;
    if (!media) throw new GatewayError('MEDIA_001');
    const number = (await this.tenants.get(tenantId))?.phoneNumbers.find(({ id }) => id === media.phoneNumberId);
    const source = number && media.metaMediaId !== null ? { metaMediaId: media.metaMediaId, number } : null;
    await this.downloads.send(
      { tenantId, media, source, disposition: 'inline', knownTypesOnly: true },
      request,
      response,
    );
  }

  /**
   * By our id, for a person in a browser: it shows pictures, sound, films and PDF; everything else it saves, whatever it was asked to do.
   * @throws ProblemError 404; GatewayError GW_003 to GW_005 when only Meta has the file and cannot be asked
   */
  async byOwnId(
    tenantId: string,
    id: string,
    wanted: 'inline' | 'attachment',
    { request, response }: DownloadExchange,
  ): Promise<void> {
    const tenant = await this.tenants.require(tenantId);
    const media = isUuid(id) ? await this.repository.findById(tenant.id, id) : null;
    if (!media) throw ProblemError.notFound('File');
    const number = tenant.phoneNumbers.find((each) => each.id === media.phoneNumberId);
    const source = number && media.metaMediaId !== null ? { metaMediaId: media.metaMediaId, number } : null;
    const disposition = isShownInline(media.mimeType) ? wanted : 'attachment';
    const target = { tenantId: tenant.id, media, source, disposition, knownTypesOnly: true } as const;
    try {
      await this.downloads.send(target, request, response);
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'MEDIA_001') throw ProblemError.notFound('File');
      throw error;
    }
  }

  private async find(tenantId: string, mediaId: string): Promise<MediaRecord | null> {
    if (!isMetaMediaId(mediaId)) throw new GatewayError('MEDIA_001');
    const media = await this.repository.findByMetaId(tenantId, mediaId);
    if (!media && (await this.repository.isForeign(tenantId, mediaId))) throw new GatewayError('MEDIA_001');
    return media;
  }

  private async send(
    tenantId: string,
    file: {
      mediaId: string;
      media: MediaRecord | null;
      number: PhoneNumberSnapshot | undefined;
      disposition: 'inline' | 'attachment';
    },
    { request, response }: DownloadExchange,
  ): Promise<void> {
    const { mediaId, media, number, disposition } = file;
    const source = number ? { metaMediaId: mediaId, number } : null;
    await this.downloads.send({ tenantId, media, source, disposition, knownTypesOnly: false }, request, response);
  }
}
