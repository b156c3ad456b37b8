import { uuidv7 } from '@switchboard/contracts';
import { Database } from '@switchboard/database';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from './support/test-database';
import { openTestTenant, type TestTenant } from './support/test-tenant';

/**
 * Every table with a tenant, and how to put one more row of a tenant into it; what `openTestTenant` fills needs nothing more.
 * A new table belongs here: the first test tells.
 */
const TABLES: Readonly<Record<string, ((tenant: TestTenant) => [sql: string, values: unknown[]]) | null>> = {
  accounts: null,
  api_keys: null,
  phone_numbers: null,
  transfers: null,
  api_key_spend: ({ id, apiKeyId }) => [`INSERT INTO api_key_spend VALUES ($1, $2, '2026-11-01', 5)`, [id, apiKeyId]],
  audit_log: ({ id }) => [
    `INSERT INTO audit_log (tenant_id, id, actor_kind, action, target_type) VALUES ($1, $2, 'system', 'test', 'test')`,
    [id, uuidv7()],
  ],
  idempotency_records: ({ id }) => [
    `INSERT INTO idempotency_records (tenant_id, scope, key, fingerprint, resource_id, expires_at) VALUES ($1, 'message', 'k', 'f', $2, now())`,
    [id, uuidv7()],
  ],
  invitations: ({ id }) => [
    `INSERT INTO invitations (tenant_id, id, email, role, token_hash, invited_by, expires_at)
     VALUES ($1, $2, 'guest@example.test', 'viewer', $3, $2, now())`,
    [id, uuidv7(), id],
  ],
  memberships: ({ id }) => [
    `WITH person AS (INSERT INTO users (id, email, name) VALUES ($2, $3, 'Person') RETURNING id)
     INSERT INTO memberships (tenant_id, user_id, role) SELECT $1, id, 'owner' FROM person`,
    [id, uuidv7(), `${id}@example.test`],
  ],
  messages: ({ id, phoneNumberId, metaPhoneNumberId }) => [
    `INSERT INTO messages (tenant_id, id, direction, status, type, phone_number_id, meta_phone_number_id, payload, currency)
     VALUES ($1, $2, 'outbound', 'accepted', 'text', $3, $4, '{}', 'USD')`,
    [id, rowOf(id), phoneNumberId, metaPhoneNumberId],
  ],
  message_events: ({ id }) => [
    `INSERT INTO message_events (tenant_id, message_id, event, at) VALUES ($1, $2, 'sent', now())`,
    [id, rowOf(id)],
  ],
  opt_outs: ({ id }) => [
    `INSERT INTO opt_outs (tenant_id, recipient, source) VALUES ($1, '905321234567', 'test')`,
    [id],
  ],
  subscription_periods: ({ id }) => [
    `INSERT INTO subscription_periods (tenant_id, operation_id, period_start, period_end, plan_code, segments, fee_micros)
     VALUES ($1, $2, '2026-10-01', '2026-11-01', 'TEST', '[]', 5)`,
    [id, uuidv7()],
  ],
  refunds: ({ id }) => [`INSERT INTO refunds VALUES ($1, $2, $3, 5)`, [id, uuidv7(), rowOf(id)]],
  volume_counters: ({ id }) => [`INSERT INTO volume_counters VALUES ($1, '2026-11-01', 'TR:marketing', 5)`, [id]],
  volume_places: ({ id }) => [`INSERT INTO volume_places VALUES ($1, $2, 'TR:marketing', 5)`, [id, rowOf(id)]],
  usage_hours: ({ id }) => [
    `INSERT INTO usage_hours VALUES ($1, '2026-11-01', '1', 'marketing', 'sent', 'TR', $2, 1, 0, 0, 0)`,
    [id, uuidv7()],
  ],
  usage_marks: ({ id }) => [`INSERT INTO usage_marks VALUES ($1, '2026-11-01')`, [id]],
  usage_summaries: ({ id }) => [`INSERT INTO usage_summaries VALUES ($1, 'day', '', '2026-11-01', '[]')`, [id]],
  invoices: ({ id }) => [
    `INSERT INTO invoices (tenant_id, id, sequence, month, currency, opening_micros, closing_micros, total_micros, billed_to)
     VALUES ($1, $2, (SELECT count(*) + 1 FROM invoices), '2026-10-01', 'USD', 0, 0, 0, 'Test')`,
    [id, rowOf(id)],
  ],
  invoice_lines: ({ id }) => [
    `INSERT INTO invoice_lines (tenant_id, invoice_id, position, kind, quantity, amount_micros) VALUES ($1, $2, 1, 'refund', 1, 5)`,
    [id, rowOf(id)],
  ],
  subscriptions: ({ id }) => [`INSERT INTO subscriptions (tenant_id, plan_code) VALUES ($1, 'TEST')`, [id]],
  templates: ({ id }) => [
    `INSERT INTO templates (tenant_id, id, waba_id, meta_id, name, language, status, category, components)
     VALUES ($1, $2, 'waba', '1', 'hello', 'en', 'APPROVED', 'UTILITY', '[]')`,
    [id, uuidv7()],
  ],
  template_syncs: ({ id }) => [
    `INSERT INTO template_syncs (tenant_id, waba_id, tried_at) VALUES ($1, 'waba', now())`,
    [id],
  ],
  contacts: ({ id, phoneNumberId }) => [
    `INSERT INTO contacts (tenant_id, phone_number_id, user_key, last_inbound_at) VALUES ($1, $2, '905321234567', now())`,
    [id, phoneNumberId],
  ],
  marketing_preferences: ({ id }) => [
    `INSERT INTO marketing_preferences (tenant_id, recipient, value, changed_at) VALUES ($1, '905321234567', 'stop', now())`,
    [id],
  ],
  webhook_endpoints: ({ id }) => [
    `INSERT INTO webhook_endpoints (tenant_id, id, url, events, secret_encrypted) VALUES ($1, $2, 'https://example.test', '{messages}', 'x')`,
    [id, rowOf(id)],
  ],
  webhook_events: ({ id }) => [
    `INSERT INTO webhook_events (tenant_id, id, type, ordering_key, body) VALUES ($1, $2, 'messages', 'k', '{}')`,
    [id, rowOf(id)],
  ],
  webhook_deliveries: ({ id }) => [
    `INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, event_type, ordering_key) VALUES ($1, $2, $2, $2, 'messages', 'k')`,
    [id, rowOf(id)],
  ],
  webhook_attempts: ({ id }) => [
    `INSERT INTO webhook_attempts (tenant_id, delivery_id, number, at, duration_ms) VALUES ($1, $2, 1, now(), 5)`,
    [id, rowOf(id)],
  ],
  media: ({ id, phoneNumberId }) => [
    `INSERT INTO media (tenant_id, id, phone_number_id, direction, state, path, kind, mime_type, expires_at)
     VALUES ($1, $2, $3, 'inbound', 'pending', 'media/x', 'image', 'image/png', now() + interval '1 day')`,
    [id, rowOf(id), phoneNumberId],
  ],
  media_blobs: ({ id }) => [
    `INSERT INTO media_blobs (tenant_id, sha256, object_key, size_bytes) VALUES ($1, $2, $3, 5)`,
    [id, 'a'.repeat(64), rowOf(id)],
  ],
  media_usage: ({ id }) => [`INSERT INTO media_usage VALUES ($1, 5)`, [id]],
  webhook_lanes: ({ id }) => [
    `INSERT INTO webhook_lanes (tenant_id, endpoint_id, ordering_key) VALUES ($1, $2, 'k')`,
    [id, rowOf(id)],
  ],
};

