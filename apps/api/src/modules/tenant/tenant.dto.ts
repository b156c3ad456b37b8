import { IsBoolean, IsIn, IsOptional, Matches } from 'class-validator';
import { CursorQuery } from '../../http/pagination';
import { IfGiven } from '../audit/if-given.decorator';
import { Printable } from '../audit/printable.decorator';
import type { TenantRecord } from './tenant.repository';

/** A tenant to be opened. */
export class CreateTenantRequest {
  /** 1–120 characters. */
  @Printable(120)
  name!: string;

  /** The code of a plan. */
  @Printable(64)
  planCode!: string;

  /** ISO 4217 code of the wallet; USD when absent. It never changes. */
  @IsOptional()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code such as USD' })
  currency?: string | null;
}

/** What may be changed about a tenant. */
export class ChangeTenantRequest {
  @IfGiven()
  @Printable(120)
  name?: string;

  /** Whether links in messages are fetched by the gateway, kept in the vault and sent by id; else Meta fetches them. */
  @IfGiven()
  @IsBoolean()
  storeLinks?: boolean;
}

const TENANT_STATUSES = ['active', 'suspended', 'closed'] as const;

/** Which tenants to list. */
export class TenantQuery extends CursorQuery {
  /** Part of the name, in any case, or the whole id. */
  @IsOptional()
  @Printable(120)
  search?: string;

  @IsOptional()
  @IsIn(TENANT_STATUSES)
  status?: string;

  /** The code of the plan that they hold. */
  @IsOptional()
  @Printable(64)
  planCode?: string;
}

/** A tenant as the console shows it. */
export interface TenantView {
  id: string;
  name: string;
  /** active | suspended | closed */
  status: string;
  planCode: string | null;
  currency: string;
  /** There when links in messages are fetched and kept by the gateway; left out when Meta fetches them. */
  storeLinks?: true;
  createdAt: string;
}

export function presentTenant({ createdAt, ...tenant }: TenantRecord): TenantView {
  const { id, name, status, planCode, currency, storeLinks } = tenant;
  return {
    id,
    name,
    status,
    planCode,
    currency,
    ...(storeLinks && { storeLinks }),
    createdAt: createdAt.toISOString(),
  };
}
