// must fail: no-restricted-imports
import { PrismaPg } from '@prisma/adapter-pg';

export const used = PrismaPg;