/** The column that names the tenant; a tenant's own row is its own. */
const OWNED: readonly [table: string, column: string][] = [
  ['tenants', 'id'],
  ...Object.keys(TABLES).map((table): [string, string] => [table, 'tenant_id']),
];

/** Rows that are never changed; a trigger says so before the policy can. */
const IMMUTABLE = ['transfers', 'audit_log', 'subscription_periods', 'refunds', 'invoices', 'invoice_lines'];

/** One id for a tenant's rows that refer to each other. */
const ids = new Map<string, string>();
function rowOf(tenantId: string): string {
  const id = ids.get(tenantId) ?? uuidv7();
  ids.set(tenantId, id);
  return id;
}

let test: TestDatabase;
/** The owner of the schema, a superuser: it sees everything. */
let owner: Client;
let mine: TestTenant;
let theirs: TestTenant;

beforeAll(async () => {
  test = await createTestDatabase();
  owner = new Client({ connectionString: test.url });
  await owner.connect();
  await owner.query(
    `INSERT INTO plans (code, name, monthly_fee_micros, platform_fee_micros, markup_bps, messages_per_second, messages_per_minute,
       media_per_minute, stored_bytes, media_retention_days) VALUES ('TEST', 'Test', 0, 0, 0, 1, 1, 1, 1, 1)`,
  );
  mine = await openTestTenant(test, { availableMicros: 1_000n });
  theirs = await openTestTenant(test, { availableMicros: 1_000n });
  for (const tenant of [mine, theirs]) {
    for (const row of ['messages', ...Object.keys(TABLES).filter((table) => table !== 'messages')]) {
      const [sql, values] = TABLES[row]?.(tenant) ?? ['SELECT 1', []];
      await owner.query(sql, values);
    }
  }
});
afterAll(async () => {
  await owner.end();
  await test.drop();
});

