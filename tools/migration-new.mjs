import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pendingMigration } from './schema-engine.mjs';
import { root, setUp, SetUpError } from './set-up.mjs';

// `npm run migration:new NAME`: writes the SQL that leads from the present migrations to prisma/schema.prisma, to be read and completed.

const [name] = process.argv.slice(2);

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (!name || !/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name))
  fail('Usage: npm run migration:new add_template_language (lower case, digits and _)');
try {
  await setUp();
} catch (error) {
  fail(error instanceof SetUpError ? error.message : error);
}

const sql =
  (await pendingMigration()) ?? '-- prisma/schema.prisma asks for nothing; what Prisma cannot say goes here.\n';
const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const directory = path.join(root, 'prisma', 'migrations', `${timestamp}_${name}`);
mkdirSync(directory);
writeFileSync(path.join(directory, 'migration.sql'), sql);
console.log(
  `${path.relative(root, directory)}/migration.sql:\n\n${readFileSync(path.join(directory, 'migration.sql'), 'utf8')}`,
);
console.log(
  'Read it before committing. It runs as one transaction: no BEGIN, no CREATE INDEX CONCURRENTLY. ' +
    'A new table of tenants also needs row-level security, and a big one partitions: see the migrations before it.',
);
process.exit(0);
