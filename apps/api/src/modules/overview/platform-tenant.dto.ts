import { formatMoney } from '@switchboard/contracts';
import { IsIn, IsOptional } from 'class-validator';
import { CursorQuery } from '../../http/pagination';
import { Printable } from '../audit/printable.decorator';

const STATUSES = ['active', 'suspended', 'closed'] as const;

/** Which tenants of the platform, newest first. */
export class PlatformTenantQuery extends CursorQuery {
  /** Part of the name, in any case, or the whole id. */
  @IsOptional()
  @Printable(120)
  search?: string;

  @IsOptional()
  @IsIn(STATUSES)
  status?: string;

  /** The code of the plan that they hold. */
  @IsOptional()
  @Printable(64)
  planCode?: string;
}

/** A tenant with what it holds, for those who run the platform. Amounts in the tenant's currency. */
export interface PlatformTenantView {
  id: string;
  name: string;
  /** active | suspended | closed */
  status: string;
  planCode: string | null;
  currency: string;
  /** What it can spend. */
  available: string;
  /** What is held for messages under way. */
  reserved: string;
  /** Those that were removed left out. */
  phoneNumbers: number;
  /** Open invitations left out. */
  members: number;
  createdAt: string;
}

/** A tenant as the database tells it. */
export interface PlatformTenantRow extends Omit<PlatformTenantView, 'available' | 'reserved' | 'createdAt'> {
  availableMicros: string;
  reservedMicros: string;
  createdAt: Date;
}

export function presentPlatformTenant(row: PlatformTenantRow): PlatformTenantView {
  const { availableMicros, reservedMicros, createdAt, ...tenant } = row;
  return {
    ...tenant,
    available: formatMoney(BigInt(availableMicros)),
    reserved: formatMoney(BigInt(reservedMicros)),
    createdAt: createdAt.toISOString(),
  };
}
