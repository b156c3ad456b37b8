// must fail: @nx/enforce-module-boundaries
import * as graph from '@switchboard/graph-client';

export const used = graph;
