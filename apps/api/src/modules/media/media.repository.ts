import { Injectable } from '@nestjs/common';
import type { MediaKind } from '@switchboard/contracts';
import { Database, type TenantTransaction } from '@switchboard/database';
import { encodeTenantEvents, type TenantEvent } from '../../events/tenant-event';

export type MediaDirection = 'outbound' | 'inbound';

/** A file of a tenant, as it is on record. */
export interface MediaRecord {
  tenantId: string;
  id: string;
  /** Our id of the number. */
  phoneNumberId: string;
  direction: MediaDirection;
  /** `pending`: a user sent it and it is not here yet; `failed`: it could not be fetched. */
  state: 'stored' | 'pending' | 'failed';
  /** Meta's id; null when Meta was never given it. */
  metaMediaId: string | null;
  path: string;
  filename: string | null;
  kind: MediaKind;
  mimeType: string;
  /** Null until it is stored. */
  sizeBytes: number | null;
  /** Hexadecimal; of a pending file as Meta said, if it did. */
  sha256: string | null;
  /** Of the message that it came with. */
  wamid: string | null;
  /** The event that tells of that message. */
  eventId: string | null;
  createdAt: Date;
  storedAt: Date | null;
  expiresAt: Date;
  /** Where the store has the bytes; null while it has none. */
  objectKey: string | null;
}

/** A file whose bytes are in the store already. */
export interface NewMedia {
  tenantId: string;
  id: string;
  phoneNumberId: string;
  direction: MediaDirection;
  metaMediaId: string | null;
  metaExpiresAt: Date | null;
  path: string;
  filename: string | null;
  kind: MediaKind;
  mimeType: string;
  sizeBytes: number;
  sha256: string;
  objectKey: string;
  /** It was announced before (`expect_media`), and is not kept when it has been removed since. */
  isExpected: boolean;
}

/** `full`: more than the plan allows; `gone`: the number, or the announced file, was removed meanwhile. Nothing was written then. */
export type StoreVerdict =
  { verdict: 'stored'; objectKey: string; path: string; expiresAt: Date } | { verdict: 'full' } | { verdict: 'gone' };

/** What a removal left to be removed from the store. */
export interface Removal {
  files: number;
  objectKeys: string[];
  freedBytes: number;
}

export interface MediaFilter {
  direction?: MediaDirection;
  kind?: MediaKind;
  metaPhoneNumberId?: string;
  beforeId?: string;
  take: number;
}

/** An event that waits for a file. */
export interface WaitingEvent {
  orderingKey: string;
  metaPhoneNumberId: string | null;
  /** JSON text. */
  body: string;
}

type Row = Omit<MediaRecord, 'sizeBytes'> & { sizeBytes: bigint | null };

const COLUMNS = `m.tenant_id AS "tenantId", m.id, m.phone_number_id AS "phoneNumberId", m.direction, m.state, m.meta_media_id AS "metaMediaId",
  m.path, m.filename, m.kind, m.mime_type AS "mimeType", m.size_bytes AS "sizeBytes", m.sha256, m.wamid, m.event_id AS "eventId",
  m.created_at AS "createdAt", m.stored_at AS "storedAt", m.expires_at AS "expiresAt", b.object_key AS "objectKey"`;
const TABLES = `media m LEFT JOIN media_blobs b ON b.tenant_id = m.tenant_id AND b.sha256 = m.sha256 AND m.state = 'stored'`;
/** A file that Meta forgets within this time is uploaded anew. */
const REUSE_MARGIN = '1 hour';

/** More files than Meta would give one id. */
const SAME_ID_MAX = 1_000;

/** What is on record of tenants' files. What has expired is as if it were not there. */
@Injectable()
export class MediaRepository {
  constructor(private readonly database: Database) {}

