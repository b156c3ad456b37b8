import { CONSOLE_BILLING } from './console-billing';
import { CONSOLE_MESSAGES } from './console-messages';
import { CONSOLE_PEOPLE } from './console-people';
import { CONSOLE_TENANTS } from './console-tenants';
import type { Entries } from './entry';
import { GRAPH } from './graph';
import { PLATFORM } from './platform';
import { V1 } from './v1';
import { V2 } from './v2';

/** What code cannot tell of the routes, by `METHOD /path`. */
export const ENTRIES: Entries = {
  ...V1,
  ...V2,
  ...GRAPH,
  ...CONSOLE_PEOPLE,
  ...CONSOLE_TENANTS,
  ...CONSOLE_MESSAGES,
  ...CONSOLE_BILLING,
  ...PLATFORM,
};
