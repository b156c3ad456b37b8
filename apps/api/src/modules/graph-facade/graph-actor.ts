import { type ApiKeyPrincipal, type EdgeRequest, originOf, type RequestOrigin } from '../../http/principal';

/** Who changes something through the façade, for the audit log. */
export interface GraphActor {
  user: ApiKeyPrincipal;
  origin: RequestOrigin;
}

export function actorOf(key: ApiKeyPrincipal, request: EdgeRequest): GraphActor {
  return { user: key, origin: originOf(request) };
}
