// must fail: no-restricted-imports
import { TenantService } from '../modules/tenant/tenant.service';

export const used = TenantService;
