import { defineConfig } from 'prisma/config';

/** Only `prisma generate` reads this file; migrations run through libs/database, without the CLI's engine. */
export const config = defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });

export default config;
