// must pass
import * as simulator from '@switchboard/graph-sim';

export const used = simulator;
