import type { ApiKeyPrincipal, PrincipalPlan, PrincipalTenant } from '../../http/principal';

/** A tenant for which a person sends at the console: its plan and wallet count, and no limits of a key. */
export interface ConsoleSender {
  kind: 'console';
  tenantId: string;
  tenant: PrincipalTenant;
  plan: PrincipalPlan;
  /** Nobody has a default number. */
  phoneNumberId: null;
}

/** Who sends, or asks for a price: a key, or a person for a tenant. */
export type SendingParty = ApiKeyPrincipal | ConsoleSender;