/** Runs a statement as the tenant `mine`, the way repositories do. Gives its rows, or how many it changed. */
const asMe = {
  rows: (sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
    test.database.tenant(mine.id, (transaction) => transaction.$queryRawUnsafe(sql, ...values)),
  change: (sql: string, ...values: unknown[]): Promise<number> =>
    test.database.tenant(mine.id, (transaction) => transaction.$executeRawUnsafe(sql, ...values)),
};

/** All rows of a tenant in a table, as the owner sees them. */
async function truth(table: string, column: string, tenantId: string): Promise<string[]> {
  const { rows } = await owner.query<{ row: string }>(
    `SELECT t::text AS row FROM ${table} t WHERE ${column} = $1 ORDER BY 1`,
    [tenantId],
  );
  return rows.map(({ row }) => row);
}

/** Runs statements as the application's role, in a scope or in none. */
async function asApplication<T>(scope: string | null, work: (client: Client) => Promise<T>): Promise<T> {
  const options = `-c role=switchboard_app${scope === null ? '' : ` -c app.tenant_id=${scope}`}`;
  const client = new Client({ connectionString: test.url, options });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('The list of tables', () => {
  it('holds every table that has a tenant', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(TABLES).sort());
  });

  it('is locked for everyone, the owner of the tables included', async () => {
    const { rows } = await owner.query<{ relname: string; relrowsecurity: boolean; relforcerowsecurity: boolean }>(
      `SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1)`,
      [OWNED.map(([table]) => table)],
    );
    expect(rows).toHaveLength(OWNED.length);
    expect(rows.filter(({ relrowsecurity, relforcerowsecurity }) => !relrowsecurity || !relforcerowsecurity)).toEqual(
      [],
    );
  });
});

