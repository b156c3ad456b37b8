// must fail: no-restricted-imports
import { Prisma } from '@switchboard/database';

export const used = Prisma.sql;
