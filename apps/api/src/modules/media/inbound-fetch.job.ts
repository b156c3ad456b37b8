import { Injectable, Logger } from '@nestjs/common';
import { GatewayError, type JsonObject } from '@switchboard/contracts';
import { reportId } from '../../events/report-id';
import { Job } from '../../jobs/job';
import { TenantDirectory, type PhoneNumberSnapshot } from '../tenant/tenant-directory';
import { AnnouncedBytes, MediaMismatch } from './announced-bytes';
import { withMediaPath } from './media-path-splice';
import { type MediaRecord, MediaRepository } from './media.repository';
import { MetaMediaService } from './meta-media.service';
import { type KeptFile, Vault, type VaultDraft } from './vault.service';

/** As `expect_media` enqueues it. */
const IDENTIFIER = 'media.fetch';
/** For one file; the queue's lock of such a job lasts longer (`release_abandoned_jobs`). */
const FETCH_TIMEOUT_MS = 5 * 60_000;
/** Meta keeps what users send for seven days; with the queue's growing pauses these are about three. */
const ATTEMPTS_MAX = 20;
/** Bytes that are not what Meta announced do not become so by waiting long. */
const MISMATCHES_MAX = 5;

/** Why a file was given up, as `media.failed` says it. */
type FailureReason = 'expired' | 'mismatch' | 'quota' | 'unavailable';

/** Fetches a file that a user sent: into the vault, verified, and then to the tenant by its path. */
@Injectable()
export class InboundFetchJob extends Job<{ tenantId: string; mediaId: string }> {
  readonly identifier = IDENTIFIER;
  private readonly logger = new Logger(InboundFetchJob.name);

  constructor(
    private readonly repository: MediaRepository,
    private readonly vault: Vault,
    private readonly meta: MetaMediaService,
    private readonly tenants: TenantDirectory,
  ) {
    super();
  }

  /** Throws while it makes sense to try again. A file that was fetched already is only told of, which changes nothing the second time. */
  async run({ tenantId, mediaId }: { tenantId: string; mediaId: string }, stopping?: AbortSignal): Promise<void> {
    const attempt = await this.repository.countAttempt(tenantId, mediaId);
    const media = await this.repository.findById(tenantId, mediaId);
    const tenant = await this.tenants.get(tenantId);
    const number = tenant?.phoneNumbers.find(({ id }) => id === media?.phoneNumberId);
    if (!media) return;
    // A number that was removed has taken the file with it: this one was added so lately that it is not known here yet.
    if (!number) throw new Error('The number of the file is not known.');
    if (attempt === null) {
      if (media.state === 'stored') await this.tellStored(media, number);
      return;
    }
    try {
      const kept = await this.fetch(media, number, stopping);
      await this.tellStored({ ...media, ...kept }, number);
    } catch (error) {
      const reason = reasonToGiveUp(error, attempt);
      if (reason === null || stopping?.aborted) throw error;
      this.logger.warn({ err: error, tenantId, mediaId, attempt }, 'A file that a user sent was given up.');
      await this.giveUp(media, number, { reason, error });
    }
  }

  private async fetch(media: MediaRecord, number: PhoneNumberSnapshot, stopping?: AbortSignal): Promise<KeptFile> {
    if (media.metaMediaId === null) throw new GatewayError('MEDIA_001');
    const overdue = AbortSignal.timeout(FETCH_TIMEOUT_MS);
    const signal = stopping ? AbortSignal.any([overdue, stopping]) : overdue;
    const file = await this.meta.open(media.metaMediaId, number, signal);
    const announced = new AnnouncedBytes({ sizeBytes: file.fileSize, sha256: [file.sha256, media.sha256] });
    let draft: VaultDraft | null = null;
    try {
      draft = await this.vault.begin(media.tenantId);
      for await (const chunk of file.body as AsyncIterable<Uint8Array>) {
        announced.take(chunk);
        await draft.write(chunk);
      }
      announced.end();
      if (draft.sizeBytes === 0) throw new MediaMismatch('Meta sent an empty file.');
      await draft.commit();
      const { phoneNumberId, direction, metaMediaId, filename, kind, mimeType } = media;
      const about = { phoneNumberId, direction, metaMediaId, metaExpiresAt: null, filename, kind, mimeType };
      return await draft.keep({ ...about, expected: media });
    } catch (error) {
      file.body.destroy();
      await draft?.discard();
      throw error;
    }
  }

  private async tellStored(media: MediaRecord, { phoneNumberId }: PhoneNumberSnapshot): Promise<void> {
    const waiting = media.eventId === null ? null : await this.repository.findEvent(media.tenantId, media.eventId);
    if (!waiting || media.eventId === null) return;
    await this.repository.releaseEvent(
      media.tenantId,
      media.eventId,
      withMediaPath(waiting.body, media.kind, media.path),
    );
    await this.tell(media, phoneNumberId, 'media.stored', {
      mime_type: media.mimeType,
      file_size: media.sizeBytes,
      sha256: media.sha256,
      media_path: media.path,
      ...(media.filename !== null && { filename: media.filename }),
    });
  }

  private async giveUp(
    media: MediaRecord,
    { phoneNumberId }: PhoneNumberSnapshot,
    { reason, error }: { reason: FailureReason; error: unknown },
  ): Promise<void> {
    if (media.eventId !== null) await this.repository.releaseEvent(media.tenantId, media.eventId, null);
    await this.tell(media, phoneNumberId, 'media.failed', { reason });
    await this.repository.fail(media.tenantId, media.id, `${reason}: ${messageOf(error)}`);
  }

  /** In the conversation of the message, after it. The id is made from the file, so that telling it twice is telling it once. */
  private async tell(
    media: MediaRecord,
    metaPhoneNumberId: string,
    type: 'media.stored' | 'media.failed',
    details: JsonObject,
  ): Promise<void> {
    const { tenantId, id, metaMediaId, wamid, createdAt, eventId } = media;
    const waiting = eventId === null ? null : await this.repository.findEvent(tenantId, eventId);
    const payload = { media_id: metaMediaId, message_id: wamid, ...details, at: new Date().toISOString() };
    await this.repository.publish({
      tenantId,
      id: reportId(createdAt.getTime(), tenantId, type, id),
      type,
      metaPhoneNumberId,
      orderingKey: waiting?.orderingKey ?? metaPhoneNumberId,
      body: JSON.stringify({ payload }),
      requestId: null,
    });
  }
}

/** Null while it makes sense to try again. */
function reasonToGiveUp(error: unknown, attempt: number): FailureReason | null {
  if (error instanceof GatewayError) {
    if (error.code === 'MEDIA_001') return 'expired';
    if (error.code === 'MEDIA_002') return 'quota';
  }
  if (error instanceof MediaMismatch) return attempt >= MISMATCHES_MAX ? 'mismatch' : null;
  return attempt >= ATTEMPTS_MAX ? 'unavailable' : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