describe.each(OWNED)('As one tenant, %s', (table, column) => {
  it('shows the tenant’s own rows and no others, whatever is asked', async () => {
    const own = await truth(table, column, mine.id);
    expect(own).not.toEqual([]);
    expect(await truth(table, column, theirs.id)).not.toEqual([]);
    const seen = await asMe.rows(`SELECT t::text AS row FROM ${table} t ORDER BY 1`);
    expect(seen.map(({ row }) => row)).toEqual(own);
    expect(await asMe.rows(`SELECT 1 FROM ${table} WHERE ${column} = $1::uuid`, theirs.id)).toEqual([]);
    expect(await asMe.rows(`SELECT count(*)::int AS n FROM ${table}`)).toEqual([{ n: own.length }]);
  });

  it('changes and removes nothing of another tenant', async () => {
    const before = await truth(table, column, theirs.id);
    expect(await asMe.change(`UPDATE ${table} SET ${column} = ${column} WHERE ${column} = $1::uuid`, theirs.id)).toBe(
      0,
    );
    expect(await asMe.change(`DELETE FROM ${table} WHERE ${column} = $1::uuid`, theirs.id)).toBe(0);
    expect(await truth(table, column, theirs.id)).toEqual(before);
  });

  it('takes no row for another tenant', async () => {
    const before = await truth(table, column, theirs.id);
    const copy = `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object('${column}', $1::text))).* FROM ${table} t LIMIT 1`;
    await expect(asMe.change(copy, theirs.id)).rejects.toThrow('row-level security policy');
    await expect(asMe.change(copy, uuidv7())).rejects.toThrow('row-level security policy');
    expect(await truth(table, column, theirs.id)).toEqual(before);
  });

  it('hands no row of its own to another tenant', async () => {
    const before = await truth(table, column, mine.id);
    await expect(asMe.change(`UPDATE ${table} SET ${column} = $1::uuid`, theirs.id)).rejects.toThrow(
      IMMUTABLE.includes(table) ? 'never changed or deleted' : 'row-level security policy',
    );
    expect(await truth(table, column, mine.id)).toEqual(before);
  });
});

describe('The scope of a transaction', () => {
  it('that is not set shows nothing of any tenant', async () => {
    await asApplication(null, async (client) => {
      for (const [table] of OWNED) expect((await client.query(`SELECT 1 FROM ${table}`)).rows).toEqual([]);
    });
  });

  it.each(['', ' ', 'PLATFORM', '%', '00000000-0000-0000-0000-000000000000'])(
    'that names no tenant shows nothing: %p',
    async (scope) => {
      await asApplication(null, async (client) => {
        await client.query(`SELECT set_config('app.tenant_id', $1, false)`, [scope]);
        for (const [table] of OWNED) expect((await client.query(`SELECT 1 FROM ${table}`)).rows).toEqual([]);
      });
    },
  );

  it('of the platform shows all tenants, for the work that serves all of them', async () => {
    for (const [table, column] of OWNED) {
      const { rows } = await test.database.pool.query(
        `SELECT DISTINCT ${column} AS id FROM ${table} WHERE ${column} = ANY ($1)`,
        [[mine.id, theirs.id]],
      );
      expect(rows).toHaveLength(2);
    }
    expect(await test.database.platform.message.count()).toBe(2);
  });

  it('ends with the transaction, also when that failed', async () => {
    const single = new Database({ url: test.url, maxConnections: 1 });
    try {
      const keys = (tenant: TestTenant): Promise<{ tenantId: string }[]> =>
        single.tenant(tenant.id, (transaction) => transaction.apiKey.findMany({ select: { tenantId: true } }));
      expect(await keys(mine)).toEqual([{ tenantId: mine.id }]);
      expect(await keys(theirs)).toEqual([{ tenantId: theirs.id }]);
      await expect(single.tenant(mine.id, () => Promise.reject(new Error('undone')))).rejects.toThrow('undone');
      expect(await keys(theirs)).toEqual([{ tenantId: theirs.id }]);
    } finally {
      await single.close();
    }
  });

  it('may be written in any case', async () => {
    const found = await test.database.tenant(mine.id.toUpperCase(), (transaction) => transaction.apiKey.findMany());
    expect(found.map(({ tenantId }) => tenantId)).toEqual([mine.id]);
  });

  it.each(['platform', '', "' OR true --", 'undefined'])(
    'is never taken from what is no tenant’s id: %p',
    async (tenantId) => {
      await expect(test.database.tenant(tenantId, (transaction) => transaction.apiKey.findMany())).rejects.toThrow(
        'invalid input syntax for type uuid',
      );
    },
  );
});