  transaction<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.tenant(tenantId, work);
  }

  /** Records a file, or finds that it may not be kept. The tenant's copy of the same bytes counts, if it has one: see `objectKey`. */
  async store(file: NewMedia): Promise<StoreVerdict> {
    const [row] = await this.transaction(
      file.tenantId,
      (transaction) => transaction.$queryRaw<{ verdict: string; kept_key: string; path: string; expires_at: Date }[]>`
        SELECT * FROM store_media(${JSON.stringify(encodeFile(file))}::json)`,
    );
    if (row?.verdict !== 'stored') return { verdict: row?.verdict === 'full' ? 'full' : 'gone' };
    return { verdict: 'stored', objectKey: row.kept_key, path: row.path, expiresAt: row.expires_at };
  }

  /** The newest file with Meta's id. */
  findByMetaId(tenantId: string, metaMediaId: string): Promise<MediaRecord | null> {
    return this.findOne(tenantId, 'm.meta_media_id = $2', [metaMediaId]);
  }

  /** All files with Meta's id: as a rule one. */
  findAllByMetaId(tenantId: string, metaMediaId: string): Promise<MediaRecord[]> {
    return this.find(tenantId, 'm.meta_media_id = $2', [metaMediaId], SAME_ID_MAX);
  }

  findByPath(tenantId: string, path: string): Promise<MediaRecord | null> {
    return this.findOne(tenantId, 'm.path = $2', [path]);
  }

  findById(tenantId: string, id: string): Promise<MediaRecord | null> {
    return this.findOne(tenantId, 'm.id = $2::uuid', [id]);
  }

  /** A file with these bytes that Meta still has an id for, of this number. */
  findReusable(
    tenantId: string,
    file: { phoneNumberId: string; sha256: string; mimeType: string },
  ): Promise<MediaRecord | null> {
    return this.findOne(
      tenantId,
      `m.phone_number_id = $2::uuid AND m.sha256 = $3 AND m.mime_type = $4 AND m.direction = 'outbound' AND m.state = 'stored'
       AND m.meta_media_id IS NOT NULL AND m.meta_expires_at > now() + interval '${REUSE_MARGIN}'`,
      [file.phoneNumberId, file.sha256, file.mimeType],
    );
  }

  /** Newest first. */
  list(tenantId: string, filter: MediaFilter): Promise<MediaRecord[]> {
    const { direction = null, kind = null, metaPhoneNumberId = null, beforeId = null, take } = filter;
    const where = `($2::text IS NULL OR m.direction = $2) AND ($3::text IS NULL OR m.kind = $3) AND ($4::uuid IS NULL OR m.id < $4::uuid)
       AND ($5::text IS NULL OR m.phone_number_id IN (SELECT n.id FROM phone_numbers n WHERE n.tenant_id = m.tenant_id AND n.phone_number_id = $5))`;
    return this.find(tenantId, where, [direction, kind, beforeId, metaPhoneNumberId], take);
  }

  /** Whether another tenant has a file with Meta's id. Looks over all tenants. */
  async isForeign(tenantId: string, metaMediaId: string): Promise<boolean> {
    const found = await this.database.platform.media.findFirst({
      where: { metaMediaId, tenantId: { not: tenantId } },
      select: { id: true },
    });
    return found !== null;
  }

  /** What the tenant keeps, and how much its plan allows; null when it has no plan. */
  async usage(tenantId: string): Promise<{ storedBytes: bigint; allowedBytes: bigint | null }> {
    const [row] = await this.transaction(
      tenantId,
      (transaction) => transaction.$queryRaw<{ stored: bigint | null; allowed: bigint | null }[]>`
        SELECT (SELECT u.stored_bytes FROM media_usage u WHERE u.tenant_id = ${tenantId}::uuid) AS stored,
               (SELECT p.stored_bytes FROM subscriptions s JOIN plans p ON p.code = s.plan_code WHERE s.tenant_id = ${tenantId}::uuid) AS allowed`,
    );
    return { storedBytes: row?.stored ?? 0n, allowedBytes: row?.allowed ?? null };
  }

  /** Removes files from the record; the caller then removes their bytes from the store. */
  async remove(tenantId: string, transaction: TenantTransaction, ids: readonly string[]): Promise<Removal> {
    const [row] = await transaction.$queryRaw<{ files: number; object_keys: string[]; freed_bytes: bigint }[]>`
      SELECT * FROM remove_media(${tenantId}::uuid, NULL, ${[...ids]}::uuid[])`;
    return { files: row?.files ?? 0, objectKeys: row?.object_keys ?? [], freedBytes: Number(row?.freed_bytes ?? 0) };
  }

  /** Lets other bytes in the store stand for a tenant's content; false when they are not where they were thought to be any more. */
  async replaceObject(tenantId: string, sha256: string, { from, to }: { from: string; to: string }): Promise<boolean> {
    const { count } = await this.transaction(tenantId, (transaction) =>
      transaction.mediaBlob.updateMany({ where: { tenantId, sha256, objectKey: from }, data: { objectKey: to } }),
    );
    return count > 0;
  }

  /** Removes all files of a number, in the transaction that removes the number, with jobs that remove the bytes. */
  async removeOfNumber(tenantId: string, transaction: TenantTransaction, phoneNumberId: string): Promise<void> {
    await transaction.$executeRaw`
      SELECT enqueue_jobs((
        SELECT json_agg(json_build_object('identifier', 'media.erase', 'payload', json_build_object('objectKeys', chunk.keys)))
          FROM (SELECT array_agg(k.object_key) AS keys
                  FROM remove_media(${tenantId}::uuid, ${phoneNumberId}::uuid, '{}') r, unnest(r.object_keys) WITH ORDINALITY AS k(object_key, place)
                 GROUP BY (k.place - 1) / 1000) chunk))`;
  }

  /** Counts an attempt to fetch a file and tells how many there have been; null when it is not waited for any more. */
  async countAttempt(tenantId: string, id: string): Promise<number | null> {
    const [row] = await this.transaction(tenantId, async (transaction) => {
      const where = { tenantId, id, state: 'pending' };
      // A number that is removed takes its files along, but for what is announced at that very moment.
      await transaction.media.deleteMany({ where: { ...where, phoneNumber: { deletedAt: { not: null } } } });
      return transaction.media.updateManyAndReturn({
        where,
        data: { attempts: { increment: 1 } },
        select: { attempts: true },
      });
    });
    return row?.attempts ?? null;
  }

  /** Gives a file up that is waited for. */
  async fail(tenantId: string, id: string, error: string): Promise<void> {
    await this.transaction(tenantId, (transaction) =>
      transaction.media.updateMany({ where: { tenantId, id, state: 'pending' }, data: { state: 'failed', error } }),
    );
  }

  async findEvent(tenantId: string, eventId: string): Promise<WaitingEvent | null> {
    const [row] = await this.transaction(
      tenantId,
      (transaction) => transaction.$queryRaw<WaitingEvent[]>`
        SELECT e.ordering_key AS "orderingKey", e.meta_phone_number_id AS "metaPhoneNumberId", e.body::text AS body
          FROM webhook_events e WHERE e.tenant_id = ${tenantId}::uuid AND e.id = ${eventId}::uuid`,
    );
    return row ?? null;
  }

  /** Lets the event of a message go that was held back for its file; with a new body where nobody can have been told it yet. */
  async releaseEvent(tenantId: string, eventId: string, body: string | null): Promise<void> {
    await this.transaction(
      tenantId,
      (transaction) =>
        transaction.$executeRaw`SELECT release_event(${tenantId}::uuid, ${eventId}::uuid, ${body}::json)`,
    );
  }

  async publish(event: TenantEvent): Promise<void> {
    await this.transaction(
      event.tenantId,
      (transaction) => transaction.$executeRaw`SELECT publish_events(${encodeTenantEvents([{ event }])}::json)`,
    );
  }

  private async findOne(tenantId: string, where: string, values: readonly unknown[]): Promise<MediaRecord | null> {
    const [found] = await this.find(tenantId, where, values, 1);
    return found ?? null;
  }

  /** `where` is one of ours; `values` are its parameters from $2 on. */
  private async find(
    tenantId: string,
    where: string,
    values: readonly unknown[],
    take: number,
  ): Promise<MediaRecord[]> {
    const sql = `SELECT ${COLUMNS} FROM ${TABLES} WHERE m.tenant_id = $1::uuid AND m.expires_at > now() AND ${where} ORDER BY m.id DESC LIMIT ${take}`;
    const rows = await this.transaction(tenantId, (transaction) =>
      transaction.$queryRawUnsafe<Row[]>(sql, tenantId, ...values),
    );
    return rows.map((row) => ({ ...row, sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes) }));
  }
}

/** See the comment of `store_media` in the migration. */
function encodeFile(file: NewMedia): Record<string, unknown> {
  return {
    tenant_id: file.tenantId,
    id: file.id,
    phone_number_id: file.phoneNumberId,
    direction: file.direction,
    meta_media_id: file.metaMediaId,
    meta_expires_at: file.metaExpiresAt?.toISOString() ?? null,
    path: file.path,
    filename: file.filename,
    kind: file.kind,
    mime_type: file.mimeType,
    size_bytes: file.sizeBytes,
    sha256: file.sha256,
    object_key: file.objectKey,
    is_expected: file.isExpected,
  };
}
