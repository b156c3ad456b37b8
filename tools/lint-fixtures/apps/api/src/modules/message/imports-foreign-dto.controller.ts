// must fail: no-restricted-imports
import { TenantDto } from '../tenant/dto/tenant.dto';

export const used = TenantDto;
