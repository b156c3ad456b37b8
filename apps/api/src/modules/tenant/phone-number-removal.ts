import type { TenantTransaction } from '@switchboard/database';

/**
 * What goes with a phone number that is removed: its files. Numbers do not know media; media provides this, to be found by its class in a
 * global module.
 */
export abstract class PhoneNumberRemoval {
  /** Removes what belongs to the number (our id), in the transaction that removes it. */
  abstract removeBelongings(tenantId: string, transaction: TenantTransaction, phoneNumberId: string): Promise<void>;
}
