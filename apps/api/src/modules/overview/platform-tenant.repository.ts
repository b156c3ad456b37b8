import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import type { PlatformTenantRow } from './platform-tenant.dto';

export interface PlatformTenantFilter {
  /** Part of the name, in any case, or the whole id. */
  search?: string;
  status?: string;
  planCode?: string;
  beforeId?: string;
  take: number;
}

/** Reads all tenants of the platform, for those who run it. */
@Injectable()
export class PlatformTenantRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. The page is cut before what its tenants hold is looked up. */
  async list({ search, status, planCode, beforeId, take }: PlatformTenantFilter): Promise<PlatformTenantRow[]> {
    const { rows } = await this.database.pool.query<PlatformTenantRow>(
      `WITH page AS (
         SELECT t.id, t.name, t.status, t.currency, t.created_at, s.plan_code
           FROM tenants t LEFT JOIN subscriptions s ON s.tenant_id = t.id
          WHERE ($1::text IS NULL OR position(lower($1) IN lower(t.name)) > 0 OR t.id::text = lower($1))
            AND ($2::text IS NULL OR t.status = $2) AND ($3::text IS NULL OR s.plan_code = $3) AND ($4::uuid IS NULL OR t.id < $4)
          ORDER BY t.id DESC LIMIT $5)
       SELECT p.id, p.name, p.status, p.plan_code AS "planCode", p.currency, p.created_at AS "createdAt",
              coalesce((SELECT a.balance_micros FROM accounts a
                         WHERE a.tenant_id = p.id AND a.kind = 'available' AND a.currency = p.currency), 0) AS "availableMicros",
              coalesce((SELECT a.balance_micros FROM accounts a
                         WHERE a.tenant_id = p.id AND a.kind = 'reserved' AND a.currency = p.currency), 0) AS "reservedMicros",
              (SELECT count(*) FROM phone_numbers n WHERE n.tenant_id = p.id AND n.deleted_at IS NULL)::int AS "phoneNumbers",
              (SELECT count(*) FROM memberships m WHERE m.tenant_id = p.id)::int AS members
         FROM page p ORDER BY p.id DESC`,
      [search ?? null, status ?? null, planCode ?? null, beforeId ?? null, take],
    );
    return rows;
  }
}
