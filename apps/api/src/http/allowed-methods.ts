import type { EdgeRequest } from './principal';

/** The part of Express' router that knows which routes there are. */
interface RouteLayer {
  match(path: string): boolean;
  route?: { methods: Readonly<Record<string, boolean>> };
}

/** What answers to this many methods is no route: HTTP has nine, WebDAV and others the rest. */
const ALL_METHODS = 10;

/** The methods that the request's path would answer to; empty when there is no such path. */
export function allowedMethods(request: EdgeRequest): string[] {
  const { stack } = request.app.router as unknown as { stack: readonly RouteLayer[] };
  const methods = new Set<string>();
  for (const layer of stack) {
    if (!layer.route || !matches(layer, request.path)) continue;
    const answered = Object.keys(layer.route.methods).filter((method) => layer.route?.methods[method]);
    // Middleware is mounted for every method there is; it answers none.
    if (answered.length < ALL_METHODS) for (const method of answered) methods.add(method.toUpperCase());
  }
  return [...methods].sort();
}

function matches(layer: RouteLayer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    // A path that cannot be decoded matches nothing.
    return false;
  }
}
