/** What moves a wallet's total, as the ledger names it. */
export const ENTRY_KINDS = [
  'top_up',
  'adjustment',
  'refund',
  'subscription',
  'platform_fee',
  'meta_fee',
  'markup',
  'shortfall',
] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];

const WORDS: Readonly<Record<EntryKind, string>> = {
  top_up: 'Top-up',
  adjustment: 'Adjustment',
  refund: 'Refund',
  subscription: 'Monthly fee',
  platform_fee: 'Platform fee',
  meta_fee: 'Meta’s fee',
  markup: 'Markup',
  shortfall: 'Shortfall help',
};

/** A kind of entry in words. What was corrected afterwards (`markup_correction_2`) is named after what it corrects. */
export function entryKindWords(kind: string): string {
  const base = ENTRY_KINDS.find((each) => kind === each || kind.startsWith(`${each}_`));
  if (!base) return kind.replaceAll('_', ' ');
  return kind === base ? WORDS[base] : `${WORDS[base]}, corrected`;
}
