import process from 'node:process';
import { pendingMigration } from './schema-engine.mjs';

// Whether prisma/migrations leads to prisma/schema.prisma: applies every migration to a fresh database and compares.
const sql = await pendingMigration();
if (sql === undefined) {
  console.log('The migrations lead to prisma/schema.prisma.');
  process.exit(0);
}
console.error(
  `prisma/schema.prisma says more than the migrations do. Run \`npm run migration:new NAME\`; missing is:\n\n${sql}`,
);
process.exit(1);
