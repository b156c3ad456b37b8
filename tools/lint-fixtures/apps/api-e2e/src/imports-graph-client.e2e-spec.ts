// must fail: @nx/enforce-module-boundaries
import { GraphClient } from '@switchboard/graph-client';

export const used = GraphClient;
