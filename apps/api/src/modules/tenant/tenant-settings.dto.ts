import { IsBoolean } from 'class-validator';
import { IfGiven } from '../audit/if-given.decorator';
import { ChangeTenantRequest } from './tenant.dto';
import type { TenantRecord } from './tenant.repository';

/** What a tenant decides about itself: what is absent stays. */
export class ChangeTenantSettingsRequest extends ChangeTenantRequest {
  /**
   * Whether members must sign in with one-time codes. Who has not turned them on can do nothing in the tenant until then: its routes
   * answer 403 `totp_required`. A member who asks it of others must have turned them on.
   */
  @IfGiven()
  @IsBoolean()
  requireTotp?: boolean;
}

/** What a tenant has decided about itself. */
export interface TenantSettingsView {
  name: string;
  /** Whether links in messages are fetched by the gateway, kept in the vault and sent by id; else Meta fetches them. */
  storeLinks: boolean;
  /** Whether members must sign in with one-time codes. */
  requireTotp: boolean;
}

export function presentTenantSettings({ name, storeLinks, requireTotp }: TenantRecord): TenantSettingsView {
  return { name, storeLinks, requireTotp };
}
