import { GatewayError, type Scope } from '@switchboard/contracts';
import type { ApiKeyPrincipal } from '../../http/principal';
import { isAddressAllowed } from './ip-allow-list';

/** What a request asks of its key. */
export interface KeyUse {
  /** The scope of the route. */
  scope: Scope;
  /** The caller's address. */
  ip: string;
  now: Date;
}

/**
 * Whether a verified key may be used so. Checked in the contract's order, so that a caller learns of the first thing to put right:
 * @throws GatewayError AUTH_006 scope, AUTH_007 address, AUTH_008 tenant suspended or closed, PLAN_001 plan ended
 */
export function checkKeyAccess(key: ApiKeyPrincipal, { scope, ip, now }: KeyUse): void {
  if (!key.scopes.includes(scope)) throw new GatewayError('AUTH_006', { params: { scope } });
  if (!isAddressAllowed(ip, key.allowedIps)) throw new GatewayError('AUTH_007');
  if (key.tenant.status !== 'active') throw new GatewayError('AUTH_008');
  const { periodEnd } = key.plan;
  if (periodEnd !== null && periodEnd <= now) throw new GatewayError('PLAN_001');
}
