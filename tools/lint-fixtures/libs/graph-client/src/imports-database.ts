// must fail: @nx/enforce-module-boundaries
import { Database } from '@switchboard/database';

export const used = Database;
