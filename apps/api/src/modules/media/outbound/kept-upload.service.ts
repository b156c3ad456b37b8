import { Injectable } from '@nestjs/common';
import { GraphClient, type GraphUploadOutcome } from '@switchboard/graph-client';
import { storedFilename } from '../filename';
import { passingBytes } from '../passing-bytes';
import { META_UPLOAD_KEPT_MS } from '../upload/upload-session';
import { Vault, type VaultDraft, type VaultFile } from '../vault.service';
import type { FetchedFile } from './link-fetch.service';
import type { CheckedFile, FileAtMeta, FileOwner } from './outbound-file';

/** For all bytes of a file from the vault: a sender waits for it, and beyond this Meta counts as out of reach. */
export const FILE_STREAM_TIMEOUT_MS = 60_000;

type About = Pick<VaultFile, 'kind' | 'mimeType' | 'filename'>;

/** Brings files of messages to Meta and into the vault: to both, or to neither. */
@Injectable()
export class KeptUploadService {
  constructor(
    private readonly graph: GraphClient,
    private readonly vault: Vault,
  ) {}

  /**
   * A file that is in memory goes to both at the same time.
   * @throws GatewayError MEDIA_002 when the plan keeps no more, NUM_001 when the number has been removed, SYS_002 when the vault is away
   */
  async uploadCarried(file: CheckedFile, owner: FileOwner): Promise<FileAtMeta> {
    const { bytes, kind, mimeType } = file;
    const about = { kind, mimeType, filename: storedFilename(file.filename ?? null) };
    await this.vault.assertRoom(owner.tenantId, bytes.byteLength);
    const draft = await this.vault.begin(owner.tenantId);
    try {
      const [inVault, atMeta] = await Promise.allSettled([
        store(draft, bytes),
        this.graph.uploadMedia({ ...partOf(about, owner), bytes }),
      ]);
      if (atMeta.status === 'rejected') throw atMeta.reason;
      return await this.conclude(atMeta.value, owner, async (metaMediaId) => {
        if (inVault.status === 'rejected') throw inVault.reason;
        await draft.keep(recordOf(about, owner, metaMediaId));
      });
    } finally {
      await draft.discard();
    }
  }

  /** A file that was fetched is streamed from the vault. What is not kept then, the caller discards. @throws as `uploadCarried` */
  async uploadFetched(file: FetchedFile, owner: FileOwner): Promise<FileAtMeta> {
    await this.vault.assertRoom(owner.tenantId, file.sizeBytes);
    const outcome = await this.stream(file, owner);
    return this.conclude(outcome, owner, async (metaMediaId) => {
      await file.draft.keep(recordOf(file, owner, metaMediaId));
    });
  }

  private async conclude(
    outcome: GraphUploadOutcome,
    { sender }: FileOwner,
    keep: (metaMediaId: string) => Promise<void>,
  ): Promise<FileAtMeta> {
    // A file whose upload is uncertain has sent no message: the money can go back.
    if (outcome.kind === 'unknown') return { kind: 'unreachable', reason: 'connect', cause: outcome.cause };
    if (outcome.kind !== 'accepted') return outcome;
    const metaMediaId = outcome.json.id;
    try {
      await keep(metaMediaId);
      return { kind: 'ready', metaMediaId, isReused: false };
    } catch (error) {
      // What the tenant does not have must not stay at Meta in its name. When this fails too, Meta forgets it by itself.
      const { phoneNumberId, accessToken } = sender;
      await this.graph.deleteMedia({ mediaId: metaMediaId, phoneNumberId, accessToken });
      throw error;
    }
  }

  private async stream(file: FetchedFile, owner: FileOwner): Promise<GraphUploadOutcome> {
    const { body } = await file.draft.read();
    const upload = this.graph.openUpload({ ...partOf(file, owner), sizeBytes: file.sizeBytes });
    const deadline = AbortSignal.timeout(FILE_STREAM_TIMEOUT_MS);
    const giveUp = (): void => upload.abort();
    deadline.addEventListener('abort', giveUp);
    try {
      for await (const chunk of passingBytes.through(body as AsyncIterable<Uint8Array>)) {
        await upload.write(chunk);
        if (upload.failed) break;
      }
      const outcome = await upload.finish();
      const isOverdue = deadline.aborted && outcome.kind !== 'accepted';
      return isOverdue ? { kind: 'unreachable', reason: 'connect', cause: overdue() } : outcome;
    } finally {
      deadline.removeEventListener('abort', giveUp);
      upload.abort();
      body.destroy();
    }
  }
}

async function store(draft: VaultDraft, bytes: Uint8Array): Promise<void> {
  await draft.write(bytes);
  await draft.commit();
}

function partOf(
  { kind, mimeType, filename }: About,
  { sender: { phoneNumberId, accessToken } }: FileOwner,
): { phoneNumberId: string; accessToken: string; mimeType: string; filename: string } {
  return { phoneNumberId, accessToken, mimeType, filename: filename ?? kind };
}

function recordOf({ kind, mimeType, filename }: About, { sender }: FileOwner, metaMediaId: string): VaultFile {
  const metaExpiresAt = new Date(Date.now() + META_UPLOAD_KEPT_MS);
  return { phoneNumberId: sender.id, direction: 'outbound', metaMediaId, metaExpiresAt, filename, kind, mimeType };
}

function overdue(): Error {
  return new Error(`Meta did not take the file within ${FILE_STREAM_TIMEOUT_MS} ms.`);
}
