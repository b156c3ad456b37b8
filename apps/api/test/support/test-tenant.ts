import { uuidv7 } from '@switchboard/contracts';
import type { TestDatabase } from './test-database';

/** A tenant made by SQL alone, for tests of what lies below the services. */
export interface TestTenant {
  id: string;
  apiKeyId: string;
  /** Ours, and Meta's. */
  phoneNumberId: string;
  metaPhoneNumberId: string;
}

/** Opens a tenant with a number, a key and an amount that was paid in. */
export async function openTestTenant(
  { database }: TestDatabase,
  { availableMicros }: { availableMicros: bigint },
): Promise<TestTenant> {
  const tenant = {
    id: uuidv7(),
    apiKeyId: uuidv7(),
    phoneNumberId: uuidv7(),
    metaPhoneNumberId: String(Math.floor(Math.random() * 1e15)),
  };
  const { pool } = database;
  await pool.query(`INSERT INTO tenants (id, name, currency) VALUES ($1, 'Test', 'USD')`, [tenant.id]);
  await pool.query(
    `INSERT INTO accounts (tenant_id, kind, currency) SELECT $1::uuid, kind, 'USD' FROM unnest(ARRAY['available', 'reserved']) AS kind
     UNION ALL SELECT platform_id(), kind, 'USD' FROM unnest(ARRAY['cash', 'platform_fees', 'meta_fees', 'adjustments']) AS kind ON CONFLICT DO NOTHING`,
    [tenant.id],
  );
  await pool.query(
    `INSERT INTO phone_numbers (tenant_id, id, phone_number_id, waba_id, display_phone_number, access_token_encrypted) VALUES ($1, $2, $3, 'waba', '+1 555 0100', 'x')`,
    [tenant.id, tenant.phoneNumberId, tenant.metaPhoneNumberId],
  );
  await pool.query(
    `INSERT INTO api_keys (tenant_id, id, name, prefix, key_hash) VALUES ($1, $2, 'test', 'pk_test', $3)`,
    [tenant.id, tenant.apiKeyId, tenant.apiKeyId],
  );
  if (availableMicros > 0n) {
    const transfer = {
      tenant_id: tenant.id,
      operation_id: uuidv7(),
      step: 'top_up',
      from_kind: 'cash',
      to_kind: 'available',
      currency: 'USD',
      amount: String(availableMicros),
    };
    await pool.query('SELECT post_transfers($1)', [JSON.stringify([transfer])]);
  }
  return tenant;
}
