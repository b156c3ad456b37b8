// must fail: no-restricted-imports
import * as simulator from '@switchboard/graph-sim';

export const used = simulator;
