import { Injectable } from '@nestjs/common';
import { Database, Prisma } from '@switchboard/database';
import type { LogMessage } from '../message-log.repository';
import { walkIndexes } from './message-search.repository';
import type { MessageChange } from './tail-position';

/** A message as it is now, and the transaction that made it so. */
export type ChangedMessage = LogMessage & MessageChange;

/** What changed between two snapshots. */
export interface TailChanges {
  /** Shows all of `changed`, and nothing that is committed later. */
  snapshot: string;
  /** In the order of their ids. */
  changed: ChangedMessage[];
  /** There may be changes of older messages, which were not looked at. */
  isGap: boolean;
}

/** A change is told of as long as no more messages than that are younger. */
export const WATCHED_MESSAGES = 1_000;

type Row = { [K in keyof LogMessage]: LogMessage[K] | null } & { snapshot: string; transaction: bigint; place: bigint };

const COLUMNS =
  Prisma.raw(`m.id, m.wamid, m.direction, m.status, m.type, m."to", m."from", m.phone_number_id AS "phoneNumberId",
  m.meta_phone_number_id AS "metaPhoneNumberId", m.sandbox, m.category, m.error, m.currency, m.held_micros AS "heldMicros",
  m.platform_fee_micros AS "platformFeeMicros", m.meta_fee_micros AS "metaFeeMicros", m.markup_micros AS "markupMicros",
  m.created_at AS "createdAt", m.updated_at AS "updatedAt"`);
/** A row's xmin has the lower 32 bits of its transaction's number; a shown row's transaction is below the snapshot's xmax. */
const TRANSACTION = Prisma.raw(
  `(now.xmax >> 32 << 32) + r.low - CASE WHEN r.low >= now.xmax & 4294967295 THEN 4294967296 ELSE 0 END`,
);

/**
 * What has changed in a tenant's log, told by the rows themselves: PostgreSQL notes in each the transaction that wrote it. So nothing
 * has to be written, indexed or announced for the tail when a message is sent. Holds while messages are written outside of
 * subtransactions, whose numbers snapshots do not list.
 */
@Injectable()
export class LiveTailRepository {
  constructor(private readonly database: Database) {}

  /** The newest messages whose present state `seen`, a snapshot, does not show; none of them where `seen` is null. */
  changesSince(tenantId: string, seen: string | null): Promise<TailChanges> {
    return this.database.tenant(tenantId, async (transaction) => {
      if (seen === null) {
        const [now] = await transaction.$queryRaw<
          { snapshot: string }[]
        >`SELECT pg_current_snapshot()::text AS snapshot`;
        return { snapshot: now?.snapshot ?? '', changed: [], isGap: false };
      }
      await walkIndexes(transaction);
      const rows = await transaction.$queryRaw<Row[]>`
        SELECT now.snapshot, changed.*
          FROM (SELECT pg_current_snapshot()::text AS snapshot,
                       pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax) AS now
          LEFT JOIN LATERAL (
            SELECT r.*, ${TRANSACTION} AS transaction
              FROM (SELECT ${COLUMNS}, m.xmin::text::bigint AS low, row_number() OVER (ORDER BY m.id DESC) AS place
                      FROM messages m WHERE m.tenant_id = ${tenantId}::uuid ORDER BY m.id DESC LIMIT ${WATCHED_MESSAGES}) AS r
             WHERE NOT pg_visible_in_snapshot((${TRANSACTION})::text::xid8, ${seen}::pg_snapshot)) AS changed ON true`;
      const changed = rows.filter((row): row is Row & ChangedMessage => row.id !== null);
      return {
        snapshot: rows[0]?.snapshot ?? '',
        changed: changed.sort((one, other) => (one.id < other.id ? -1 : 1)),
        isGap: changed.some(({ place }) => Number(place) === WATCHED_MESSAGES),
      };
    });
  }
}
