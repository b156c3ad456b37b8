import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { findGraphError, GatewayError } from '@switchboard/contracts';
import type { GraphRefused } from '@switchboard/graph-client';
import { LRUCache } from 'lru-cache';
import { isDatabaseAway } from '../../../http/database-away';
import { MediaRepository } from '../media.repository';
import { sniff } from '../media-signature';
import { assertAcceptedFor } from '../media-type';
import { MetaMediaService } from '../meta-media.service';
import { KeptUploadService } from './kept-upload.service';
import { LinkFetchService } from './link-fetch.service';
import type {
  CarriedFile,
  CheckedFile,
  FileAtMeta,
  FileOwner,
  LinkedFile,
  OutboundFile,
  ReadyFile,
} from './outbound-file';
import { SingleFlight } from './single-flight';

/** What a link led to is taken for the same for so long, as Meta does with links that it is given. */
const LINK_TTL_MS = 10 * 60_000;
const LINKS_MAX = 1_000;
/** Meta's words for a message whose file it does not have: those for a parameter, or for the file. */
const FILE_ERROR_GROUPS: ReadonlySet<string | undefined> = new Set(['request', 'media']);

/** What makes two files the same to Meta, within one number. */
type Content = Pick<CheckedFile, 'sha256' | 'mimeType'>;

/**
 * Files of messages on their way out. The same bytes of one number go to Meta once while their id lives, however many
 * messages carry or name them; every file that goes is in the vault too.
 */
@Injectable()
export class OutboundMediaService {
  private readonly logger = new Logger(OutboundMediaService.name);
  private readonly uploads = new SingleFlight<FileAtMeta>();
  private readonly fetches = new SingleFlight<FileAtMeta>();
  private readonly links = new LRUCache<string, Content>({ max: LINKS_MAX, ttl: LINK_TTL_MS });

  constructor(
    private readonly repository: MediaRepository,
    private readonly uploader: KeptUploadService,
    private readonly fetcher: LinkFetchService,
    private readonly meta: MetaMediaService,
  ) {}

  /**
   * Checks a file as far as that is possible without writing or connecting: the bytes against their declared type, a link
   * against the rules of where links may lead.
   * @throws GatewayError MEDIA_003, MEDIA_004
   */
  async check(file: CarriedFile | LinkedFile): Promise<OutboundFile> {
    if (file.source === 'link') {
      this.fetcher.assertAllowed(file.url);
      return file;
    }
    const { mimeType } = assertAcceptedFor(file.kind, file.mimeType, await sniff(file.bytes));
    return { ...file, mimeType, sha256: createHash('sha256').update(file.bytes).digest('hex') };
  }

  /**
   * Sees to it that Meta has the file, and answers with Meta's id of it. Never rejects: what fails is told, and has left
   * nothing behind.
   * @param lostId an id that Meta has forgotten before its time: the file is brought to it anew
   */
  async bringToMeta(file: OutboundFile, owner: FileOwner, lostId?: string): Promise<FileAtMeta> {
    try {
      return await (file.source === 'link'
        ? this.bringLinked(file, owner, lostId)
        : this.once(file, owner, lostId, () => this.uploader.uploadCarried(file, owner)));
    } catch (thrown) {
      const error = asGatewayError(thrown);
      if (error.httpStatus >= 500) this.logger.error({ err: thrown, tenantId: owner.tenantId }, 'A file was not sent.');
      return { kind: 'unusable', error };
    }
  }

  /** Whether Meta refused a message because it has forgotten the message's file. An id that is new is not asked about. */
  async isLost({ metaMediaId, isReused }: ReadyFile, { sender }: FileOwner, { error }: GraphRefused): Promise<boolean> {
    if (!isReused || !FILE_ERROR_GROUPS.has(findGraphError(error.code)?.group)) return false;
    return this.meta.isForgotten(metaMediaId, sender);
  }

  private bringLinked(file: LinkedFile, owner: FileOwner, lostId?: string): Promise<FileAtMeta> {
    const key = keyOf(owner, file.kind, file.url);
    return this.fetches.run(keyOf(owner, key, lostId), async () => {
      const known = this.links.get(key);
      const reusable = known ? await this.findReusable(known, owner, lostId) : null;
      return reusable ?? this.fetch(key, file, owner, lostId);
    });
  }

  private async fetch(key: string, file: LinkedFile, owner: FileOwner, lostId?: string): Promise<FileAtMeta> {
    const fetched = await this.fetcher.fetch(owner.tenantId, file);
    try {
      const atMeta = await this.once(fetched, owner, lostId, () => this.uploader.uploadFetched(fetched, owner));
      const { sha256, mimeType } = fetched;
      if (atMeta.kind === 'ready') this.links.set(key, { sha256, mimeType });
      return atMeta;
    } finally {
      await fetched.draft.discard();
    }
  }

  /** Reuses what Meta has, or uploads. */
  private once(
    content: Content,
    owner: FileOwner,
    lostId: string | undefined,
    upload: () => Promise<FileAtMeta>,
  ): Promise<FileAtMeta> {
    return this.uploads.run(
      keyOf(owner, content.sha256, content.mimeType, lostId),
      async () => (await this.findReusable(content, owner, lostId)) ?? upload(),
    );
  }

  /** Of several the newest, so that an id that is lost is not found again once the file has a new one. */
  private async findReusable(
    { sha256, mimeType }: Content,
    { tenantId, sender }: FileOwner,
    lostId: string | undefined,
  ): Promise<ReadyFile | null> {
    const found = await this.repository.findReusable(tenantId, { phoneNumberId: sender.id, sha256, mimeType });
    const metaMediaId = found?.metaMediaId ?? null;
    return metaMediaId === null || metaMediaId === lostId ? null : { kind: 'ready', metaMediaId, isReused: true };
  }
}

function keyOf({ tenantId, sender }: FileOwner, ...parts: readonly (string | undefined)[]): string {
  return JSON.stringify([tenantId, sender.id, ...parts]);
}

function asGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError(isDatabaseAway(thrown) ? 'SYS_002' : 'SYS_001', { cause: thrown });
}
