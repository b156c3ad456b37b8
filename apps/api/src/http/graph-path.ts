/** A path of Meta's Graph API: `/{version}/{node}/{edge}`. */
export interface GraphPath {
  /** As it was written, such as `v23.0`. */
  version: string;
  /** The id of the object; empty when there is none. */
  node: string;
  /** What follows the id, such as `messages`; empty when nothing does. */
  edge: string;
}

const VERSION = /^v\d+\.\d+$/i;
/** Where the façade's addresses of files lead; they have no version. */
const FILE_PATH = /^\/whatsapp_business\/attachments\/?$/i;

/** The parts of a path that begins with a version of the Graph API, whichever version that is; null for every other path. */
export function graphPathOf(path: string): GraphPath | null {
  const [version = '', node = '', ...edge] = segmentsOf(path);
  return VERSION.test(version) ? { version, node, edge: edge.join('/') } : null;
}

/** Whether a path is that of the façade's addresses of files. */
export function isGraphFilePath(path: string): boolean {
  return FILE_PATH.test(path);
}

/**
 * The target of a request without the slashes that stand double in its path, as of a base URL that ends in one; Meta does not mind them
 * either. Targets on other surfaces stay as they are.
 */
export function withSingleSlashes(target: string): string {
  if (!target.includes('//')) return target;
  const [path = '', ...query] = target.split('?');
  const single = path.replace(/\/{2,}/g, '/');
  const isGraph = graphPathOf(single) !== null || isGraphFilePath(single);
  return isGraph ? [single, ...query].join('?') : target;
}

/** The part of a path of which Meta says that it does not know it, without its slash in front. */
export function unknownComponentsOf(path: string): string {
  const known = graphPathOf(path);
  if (known) return known.edge || known.node;
  const [first = '', ...rest] = segmentsOf(path);
  return rest.join('/') || first;
}

function segmentsOf(path: string): string[] {
  return path.replace(/^\//, '').replace(/\/+$/, '').split('/').map(decode);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
