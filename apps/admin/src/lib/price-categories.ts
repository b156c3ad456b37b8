/** Meta's pricing categories, with their words. */
const WORDS: Readonly<Record<string, string>> = {
  marketing: 'Marketing',
  marketing_lite: 'Marketing lite',
  utility: 'Utility',
  authentication: 'Authentication',
  'authentication-international': 'Authentication, international',
  service: 'Service',
  referral_conversion: 'Referral conversion',
};

/** A pricing category in words, however it is written; what is not known in its own words. */
export function categoryWords(category: string): string {
  const key = category.toLowerCase().replace('authentication_international', 'authentication-international');
  const words = key.replaceAll(/[_-]+/g, ' ');
  return WORDS[key] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
