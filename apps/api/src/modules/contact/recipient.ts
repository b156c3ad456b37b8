import { LIMITS } from '@switchboard/contracts';

/** Whom a message goes to. */
export type Recipient =
  | { readonly kind: 'phone'; /** With country code, without anything else. */ readonly digits: string }
  | { readonly kind: 'user'; readonly userId: string; /** ISO 3166-1 alpha-2. */ readonly country: string };

const WRITTEN_NUMBER = /^[ (]*\+?[\d ()-]*$/;
/** Meta's business-scoped user ids: country, dot, alphanumerics; ids of a parent business have `ENT.` in between. */
const USER_ID = /^([A-Z]{2})\.(?:ENT\.)?[A-Za-z0-9]+$/;

/**
 * The digits of a phone number as tenants write it, with plus sign, blanks, dashes and parentheses; null when it
 * is not one. E.164 ends at 15 digits; a few more pass, because judging numbering plans is up to Meta.
 */
export function phoneDigits(to: string): string | null {
  if (to.length > LIMITS.recipientMaxChars || !WRITTEN_NUMBER.test(to)) return null;
  const digits = to.replace(/\D/g, '');
  return digits.length >= LIMITS.recipientMinDigits && digits.length <= LIMITS.recipientMaxDigits ? digits : null;
}

/** The country of a business-scoped user id such as `US.1349…`; null when the text is not one. */
export function userIdCountry(userId: string): string | null {
  if (userId.length > LIMITS.businessScopedUserIdMaxChars) return null;
  return USER_ID.exec(userId)?.[1] ?? null;
}

/**
 * The recipient of a message from its fields `to` and `recipient`; `to` wins when both are given, as at Meta.
 * Null when neither is valid.
 */
export function recipientOf(to: unknown, recipient: unknown): Recipient | null {
  const digits = typeof to === 'string' ? phoneDigits(to) : null;
  if (digits !== null) return { kind: 'phone', digits };
  const country = typeof recipient === 'string' ? userIdCountry(recipient) : null;
  return typeof recipient === 'string' && country !== null ? { kind: 'user', userId: recipient, country } : null;
}

/** One text per recipient, equal for all ways to write a number: for logs, opt-outs and pair limits. */
export function recipientKey(recipient: Recipient): string {
  return recipient.kind === 'phone' ? recipient.digits : recipient.userId;
}
