export { Database, type DatabaseOptions, type TenantTransaction } from './database';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres';
export { migrateDatabase } from './migrate';
export { createPool } from './pool';
export { Prisma, type PrismaClient } from './generated/prisma/client';
