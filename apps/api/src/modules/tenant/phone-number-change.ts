/** What a webhook of Meta changed about a phone number; what is absent stays as it is. */
export interface PhoneNumberChange {
  verifiedName?: string;
  qualityRating?: string;
  /** Messages per second. */
  throughput?: number;
  /** AVAILABLE | LIMITED | BLOCKED */
  health?: string;
  /** TIER_250 to TIER_UNLIMITED */
  messagingLimitTier?: string;
}

/** The fields of webhooks that are about one phone number, which they name by the way it is displayed. */
export const PHONE_NUMBER_FIELDS: ReadonlySet<string> = new Set([
  'phone_number_quality_update',
  'phone_number_name_update',
]);

/** Meta's ways to say that a number's quality is low, or no longer is: how good it then is, it does not say. */
const QUALITY_OF_EVENT: Readonly<Record<string, string>> = { FLAGGED: 'RED', UNFLAGGED: 'UNKNOWN' };
const HIGH_THROUGHPUT = 1_000;
const TIER = /^TIER_[A-Z0-9_]{1,32}$/;
/** What an account's own state means for the numbers of it (Meta, "account_update", `ban_info.waba_ban_state`). */
const HEALTH_OF_BAN: Readonly<Record<string, string>> = {
  SCHEDULE_FOR_DISABLE: 'LIMITED',
  DISABLE: 'BLOCKED',
  REINSTATE: 'AVAILABLE',
};
const HEALTH_OF_EVENT: Readonly<Record<string, string>> = {
  ACCOUNT_RESTRICTION: 'LIMITED',
  ACCOUNT_DELETED: 'BLOCKED',
};
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/gu;
const NAME_MAX_CHARS = 256;

/** Reads what a webhook about one number changes about it; null when it changes nothing that we keep. */
export function phoneNumberChange(field: string, value: Readonly<Record<string, unknown>>): PhoneNumberChange | null {
  const { event } = value;
  if (field === 'phone_number_quality_update') {
    if (event === 'THROUGHPUT_UPGRADE') return { throughput: HIGH_THROUGHPUT };
    const qualityRating = lookUp(QUALITY_OF_EVENT, event);
    const messagingLimitTier = tierOf(value);
    if (qualityRating === undefined && messagingLimitTier === undefined) return null;
    return { ...(qualityRating && { qualityRating }), ...(messagingLimitTier && { messagingLimitTier }) };
  }
  const { decision, requested_verified_name: name } = value;
  if (field !== 'phone_number_name_update' || decision !== 'APPROVED' || typeof name !== 'string') return null;
  const verifiedName = name.replace(UNPRINTABLE, '').slice(0, NAME_MAX_CHARS);
  return verifiedName === '' ? null : { verifiedName };
}

/** Reads what an `account_update` means for every number of the account; null when it means nothing that we keep. */
export function accountNumbersChange(
  field: string,
  value: Readonly<Record<string, unknown>>,
): PhoneNumberChange | null {
  if (field !== 'account_update') return null;
  const ban = (value['ban_info'] as { waba_ban_state?: unknown } | null | undefined)?.waba_ban_state;
  const health = lookUp(HEALTH_OF_BAN, ban) ?? lookUp(HEALTH_OF_EVENT, value['event']);
  return health === undefined ? null : { health };
}

/** How many users may be written to first: Meta's newer name for it, or the older one. */
function tierOf({
  max_daily_conversations_per_business: daily,
  current_limit: limit,
}: Readonly<Record<string, unknown>>): string | undefined {
  return [daily, limit].find((tier): tier is string => typeof tier === 'string' && TIER.test(tier));
}

/** Meta states the ban as a word, or as a list of one. */
function lookUp(known: Readonly<Record<string, string>>, given: unknown): string | undefined {
  const word: unknown = Array.isArray(given) ? given[0] : given;
  return typeof word === 'string' && Object.hasOwn(known, word) ? known[word] : undefined;
}
