import { Injectable } from '@nestjs/common';
import type { MetaTemplateComponent } from '@switchboard/contracts';
import { Database, type Prisma, type TenantTransaction } from '@switchboard/database';

/** A template as it was last synced from Meta. */
export interface TemplateRecord {
  id: string;
  wabaId: string;
  metaId: string;
  name: string;
  language: string;
  status: string;
  category: string;
  parameterFormat: string;
  components: readonly MetaTemplateComponent[];
  /** GREEN | YELLOW | RED | UNKNOWN */
  qualityScore: string;
  syncedAt: Date;
}

export interface TemplateKey {
  wabaId: string;
  name: string;
  language: string;
}

export interface TemplateFilter {
  /** Part of the name. */
  search?: string;
  wabaId?: string;
  status?: string;
  category?: string;
  language?: string;
  beforeId?: string;
  take: number;
}

/** What a sync changed. */
export interface SyncedCounts {
  added: number;
  updated: number;
  removed: number;
}

@Injectable()
export class TemplateRepository {
  constructor(private readonly database: Database) {}

  transaction<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.tenant(tenantId, work);
  }

  /** For the path of a message; outside of a transaction. */
  async find(tenantId: string, { wabaId, name, language }: TemplateKey): Promise<TemplateRecord | null> {
    const row = await this.database.platform.template.findUnique({
      where: { tenantId_wabaId_name_language: { tenantId, wabaId, name, language } },
    });
    return row && recordOf(row);
  }

  async list(
    tenantId: string,
    transaction: TenantTransaction,
    { search, beforeId, take, ...equal }: TemplateFilter,
  ): Promise<TemplateRecord[]> {
    const rows = await transaction.template.findMany({
      where: { tenantId, ...equal, name: { contains: search, mode: 'insensitive' }, id: { lt: beforeId } },
      orderBy: { id: 'desc' },
      take,
    });
    return rows.map(recordOf);
  }

  async findById(tenantId: string, transaction: TenantTransaction, id: string): Promise<TemplateRecord | null> {
    const row = await transaction.template.findUnique({ where: { tenantId_id: { tenantId, id } } });
    return row && recordOf(row);
  }

  /** All languages of a name in an account. */
  async listByName(
    tenantId: string,
    transaction: TenantTransaction,
    { wabaId, name }: Omit<TemplateKey, 'language'>,
  ): Promise<TemplateRecord[]> {
    const rows = await transaction.template.findMany({
      where: { tenantId, wabaId, name },
      orderBy: { language: 'asc' },
    });
    return rows.map(recordOf);
  }

  /** Writes a template down that Meta has just taken. What Meta has said about it since, and came here sooner, stays. */
  async insert(tenantId: string, transaction: TenantTransaction, template: TemplateRecord): Promise<TemplateRecord> {
    const { wabaId, name, language, metaId } = template;
    // Another template of this name and language is gone at Meta, else it would not have taken this one.
    await transaction.template.deleteMany({ where: { tenantId, wabaId, name, language, metaId: { not: metaId } } });
    const components = template.components as unknown as Prisma.InputJsonValue;
    const row = await transaction.template.upsert({
      where: { tenantId_wabaId_name_language: { tenantId, wabaId, name, language } },
      create: { tenantId, ...template, components },
      update: {},
    });
    return recordOf(row);
  }

  /** Removes a name of an account in all languages, or one of them. */
  async remove(
    tenantId: string,
    transaction: TenantTransaction,
    { wabaId, name, metaId }: { wabaId: string; name: string; metaId?: string },
  ): Promise<number> {
    const { count } = await transaction.template.deleteMany({ where: { tenantId, wabaId, name, metaId } });
    return count;
  }

  /**
   * Makes the stored templates of an account those that Meta named: one statement adds and changes, one removes the rest. Rows
   * that are already as Meta says are left alone, so that caches keep them.
   */
  async replaceAll(
    tenantId: string,
    transaction: TenantTransaction,
    wabaId: string,
    templates: readonly TemplateRecord[],
  ): Promise<SyncedCounts> {
    const lock = `switchboard.templates.${tenantId}.${wabaId}`;
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`;
    const written = await transaction.$queryRaw<{ isNew: boolean }[]>`
      INSERT INTO templates AS t (tenant_id, id, waba_id, meta_id, name, language, status, category, parameter_format, components, quality_score, synced_at)
      SELECT ${tenantId}::uuid, x.id, ${wabaId}, x."metaId", x.name, x.language, x.status, x.category, x."parameterFormat", x.components, x."qualityScore", x."syncedAt"
        FROM jsonb_to_recordset(${JSON.stringify(templates)}::jsonb)
          AS x(id uuid, "metaId" text, name text, language text, status text, category text, "parameterFormat" text, components jsonb, "qualityScore" text, "syncedAt" timestamptz)
      ON CONFLICT (tenant_id, waba_id, name, language) DO UPDATE
        SET meta_id = excluded.meta_id, status = excluded.status, category = excluded.category,
            parameter_format = excluded.parameter_format, components = excluded.components, quality_score = excluded.quality_score, synced_at = excluded.synced_at
        WHERE (t.meta_id, t.status, t.category, t.parameter_format, t.components, t.quality_score)
              IS DISTINCT FROM (excluded.meta_id, excluded.status, excluded.category, excluded.parameter_format, excluded.components,
                                  excluded.quality_score)
      RETURNING (xmax = 0) AS "isNew"`;
    const removed = await transaction.$executeRaw`
      DELETE FROM templates t
       WHERE t.tenant_id = ${tenantId}::uuid AND t.waba_id = ${wabaId}
         AND NOT EXISTS (SELECT FROM jsonb_to_recordset(${JSON.stringify(templates)}::jsonb) AS x(name text, language text)
                          WHERE x.name = t.name AND x.language = t.language)`;
    const added = written.filter(({ isNew }) => isNew).length;
    return { added, updated: written.length - added, removed };
  }
}

function recordOf<R extends { components: unknown }>(
  row: R,
): Omit<R, 'components'> & Pick<TemplateRecord, 'components'> {
  return { ...row, components: row.components as readonly MetaTemplateComponent[] };
}
