import { Injectable } from '@nestjs/common';
import { Database, Prisma, type TenantTransaction } from '@switchboard/database';
import { LOG_COLUMNS, type LogFilter, type LogMessage } from '../message-log.repository';

/** What the newest messages are searched for, and how far. */
export interface SearchBounds {
  /** At most so many are found. */
  take: number;
  /** At most so many are looked at. */
  examine: number;
}

/** A user of a number. */
export interface KnownUser {
  /** Digits, or a business-scoped user id. */
  user: string;
  profileName: string | null;
}

/** What a message's log names a file by that came in base64, before its digest (see SendService). */
const DIGEST = 'sha256:';

/** A file on record, by Meta's id. */
export interface FileOnRecord {
  /** Ours. */
  id: string;
  mediaId: string;
  mimeType: string;
  filename: string | null;
  state: 'stored' | 'pending' | 'failed';
}

/** The columns that a search looks at. */
const SEARCHED = Prisma.raw(
  `id, direction, status, type, meta_phone_number_id, "to", "from", sandbox, category, error ->> 'code' AS error_code`,
);
/** Who is on the other side of a message. */
const USER = Prisma.raw(`CASE direction WHEN 'inbound' THEN "from" ELSE "to" END`);

/**
 * Searches the newest messages of a tenant. Only the time has an index (the id begins with it), and an index for every filter would
 * have to be kept by every message that is sent; so a bounded number of messages is walked in the order of that index.
 */
@Injectable()
export class MessageSearchRepository {
  constructor(private readonly database: Database) {}

  /**
   * Newest first. `examinedTo` is the id of the last message looked at, where the search ended because it had looked at enough; null
   * where enough was found, or nothing was left.
   */
  find(
    tenantId: string,
    filter: LogFilter,
    { take, examine }: SearchBounds,
  ): Promise<{ rows: LogMessage[]; examinedTo: string | null }> {
    return this.database.tenant(tenantId, async (transaction) => {
      await walkIndexes(transaction);
      const newest = newestOf(tenantId, filter);
      const found = await transaction.$queryRaw<{ id: string }[]>`
        SELECT id FROM (SELECT ${SEARCHED} ${newest} LIMIT ${examine}) AS examined
         WHERE ${conditionsOf(filter)} ORDER BY id DESC LIMIT ${take}`;
      const rows = await readRows(transaction, tenantId, found);
      if (found.length === take) return { rows, examinedTo: null };
      const [last] = await transaction.$queryRaw<{ id: string }[]>`
        SELECT id ${newest} OFFSET ${examine - 1} LIMIT 1`;
      return { rows, examinedTo: last?.id ?? null };
    });
  }

  /**
   * The newest messages between a number (by Meta's id) and a user with what was posted, in the order in which they came here: the
   * ids of users' messages have Meta's time, which knows no milliseconds.
   */
  between(
    tenantId: string,
    { metaPhoneNumberId, user }: { metaPhoneNumberId: string; user: string },
    { take, examine }: SearchBounds,
  ): Promise<LogMessage[]> {
    return this.database.tenant(tenantId, async (transaction) => {
      await walkIndexes(transaction);
      const found = await transaction.$queryRaw<{ id: string }[]>`
        SELECT id FROM (SELECT ${SEARCHED} ${newestOf(tenantId, {})} LIMIT ${examine}) AS examined
         WHERE meta_phone_number_id = ${metaPhoneNumberId} AND ${USER} = ${user} ORDER BY id DESC LIMIT ${take}`;
      const rows = await readRows(transaction, tenantId, found, { ...LOG_COLUMNS, payload: true });
      return rows.sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
    });
  }

