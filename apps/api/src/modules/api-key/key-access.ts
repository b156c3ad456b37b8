import { GatewayError, type Scope } from '@switchboard/contracts';
import type { ApiKeyPrincipal } from '../../http/principal';
import { assertPlanHolds } from '../billing/plan-access';
import { isAddressAllowed } from './ip-allow-list';

/** What a request asks of its key. */
export interface KeyUse {
  /** The scope of the route; null: it asks for none. */
  scope: Scope | null;
  /** The caller's address. */
  ip: string;
  now: Date;
}

/** The feature of a plan that opens v2 to its tenants. */
const V2_FEATURE = 'v2_api';

/**
 * Whether a verified key may be used so. Checked in the contract's order, so that a caller learns of the first thing to put right:
 * @throws GatewayError AUTH_006 scope, AUTH_007 address, AUTH_008 tenant suspended or closed, PLAN_001 plan ended
 *   (`params.reason` is `PLAN_EXPIRED`)
 */
export function checkKeyAccess(key: ApiKeyPrincipal, { scope, ip, now }: KeyUse): void {
  checkKey(key, scope, ip);
  assertPlanHolds(key.plan, now);
}

/**
 * The same for v2, whose tenants must have a live phone number and a plan that includes v2.
 * @throws GatewayError AUTH_006, AUTH_007, AUTH_008, NUM_002 no phone number, PLAN_001 plan ended, PLAN_001 with `params.feature`
 */
export function checkV2KeyAccess(
  key: ApiKeyPrincipal,
  { scope, ip, now, hasPhoneNumber }: KeyUse & { hasPhoneNumber: boolean },
): void {
  checkKey(key, scope, ip);
  if (!hasPhoneNumber) throw new GatewayError('NUM_002', { description: 'WhatsApp account not found' });
  assertPlanHolds(key.plan, now, 'The plan has expired.');
  if (!key.plan.features.includes(V2_FEATURE)) {
    throw new GatewayError('PLAN_001', {
      description: 'The plan does not include the v2 API.',
      params: { feature: V2_FEATURE },
    });
  }
}

function checkKey(key: ApiKeyPrincipal, scope: Scope | null, ip: string): void {
  if (scope !== null && !key.scopes.includes(scope)) throw new GatewayError('AUTH_006', { params: { scope } });
  if (!isAddressAllowed(ip, key.allowedIps)) throw new GatewayError('AUTH_007');
  if (key.tenant.status !== 'active') throw new GatewayError('AUTH_008');
}
