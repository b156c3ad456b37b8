/** How many users may be written to first within 24 hours, from Meta's name of the tier: `TIER_1K` → `1,000 users a day`. */
export function tierWords(tier: string | null): string {
  if (tier === null) return 'Not known yet';
  if (tier === 'TIER_UNLIMITED') return 'Unlimited';
  const match = /^TIER_(\d+)(K?)$/.exec(tier);
  if (!match) return tier;
  const users = Number(match[1]) * (match[2] === 'K' ? 1_000 : 1);
  return `${users.toLocaleString('en-US')} users a day`;
}

/** `80 messages a second`. */
export function throughputWords(messagesPerSecond: number): string {
  return `${messagesPerSecond.toLocaleString('en-US')} ${messagesPerSecond === 1 ? 'message' : 'messages'} a second`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  PHONE_NUMBER: 'This number',
  WABA: 'The WhatsApp Business Account',
  BUSINESS: 'The business',
  APP: 'The app',
  MESSAGE_TEMPLATE: 'A template',
};

/** What a health issue stands against, in words. */
export function entityWords(entity: string): string {
  return ENTITIES[entity] ?? entity.toLowerCase().replaceAll('_', ' ');
}

/** Meta's words for what a business does, for people. */
export const VERTICALS: readonly { value: string; label: string }[] = [
  { value: 'ALCOHOL', label: 'Alcoholic drinks' },
  { value: 'APPAREL', label: 'Clothing and apparel' },
  { value: 'AUTO', label: 'Automotive' },
  { value: 'BEAUTY', label: 'Beauty, spa and salon' },
  { value: 'EDU', label: 'Education' },
  { value: 'ENTERTAIN', label: 'Entertainment' },
  { value: 'EVENT_PLAN', label: 'Event planning and service' },
  { value: 'FINANCE', label: 'Finance and banking' },
  { value: 'GOVT', label: 'Public service' },
  { value: 'GROCERY', label: 'Food and grocery' },
  { value: 'HEALTH', label: 'Medical and health' },
  { value: 'HOTEL', label: 'Hotel and lodging' },
  { value: 'MATRIMONY_SERVICE', label: 'Matrimony service' },
  { value: 'NONPROFIT', label: 'Non-profit' },
  { value: 'ONLINE_GAMBLING', label: 'Online gambling' },
  { value: 'OTC_DRUGS', label: 'Over-the-counter drugs' },
  { value: 'OTHER', label: 'Other' },
  { value: 'PHYSICAL_GAMBLING', label: 'Gambling on site' },
  { value: 'PROF_SERVICES', label: 'Professional services' },
  { value: 'RESTAURANT', label: 'Restaurant' },
  { value: 'RETAIL', label: 'Shopping and retail' },
  { value: 'TRAVEL', label: 'Travel and transportation' },
  { value: 'UNDEFINED', label: 'Not said' },
];
