import { pipeline } from 'node:stream/promises';
import { Injectable, Logger } from '@nestjs/common';
import { bareMimeType, GatewayError, MEDIA_KINDS } from '@switchboard/contracts';
import { GraphDownloadError } from '@switchboard/graph-client';
import type { Response } from 'express';
import type { EdgeRequest } from '../../../http/principal';
import type { PhoneNumberSnapshot } from '../../tenant/tenant-directory';
import { readRange } from '../byte-range';
import { etagOf, isNotModified, isRangeValid } from '../conditional';
import { contentDisposition } from '../content-disposition';
import { kindOfMimeType } from '../media-type';
import type { MediaRecord } from '../media.repository';
import { MetaMediaService } from '../meta-media.service';
import { passingBytes } from '../passing-bytes';
import { Vault } from '../vault.service';
import { CLIENT_PATIENCE_MS, ClientGone, relay, type RelayCopy } from './meta-relay';

/** A file that a caller may have. */
export interface DownloadTarget {
  tenantId: string;
  /** What is on record of it; null when only Meta knows it. */
  media: MediaRecord | null;
  /** For asking Meta, when the vault does not have it. */
  source: { metaMediaId: string; number: PhoneNumberSnapshot } | null;
  disposition: 'inline' | 'attachment';
  /** Types that are not WhatsApp's are answered as `application/octet-stream`. */
  knownTypesOnly: boolean;
}

/** Downloads in flight at once in this process; one more is refused. */
const MAX_IN_FLIGHT = 512;
const ANY_TYPE = 'application/octet-stream';
const KNOWN_TYPES: ReadonlySet<string> = new Set(Object.values(MEDIA_KINDS).flatMap(({ mimeTypes }) => mimeTypes));

/** Streams files to tenants' programs: from the vault, or from Meta and into the vault on the way. */
@Injectable()
export class DownloadService {
  private readonly logger = new Logger(DownloadService.name);
  private inFlight = 0;

  constructor(
    private readonly vault: Vault,
    private readonly meta: MetaMediaService,
  ) {}

  /**
   * Answers with the file's bytes; resolves when the client has them or has gone.
   * @throws GatewayError MEDIA_001 when neither the vault nor Meta has it, GW_003 to GW_005 when Meta cannot be asked or does not send what it
   *   has announced; before any byte was written
   */
  async send(target: DownloadTarget, request: EdgeRequest, response: Response): Promise<void> {
    if (this.inFlight >= MAX_IN_FLIGHT) throw new GatewayError('SYS_002');
    this.inFlight += 1;
    response.setTimeout(CLIENT_PATIENCE_MS, () => response.destroy());
    try {
      if (!(await this.sendFromVault(target, request, response))) await this.sendFromMeta(target, request, response);
    } catch (error) {
      if (!response.headersSent && !response.destroyed) throw error;
      // Closing is the only way left to say that the file is not whole.
      response.destroy();
      const about = { err: error, requestId: request.id };
      if (hasClientLeft(error)) this.logger.debug(about, 'A client left a download.');
      else this.logger.warn(about, 'A download was broken off.');
    } finally {
      this.inFlight -= 1;
    }
  }

  private async sendFromVault(target: DownloadTarget, request: EdgeRequest, response: Response): Promise<boolean> {
    const { media } = target;
    if (!media?.sha256 || media.sizeBytes === null || media.objectKey === null) return false;
    const etag = etagOf(media.sha256);
    const sizeBytes = media.sizeBytes;
    const described = { filename: media.filename, mimeType: media.mimeType, etag, ranges: true };
    if (isNotModified(request.get('if-none-match'), etag)) {
      describe(response, target, described);
      response.status(304).end();
      return true;
    }
    const wanted = isRangeValid(request.get('if-range'), etag) ? request.get('range') : undefined;
    const range = readRange(wanted, sizeBytes);
    if (range.kind === 'unsatisfiable') {
      response.setHeader('Content-Range', `bytes */${sizeBytes}`).status(416).end();
      return true;
    }
    const part = range.kind === 'part' ? range : undefined;
    const content = await this.vault.open(media, part);
    if (!content) return false;
    describe(response, target, described);
    if (part) response.status(206).setHeader('Content-Range', `bytes ${part.start}-${part.end}/${sizeBytes}`);
    response.setHeader('Content-Length', part ? part.end - part.start + 1 : sizeBytes);
    if (request.method === 'HEAD') {
      content.body.destroy();
      response.end();
    } else {
      await pipeline(content.body, (chunks: AsyncIterable<Uint8Array>) => passingBytes.through(chunks), response);
    }
    return true;
  }

