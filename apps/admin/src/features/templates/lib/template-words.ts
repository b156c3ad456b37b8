/** What a template is for, in Meta's three words; messages are priced by it. */
export const CATEGORIES = [
  { value: 'MARKETING', label: 'Marketing', description: 'Offers, news, invitations: whatever is to sell.' },
  {
    value: 'UTILITY',
    label: 'Utility',
    description: 'About an order, an account or an appointment that the person has.',
  },
  { value: 'AUTHENTICATION', label: 'Authentication', description: 'One-time codes. Meta writes the text.' },
] as const;

export type Category = (typeof CATEGORIES)[number]['value'];

/** A category as people write it. */
export function categoryWords(category: string): string {
  const known = CATEGORIES.find(({ value }) => value === category);
  if (known) return known.label;
  const words = category.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** States of a template that a list can be narrowed to, with what they mean. */
export const STATUSES = [
  { value: 'APPROVED', label: 'Approved' },
  { value: 'PENDING', label: 'Pending' },
  { value: 'REJECTED', label: 'Rejected' },
  { value: 'PAUSED', label: 'Paused' },
  { value: 'DISABLED', label: 'Disabled' },
  { value: 'IN_APPEAL', label: 'In appeal' },
  { value: 'PENDING_DELETION', label: 'Being deleted' },
  { value: 'LIMIT_EXCEEDED', label: 'Limit exceeded' },
] as const;

const MEANINGS: Readonly<Record<string, string>> = {
  APPROVED: 'It can be sent.',
  PENDING: 'Meta reviews it, which takes minutes as a rule and a day at most. Then it can be sent.',
  REJECTED: 'Meta did not allow it. WhatsApp Manager tells why; change it there, or create another.',
  PAUSED: 'Too many people blocked or reported it. It cannot be sent until Meta lets it go on.',
  DISABLED: 'Paused too often, or against the rules: it cannot be sent any more.',
  IN_APPEAL: 'Someone asked Meta to judge again.',
  PENDING_DELETION: 'It was deleted; messages that are under way may still use it.',
  LIMIT_EXCEEDED: 'The account has too many templates.',
};

/** What a state means for those who want to send; nothing for one that is not known here. */
export function statusMeaning(status: string): string | undefined {
  return MEANINGS[status];
}
