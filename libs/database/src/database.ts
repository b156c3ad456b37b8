import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool, PoolConfig } from 'pg';
import { type Prisma, PrismaClient } from './generated/prisma/client';
import { createPool } from './pool';

/** The role every connection of the application runs as; see the row-level security migration. */
const APP_ROLE = 'switchboard_app';

/** Every wait ends: for a connection, and for an answer. */
const WAITS = { connectionTimeoutMillis: 5_000, statement_timeout: 30_000, application_name: 'switchboard' };
/** How long an interactive transaction may wait for a connection, and last. */
const TRANSACTION_WAITS = { maxWait: 10_000, timeout: 20_000 };

/** Queries of one tenant: inside it PostgreSQL shows no other tenant's rows, whatever the query says. */
export type TenantTransaction = Prisma.TransactionClient;

export interface DatabaseOptions {
  /** A PostgreSQL URL whose user owns the schema. */
  url: string;
  /** Upper bound of connections of each of the three pools. */
  maxConnections?: number;
}

/**
 * The application's connections, all under a role that owns nothing and is subject to row-level security:
 * `tenant()` for one tenant's rows, `platform` and `pool` for what serves all tenants at once (the key check, the group-committing
 * message writers, the operator's views).
 */
export class Database {
  /** Prisma over every tenant's rows. */
  readonly platform: PrismaClient;
  /** node-postgres over every tenant's rows, for the statements on a message's path. */
  readonly pool: Pool;
  private readonly scoped: PrismaClient;

  constructor(options: DatabaseOptions) {
    const max = options.maxConnections ?? 10;
    const connectionString = options.url;
    const platformScope = `-c role=${APP_ROLE} -c app.tenant_id=platform`;
    this.pool = createPool({ connectionString, max, options: platformScope, ...WAITS });
    this.platform = prismaClient({ connectionString, max, options: platformScope });
    this.scoped = prismaClient({ connectionString, max, options: `-c role=${APP_ROLE}` });
  }

  /** Runs `work` in one transaction that can see and write the rows of `tenantId`, a UUID in any case, alone. */
  tenant<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.scoped.$transaction(async (transaction) => {
      // The cast lets nothing pass for a tenant that is none, least of all the scope of the platform.
      await transaction.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}::uuid::text, true)`;
      return work(transaction);
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.platform.$disconnect(), this.scoped.$disconnect(), this.pool.end()]);
  }
}

function prismaClient(pool: PoolConfig): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ ...pool, ...WAITS }), transactionOptions: TRANSACTION_WAITS });
}