  private async sendFromMeta(target: DownloadTarget, request: EdgeRequest, response: Response): Promise<void> {
    const { source, media } = target;
    if (!source) throw new GatewayError('MEDIA_001');
    const clientGone = new AbortController();
    response.once('close', () => clientGone.abort());
    const file = await this.meta.open(source.metaMediaId, source.number, clientGone.signal);
    const mimeType = media?.mimeType ?? bareMimeType(file.mimeType) ?? ANY_TYPE;
    const etag = file.sha256 === null ? null : etagOf(file.sha256);
    const isKnown = etag !== null && isNotModified(request.get('if-none-match'), etag);
    describe(response, target, { filename: media?.filename ?? null, mimeType, etag, ranges: false });
    if (!isKnown && file.fileSize !== null) response.setHeader('Content-Length', file.fileSize);
    if (isKnown || request.method === 'HEAD') {
      file.body.destroy();
      response.status(isKnown ? 304 : 200).end();
      return;
    }
    // What the vault has once had, and what Meta's webhook said, must hold as well.
    const announced = { sizeBytes: file.fileSize, sha256: [file.sha256, media?.sha256 ?? null] };
    try {
      await relay({ body: file.body, announced }, response, await this.beginCopy(target, source, mimeType));
    } catch (cause) {
      if (response.headersSent || response.destroyed) throw cause;
      throw new GatewayError('GW_003', { cause });
    }
  }

  /** The copy for the vault of a file that comes from Meta; null when the vault cannot take one now. */
  private async beginCopy(
    { tenantId, media }: DownloadTarget,
    { metaMediaId, number }: NonNullable<DownloadTarget['source']>,
    mimeType: string,
  ): Promise<RelayCopy | null> {
    const failed = (error: unknown): void =>
      this.logger.warn({ err: error, tenantId }, 'A file was passed on, but could not be kept.');
    try {
      const draft = await this.vault.begin(tenantId);
      const keep = async (): Promise<void> => {
        await draft.commit();
        await draft.keep({
          phoneNumberId: number.id,
          direction: media?.direction ?? 'inbound',
          metaMediaId,
          metaExpiresAt: null,
          filename: media?.filename ?? null,
          kind: media?.kind ?? kindOfMimeType(mimeType),
          mimeType,
          ...(media && { expected: media }),
        });
      };
      return { draft, keep, failed };
    } catch (error) {
      failed(error);
      return null;
    }
  }
}

/** Whether a download ended because nobody waits for it any more. */
function hasClientLeft(error: unknown): boolean {
  if (error instanceof ClientGone) return true;
  if (error instanceof GatewayError) return hasClientLeft(error.cause);
  if (error instanceof GraphDownloadError) return error.reason === 'aborted';
  return (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** The headers that do not depend on how much of the file is sent. */
function describe(
  response: Response,
  { disposition, knownTypesOnly }: DownloadTarget,
  file: { filename: string | null; mimeType: string; etag: string | null; ranges: boolean },
): void {
  const isShown = !knownTypesOnly || KNOWN_TYPES.has(file.mimeType);
  response.setHeader('Content-Type', isShown ? file.mimeType : ANY_TYPE);
  response.setHeader('Content-Disposition', contentDisposition(disposition, file.filename, file.mimeType));
  if (file.etag !== null) response.setHeader('ETag', file.etag);
  response.setHeader('Accept-Ranges', file.ranges ? 'bytes' : 'none');
  response.setHeader('Cache-Control', 'private, max-age=0, must-revalidate');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  // Whatever a file is, opened in a browser it must not act in our origin.
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
}