  /** The users that a number (by Meta's id) had to do with last, each with the newest message; that first. */
  async lastByUser(
    tenantId: string,
    metaPhoneNumberId: string,
    { take, examine }: SearchBounds,
  ): Promise<{ last: KnownUser; row: LogMessage }[]> {
    return this.database.tenant(tenantId, async (transaction) => {
      await walkIndexes(transaction);
      const found = await transaction.$queryRaw<(KnownUser & { id: string })[]>`
        SELECT latest.id, latest.user_key AS "user",
               (SELECT max(c.profile_name) FROM contacts c JOIN phone_numbers n ON n.tenant_id = c.tenant_id AND n.id = c.phone_number_id
                 WHERE c.tenant_id = ${tenantId}::uuid AND n.phone_number_id = ${metaPhoneNumberId} AND n.deleted_at IS NULL
                   AND c.user_key = latest.user_key) AS "profileName"
          FROM (SELECT DISTINCT ON (user_key) user_key, id, created_at
                  FROM (SELECT ${USER} AS user_key, meta_phone_number_id, id, created_at ${newestOf(tenantId, {})}
                         LIMIT ${examine}) AS examined
                 WHERE meta_phone_number_id = ${metaPhoneNumberId} AND user_key IS NOT NULL
                 ORDER BY user_key, created_at DESC) AS latest
         ORDER BY latest.created_at DESC LIMIT ${take}`;
      const rows = new Map((await readRows(transaction, tenantId, found)).map((row) => [row.id, row]));
      return found.flatMap((last) => {
        const row = rows.get(last.id);
        return row ? [{ last, row }] : [];
      });
    });
  }

  /**
   * The files on record that messages name by these ids: Meta's, or `sha256:` and the digest for those that came inside their message.
   * By the id; of several with one id the newest.
   */
  async filesNamed(tenantId: string, names: readonly string[]): Promise<Map<string, FileOnRecord>> {
    if (names.length === 0) return new Map();
    const digests = names.filter((name) => name.startsWith(DIGEST)).map((name) => name.slice(DIGEST.length));
    const rows = await this.database.tenant(tenantId, (transaction) =>
      transaction.media.findMany({
        where: { tenantId, OR: [{ metaMediaId: { in: [...names] } }, { sha256: { in: digests } }] },
        select: { id: true, metaMediaId: true, sha256: true, mimeType: true, filename: true, state: true },
        orderBy: { id: 'asc' },
      }),
    );
    return new Map(
      rows.flatMap(({ metaMediaId, sha256, state, ...row }) => {
        const file = { ...row, mediaId: metaMediaId ?? '', state: state as FileOnRecord['state'] };
        return [
          [`${DIGEST}${sha256}`, file],
          [file.mediaId, file],
        ] as const;
      }),
    );
  }
}

/**
 * For the rest of the transaction rows are read in the order of an index and never collected and sorted. The planner would do that
 * for a month's partition whose statistics still say that it is small, and then read all of it for one page.
 */
export async function walkIndexes(transaction: TenantTransaction): Promise<void> {
  await transaction.$queryRaw`SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_seqscan', 'off', true)`;
}

/** From where, within the filter's times. */
function newestOf(tenantId: string, { fromId, beforeId }: LogFilter): Prisma.Sql {
  return Prisma.sql`FROM messages WHERE tenant_id = ${tenantId}::uuid
    ${fromId === undefined ? Prisma.empty : Prisma.sql`AND id >= ${fromId}::uuid`}
    ${beforeId === undefined ? Prisma.empty : Prisma.sql`AND id < ${beforeId}::uuid`} ORDER BY id DESC`;
}

function conditionsOf(filter: LogFilter): Prisma.Sql {
  const { direction, status, type, metaPhoneNumberId, to, sandbox, category, errorCode } = filter;
  const wished = [
    direction === undefined ? null : Prisma.sql`direction = ${direction}`,
    status === undefined ? null : Prisma.sql`status = ${status}`,
    type === undefined ? null : Prisma.sql`type = ${type}`,
    metaPhoneNumberId === undefined ? null : Prisma.sql`meta_phone_number_id = ${metaPhoneNumberId}`,
    to === undefined ? null : Prisma.sql`"to" = ${to}`,
    sandbox === undefined ? null : Prisma.sql`sandbox = ${sandbox}`,
    category === undefined ? null : Prisma.sql`category = ${category}`,
    errorCode === undefined ? null : Prisma.sql`error_code = ${errorCode}`,
  ].filter((condition) => condition !== null);
  return wished.length === 0 ? Prisma.sql`true` : Prisma.join(wished, ' AND ');
}

function readRows(
  transaction: TenantTransaction,
  tenantId: string,
  found: readonly { id: string }[],
  select: typeof LOG_COLUMNS & { payload?: true } = LOG_COLUMNS,
): Promise<LogMessage[]> {
  const ids = found.map(({ id }) => id);
  return transaction.message.findMany({ where: { tenantId, id: { in: ids } }, select, orderBy: { id: 'desc' } });
}
