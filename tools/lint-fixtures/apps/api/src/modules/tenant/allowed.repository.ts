// must pass
import { Database, Prisma } from '@switchboard/database';

export const used = [Database, Prisma.sql];
