import { createHash, randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { GatewayError, type MediaKind, uuidv7 } from '@switchboard/contracts';
import { makeMediaPath } from './media-path';
import { type MediaDirection, type MediaRecord, MediaRepository } from './media.repository';
import { passingBytes } from './passing-bytes';
import { type ByteRange, MediaStore, type ObjectContent, type ObjectWriter } from './store/media-store';

/** What is kept of a file beside its bytes. */
export interface VaultFile {
  /** Our id of the number. */
  phoneNumberId: string;
  direction: MediaDirection;
  metaMediaId: string | null;
  metaExpiresAt: Date | null;
  filename: string | null;
  kind: MediaKind;
  mimeType: string;
  /** A file that was announced before: its record is completed. */
  expected?: Pick<MediaRecord, 'id' | 'path'>;
}

/** A file that is in the vault. */
export interface KeptFile {
  id: string;
  path: string;
  sha256: string;
  sizeBytes: number;
  expiresAt: Date;
}

/** The vault: every file that passes through, its bytes once per tenant and content. */
@Injectable()
export class Vault {
  private readonly logger = new Logger(Vault.name);

  constructor(
    private readonly store: MediaStore,
    private readonly repository: MediaRepository,
  ) {}

  /** Begins a file of a tenant. Whoever begins one ends it: with `keep` or with `discard`. */
  async begin(tenantId: string): Promise<VaultDraft> {
    const objectKey = `${tenantId}/${uuidv7()}`;
    return new VaultDraft(tenantId, objectKey, await this.store.begin(objectKey), this);
  }

  /** The bytes of a file, or a range of them; null when the vault does not have it, or not whole. */
  async open(media: MediaRecord, range?: ByteRange): Promise<ObjectContent | null> {
    const { objectKey, sizeBytes } = media;
    return objectKey === null || sizeBytes === null ? null : this.openWhole(objectKey, sizeBytes, range);
  }

  /** Whether a tenant may keep that much more, as far as can be known beforehand. @throws GatewayError MEDIA_002 */
  async assertRoom(tenantId: string, sizeBytes: number): Promise<void> {
    const { storedBytes, allowedBytes } = await this.repository.usage(tenantId);
    if (allowedBytes !== null && storedBytes + BigInt(sizeBytes) > allowedBytes) throw vaultFull();
  }

  /** Records a draft that has been committed. @throws GatewayError MEDIA_002 when the plan allows no more, NUM_001 when the number is gone */
  async record(draft: CommittedDraft, file: VaultFile): Promise<KeptFile> {
    const { tenantId, objectKey, sha256, sizeBytes } = draft;
    const { expected, ...given } = file;
    const id = expected?.id ?? uuidv7();
    const path = expected?.path ?? makeMediaPath({ tenantId, random: randomBytes(16), ...given });
    const stored = await this.repository.store({
      ...given,
      tenantId,
      id,
      path,
      sizeBytes,
      sha256,
      objectKey,
      isExpected: expected !== undefined,
    });
    if (stored.verdict === 'full') throw vaultFull();
    if (stored.verdict === 'gone') throw new GatewayError('NUM_001');
    if (stored.objectKey !== objectKey) await this.keepOneCopy(draft, stored.objectKey);
    return { id, path: stored.path, sha256, sizeBytes, expiresAt: stored.expiresAt };
  }

  /** What cannot be removed now is an orphan, which the daily clean-up removes. */
  async erase(objectKeys: readonly string[]): Promise<void> {
    try {
      if (objectKeys.length > 0) await this.store.remove(objectKeys);
    } catch (error) {
      this.logger.warn({ err: error, objects: objectKeys.length }, 'Bytes could not be removed; the clean-up will.');
    }
  }

  read(objectKey: string): Promise<ObjectContent | null> {
    return this.store.read(objectKey);
  }

  /** The tenant has had these bytes before, and one copy is enough. Where the store has lost the older, the newer takes its place. */
  private async keepOneCopy(
    { tenantId, objectKey, sha256, sizeBytes }: CommittedDraft,
    olderKey: string,
  ): Promise<void> {
    try {
      const older = await this.openWhole(olderKey, sizeBytes, { start: 0, end: 0 });
      older?.body.destroy();
      const isReplaced =
        !older && (await this.repository.replaceObject(tenantId, sha256, { from: olderKey, to: objectKey }));
      await this.erase([isReplaced ? olderKey : objectKey]);
    } catch (error) {
      // The file is on record: which copy is one too many is left to the clean-up.
      this.logger.warn({ err: error, tenantId }, 'Two copies of a file could not be made one.');
    }
  }

  private async openWhole(objectKey: string, sizeBytes: number, range?: ByteRange): Promise<ObjectContent | null> {
    const content = await this.store.read(objectKey, range).catch(nullIfTooShort);
    if (!content || content.sizeBytes === sizeBytes) return content;
    content.body.destroy();
    this.logger.error({ objectKey, sizeBytes, foundBytes: content.sizeBytes }, 'The store has only a part of a file.');
    return null;
  }
}

/** A range was read off the record: when it lies outside the object, the object is not what the record says. */
function nullIfTooShort(error: unknown): null {
  if (error instanceof RangeError) return null;
  throw error;
}

interface CommittedDraft {
  tenantId: string;
  objectKey: string;
  sha256: string;
  sizeBytes: number;
}

/** A file on its way into the vault: nobody sees it before `keep`. */
export class VaultDraft {
  private readonly hash = createHash('sha256');
  private committed: CommittedDraft | null = null;
  private isOver = false;
  private size = 0;

  constructor(
    private readonly tenantId: string,
    private readonly objectKey: string,
    private readonly writer: ObjectWriter,
    private readonly vault: Vault,
  ) {}

  /** Bytes so far. */
  get sizeBytes(): number {
    return this.size;
  }

  /** Resolves when more may come. */
  async write(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk);
    this.size += chunk.byteLength;
    passingBytes.count(chunk.byteLength);
    await this.writer.write(chunk);
  }

  /** All bytes are there and durable. They can be read from now on, and are lost again by `discard`. */
  async commit(): Promise<{ sha256: string; sizeBytes: number }> {
    await this.writer.commit();
    const { tenantId, objectKey, size: sizeBytes } = this;
    this.committed = { tenantId, objectKey, sizeBytes, sha256: this.hash.digest('hex') };
    return this.committed;
  }

  /** The committed bytes. */
  async read(): Promise<ObjectContent> {
    const content = this.committed && (await this.vault.read(this.objectKey));
    if (!content) throw new Error('A file was read before it was committed.');
    return content;
  }

  /**
   * Records the committed file: from now on the tenant has it.
   * @throws GatewayError MEDIA_002 when the plan allows no more, NUM_001 when the number has been removed; then discard it
   */
  async keep(file: VaultFile): Promise<KeptFile> {
    if (!this.committed) throw new Error('A file was kept before it was committed.');
    try {
      const kept = await this.vault.record(this.committed, file);
      this.isOver = true;
      return kept;
    } catch (error) {
      // Only a verdict says that nothing was recorded. Otherwise the bytes may count; if they do not, the clean-up removes them.
      if (!(error instanceof GatewayError)) this.isOver = true;
      throw error;
    }
  }

  /** Leaves nothing behind, unless it was kept. Never throws. */
  async discard(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    if (this.committed) await this.vault.erase([this.objectKey]);
    else await this.writer.discard();
  }
}

function vaultFull(): GatewayError {
  return new GatewayError('MEDIA_002', { params: { reason: 'The plan keeps no more bytes.' } });
}
