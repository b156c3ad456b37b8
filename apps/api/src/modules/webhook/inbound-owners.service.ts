import { Injectable } from '@nestjs/common';
import { TenantDirectory } from '../tenant/tenant-directory';
import type { AccountOwner, NumberOwner } from './inbound-plan';

/** Whose the numbers and accounts are that Meta reports about. From memory, as a rule. */
@Injectable()
export class InboundOwners {
  constructor(private readonly tenants: TenantDirectory) {}

  /** The owner of a live number by Meta's id; null when it is nobody's. */
  async ofNumber(metaPhoneNumberId: string): Promise<NumberOwner | null> {
    const owner = await this.tenants.ownerOf(metaPhoneNumberId);
    const tenant = owner && (await this.tenants.get(owner.tenantId));
    const number = tenant?.phoneNumbers.find(({ id }) => id === owner?.id);
    if (!tenant || !number) return null;
    const { id, displayPhoneNumber } = number;
    return { tenantId: tenant.id, currency: tenant.currency, id, displayPhoneNumber };
  }

  /** The tenants that have live numbers of an account, with those numbers. */
  async ofAccount(wabaId: string): Promise<AccountOwner[]> {
    const tenants = await this.tenants.tenantsOfAccount(wabaId);
    return tenants.map(({ id, phoneNumbers }) => ({
      tenantId: id,
      numbers: phoneNumbers.filter((number) => number.wabaId === wabaId),
    }));
  }
}
