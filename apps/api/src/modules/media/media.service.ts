import { Injectable } from '@nestjs/common';
import { GatewayError, isUuid } from '@switchboard/contracts';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService } from '../audit/audit.service';
import { type PhoneNumberSnapshot, TenantDirectory } from '../tenant/tenant-directory';
import { type ConsoleMediaView, type MediaQuery, type MediaView, presentConsoleMedia, presentMedia } from './media.dto';
import { type MediaRecord, MediaRepository } from './media.repository';
import { isMetaMediaId, MetaMediaService } from './meta-media.service';
import { Vault } from './vault.service';

/** What tenants keep: looking at it and removing it. */
@Injectable()
export class MediaService {
  constructor(
    private readonly repository: MediaRepository,
    private readonly tenants: TenantDirectory,
    private readonly meta: MetaMediaService,
    private readonly vault: Vault,
    private readonly audit: AuditService,
  ) {}

  /** The tenant's files, newest first. */
  async list(tenantId: string, query: MediaQuery): Promise<Page<MediaView>> {
    const nameOf = await this.numberNames(tenantId);
    return this.page(tenantId, query, (media) => presentMedia(media, nameOf(media)));
  }

  /** As `list`, for the console. */
  async listForConsole(tenantId: string, query: MediaQuery): Promise<Page<ConsoleMediaView>> {
    const { id } = await this.tenants.require(tenantId);
    const nameOf = await this.numberNames(id);
    return this.page(id, query, (media) => presentConsoleMedia(media, nameOf(media)));
  }

  /** One file by Meta's id. @throws GatewayError MEDIA_001 */
  async get(tenantId: string, metaMediaId: string): Promise<MediaView> {
    const media = await this.require(tenantId, metaMediaId);
    return presentMedia(media, (await this.numberNames(tenantId))(media));
  }

  /** Removes a file at Meta, then here. @throws GatewayError MEDIA_001, and GW_002 to GW_005 when Meta refuses or is away; then all stays */
  async remove(tenantId: string, metaMediaId: string): Promise<void> {
    const media = await this.require(tenantId, metaMediaId);
    await this.removeAtMeta(media);
    const ids = await this.idsOfAll(media);
    const { objectKeys, files } = await this.repository.transaction(tenantId, (transaction) =>
      this.repository.remove(tenantId, transaction, ids),
    );
    if (files === 0) throw new GatewayError('MEDIA_001');
    await this.vault.erase(objectKeys);
  }

  /** As `remove`, by a person and by our id. @throws ProblemError 404 */
  async removeAtConsole(
    tenantId: string,
    id: string,
    actor: { user: UserPrincipal; origin: RequestOrigin },
  ): Promise<void> {
    const tenant = await this.tenants.require(tenantId);
    const media = isUuid(id) ? await this.repository.findById(tenant.id, id) : null;
    if (!media) throw ProblemError.notFound('File');
    await this.removeAtMeta(media);
    const ids = await this.idsOfAll(media);
    const { objectKeys } = await this.repository.transaction(tenant.id, async (transaction) => {
      const removal = await this.repository.remove(tenant.id, transaction, ids);
      if (removal.files === 0) throw ProblemError.notFound('File');
      await this.audit.record(transaction, {
        tenantId: tenant.id,
        actor: actor.user,
        origin: actor.origin,
        action: 'media.removed',
        targetType: 'media',
        targetId: media.id,
        before: presentConsoleMedia(media, null),
      });
      return removal;
    });
    await this.vault.erase(objectKeys);
  }

  private async require(tenantId: string, metaMediaId: string): Promise<MediaRecord> {
    const media = isMetaMediaId(metaMediaId) ? await this.repository.findByMetaId(tenantId, metaMediaId) : null;
    if (!media) throw new GatewayError('MEDIA_001');
    return media;
  }

  private async removeAtMeta(media: MediaRecord): Promise<void> {
    const number = await this.numberOf(media);
    if (number && media.metaMediaId !== null) await this.meta.remove(media.metaMediaId, number);
  }

  /** A file that Meta has given out twice goes as a whole: what is left of it would be an id that Meta does not know any more. */
  private async idsOfAll({ tenantId, id, metaMediaId }: MediaRecord): Promise<string[]> {
    const same = metaMediaId === null ? [] : await this.repository.findAllByMetaId(tenantId, metaMediaId);
    return [...new Set([id, ...same.map((each) => each.id)])];
  }

  private async numberOf(media: MediaRecord): Promise<PhoneNumberSnapshot | undefined> {
    const tenant = await this.tenants.get(media.tenantId);
    return tenant?.phoneNumbers.find(({ id }) => id === media.phoneNumberId);
  }

  private async numberNames(tenantId: string): Promise<(media: MediaRecord) => string | null> {
    const tenant = await this.tenants.get(tenantId);
    const names = new Map(tenant?.phoneNumbers.map(({ id, phoneNumberId }) => [id, phoneNumberId]));
    return (media) => names.get(media.phoneNumberId) ?? null;
  }

  private async page<T>(tenantId: string, query: MediaQuery, present: (media: MediaRecord) => T): Promise<Page<T>> {
    const { direction, kind, phoneNumberId: metaPhoneNumberId, limit } = query;
    const beforeId = decodeCursor(query.cursor);
    const rows = await this.repository.list(tenantId, {
      direction,
      kind,
      metaPhoneNumberId,
      beforeId,
      take: limit + 1,
    });
    return pageOf(rows, limit, ({ id }) => id, present);
  }
}
