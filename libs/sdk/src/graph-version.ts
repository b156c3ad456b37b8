import type { Transport } from './transport';

const DEFAULT_GRAPH_VERSION = 'v23.0';

/** The version in the paths of the Graph façade. */
export function graphVersionOf({ options }: Transport): string {
  return options.graphVersion ?? DEFAULT_GRAPH_VERSION;
}
