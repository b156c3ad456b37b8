import type { V1Balance } from '@switchboard/contracts';

/** A phone number of the tenant. */
export interface V2PhoneNumber {
  /** Meta's id, by which it is named everywhere in v2. */
  phoneNumberId: string;
  wabaId: string;
  displayPhoneNumber: string;
  /** unverified | connected | error */
  status: string;
}

/** Whose a key is, and what it can count on. */
export interface V2Account {
  tenant: {
    id: string;
    name: string;
    /** active: keys of other tenants are refused */
    status: string;
  };
  plan: {
    name: string;
    /** When its period ends; null: not by itself. */
    expiresAt: string | null;
    features: readonly string[];
  };
  /** Oldest first. */
  phoneNumbers: V2PhoneNumber[];
  /** Null for a key without the scope `billing:read`. */
  balance: V1Balance | null;
}