describe('The ledger', () => {
  it.each([
    ['transfers', 'UPDATE transfers SET amount_micros = amount_micros + 1'],
    ['transfers', 'UPDATE transfers SET reference = reference'],
    ['transfers', 'DELETE FROM transfers'],
    ['subscription_periods', 'UPDATE subscription_periods SET fee_micros = fee_micros + 1'],
    ['subscription_periods', 'UPDATE subscription_periods SET paid_at = now(), fee_micros = 0'],
    ['subscription_periods', 'DELETE FROM subscription_periods'],
    ['refunds', 'UPDATE refunds SET amount_micros = 1'],
    ['refunds', 'DELETE FROM refunds'],
    ['invoices', 'UPDATE invoices SET total_micros = 1'],
    ['invoice_lines', 'DELETE FROM invoice_lines'],
    ['audit_log', `UPDATE audit_log SET action = 'forged'`],
    ['audit_log', 'DELETE FROM audit_log'],
  ])('refuses every change of %s, even by the owner: %s', async (table, statement) => {
    const before = await truth(table, 'tenant_id', mine.id);
    await expect(owner.query(statement)).rejects.toThrow(`rows are never changed or deleted`);
    await expect(asMe.change(statement)).rejects.toThrow('rows are never changed or deleted');
    await expect(test.database.pool.query(statement)).rejects.toThrow('rows are never changed or deleted');
    expect(await truth(table, 'tenant_id', mine.id)).toEqual(before);
  });

  it('refuses changes through its partitions, those of coming months included', async () => {
    await owner.query('SELECT ensure_partitions(5)');
    const { rows } = await owner.query<{ partition: string }>(
      `SELECT inhrelid::regclass::text AS partition FROM pg_inherits WHERE inhparent = 'transfers'::regclass`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(8);
    for (const { partition } of rows) {
      const { rows: triggers } = await owner.query(
        `SELECT 1 FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname = 'transfers_immutable' AND tgenabled = 'O'`,
        [partition],
      );
      expect({ partition, triggers: triggers.length }).toEqual({ partition, triggers: 1 });
    }
  });

  it.each([
    'TRUNCATE transfers',
    'TRUNCATE audit_log',
    'DROP TABLE transfers',
    'ALTER TABLE transfers DISABLE TRIGGER ALL',
  ])('cannot be got round by the application’s role: %s', async (statement) => {
    await expect(test.database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('The application’s role', () => {
  const PRIVILEGES = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'];

  it('has no right to any partition, where no policy stands', async () => {
    await owner.query('SELECT ensure_partitions(6)');
    const { rows } = await owner.query<{ partition: string; rights: boolean[] }>(
      `SELECT c.oid::regclass::text AS partition,
              ARRAY(SELECT has_table_privilege('switchboard_app', c.oid, p) FROM unnest($1::text[]) AS p) AS rights
         FROM pg_class c WHERE c.relispartition AND c.relkind IN ('r', 'p')`,
      [PRIVILEGES],
    );
    expect(rows.length).toBeGreaterThanOrEqual(4 * 9);
    expect(rows.filter(({ rights }) => rights.some(Boolean))).toEqual([]);
  });

  it.each(['messages_default', 'transfers_default', 'message_events_default', 'inbound_events_default'])(
    'cannot read %s, as the platform neither',
    async (partition) => {
      await expect(asMe.rows(`SELECT 1 FROM ${partition}`)).rejects.toThrow(`permission denied for table ${partition}`);
      await expect(test.database.pool.query(`SELECT 1 FROM ${partition}`)).rejects.toMatchObject({ code: '42501' });
    },
  );

  it.each(['_prisma_migrations', 'graphile_worker._private_jobs', 'pg_authid'])('cannot read %s', async (table) => {
    await expect(test.database.pool.query(`SELECT 1 FROM ${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('owns nothing, and is subject to the policies', async () => {
    const { rows } = await owner.query(
      `SELECT (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned, rolsuper, rolbypassrls, rolcanlogin
         FROM pg_roles r WHERE rolname = 'switchboard_app'`,
    );
    expect(rows).toEqual([{ owned: 0, rolsuper: false, rolbypassrls: false, rolcanlogin: false }]);
  });
});
