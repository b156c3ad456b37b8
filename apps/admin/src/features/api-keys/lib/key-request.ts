import type { Schemas } from '../../../api/client';

/** What the form of a new key holds. */
export interface KeyValues {
  name: string;
  scopes: string[];
  /** Meta's id; empty: none. */
  phoneNumberId: string;
  expiry: 'never' | '30' | '90' | '365' | 'day';
  /** A calendar day of the person, for `day`. */
  expiresAt: string;
  allowedIps: string[];
  /** As typed; empty: no limit. */
  monthlySpendLimit: string;
}

export const EMPTY_KEY: KeyValues = {
  name: '',
  scopes: [],
  phoneNumberId: '',
  expiry: 'never',
  expiresAt: '',
  allowedIps: [],
  monthlySpendLimit: '',
};

const DAY_MS = 86_400_000;

/** The request that a filled form stands for. */
export function keyRequestOf(values: KeyValues, now: Date): Schemas['CreateApiKeyRequest'] {
  return {
    name: values.name.trim(),
    scopes: values.scopes as Schemas['CreateApiKeyRequest']['scopes'],
    phoneNumberId: values.phoneNumberId || null,
    expiresAt: expiryOf(values, now),
    allowedIps: values.allowedIps,
    monthlySpendLimit: values.monthlySpendLimit.trim() || null,
  };
}

function expiryOf({ expiry, expiresAt }: KeyValues, now: Date): string | null {
  if (expiry === 'never') return null;
  // A key works until its last day is over where the person is.
  if (expiry === 'day') return new Date(`${expiresAt}T23:59:59`).toISOString();
  return new Date(now.getTime() + Number(expiry) * DAY_MS).toISOString();
}

/** What is wrong with a form, by its fields; only what the console can tell without the server. */
export function keyProblems(values: KeyValues, today: string): Partial<Record<keyof KeyValues, string>> {
  return {
    ...(values.name.trim() === '' && { name: 'Give the key a name: what it is for.' }),
    ...(values.scopes.length === 0 && { scopes: 'Allow at least one thing.' }),
    ...(values.expiry === 'day' && values.expiresAt === '' && { expiresAt: 'Choose the last day.' }),
    ...(values.expiry === 'day' &&
      values.expiresAt !== '' &&
      values.expiresAt < today && { expiresAt: 'That day has passed.' }),
    ...(!/^(\d+(\.\d{1,6})?)?$/.test(values.monthlySpendLimit.trim()) && {
      monthlySpendLimit: 'Enter an amount such as 250.00, without a sign or separators.',
    }),
  };
}
