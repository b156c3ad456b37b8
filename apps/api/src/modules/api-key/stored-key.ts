import { isScope, type Scope } from '@switchboard/contracts';
import { isAddressRange } from './ip-allow-list';
import type { ApiKeyRow } from './api-key.repository';

/** A key that has been looked up and understood. */
export interface StoredKey {
  id: string;
  tenantId: string;
  name: string;
  prefix: string;
  scopes: readonly Scope[];
  allowedIps: readonly string[];
  /** Our id of the default sender. */
  phoneNumberId: string | null;
  expiresAt: Date | null;
  monthlySpendLimitMicros: bigint | null;
}

/** A row that cannot be what this program wrote. */
export class CorruptKeyError extends Error {
  constructor(id: string, reason: string) {
    super(`The stored data of API key ${id} is corrupt: ${reason}.`);
    this.name = 'CorruptKeyError';
  }
}

/**
 * Understands a row, or refuses it: a list of addresses that cannot be read must not become one that lets everyone pass.
 * @throws CorruptKeyError
 */
export function readStoredKey(row: ApiKeyRow): StoredKey {
  const { id, tenantId, name, prefix, scopes, allowedIps, phoneNumberId, expiresAt, monthlySpendLimitMicros } = row;
  if (!scopes.every(isScope)) throw new CorruptKeyError(id, 'it holds a scope that does not exist');
  if (!allowedIps.every(isAddressRange)) throw new CorruptKeyError(id, 'it holds an address that cannot be read');
  if (monthlySpendLimitMicros !== null && monthlySpendLimitMicros < 0n)
    throw new CorruptKeyError(id, 'its spend limit is negative');
  return { id, tenantId, name, prefix, scopes, allowedIps, phoneNumberId, expiresAt, monthlySpendLimitMicros };
}
