// must fail: @typescript-eslint/no-restricted-imports
import { keysQuery } from '../features/api-keys/api/list-api-keys';

export const used = keysQuery;
