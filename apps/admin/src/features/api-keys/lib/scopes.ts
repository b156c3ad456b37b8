import type { Scope } from '@switchboard/contracts';

/** What each scope lets a key do, in words. The list is complete: a scope without words does not compile. */
export const SCOPE_WORDS: Readonly<Record<Scope, { label: string; description: string }>> = {
  'messages:send': { label: 'Send messages', description: 'Send messages of every type, and mark messages as read.' },
  'messages:read': { label: 'Read messages', description: 'Look up messages and whether they were delivered.' },
  'media:read': { label: 'Read files', description: 'Download photos, documents and other files.' },
  'media:write': { label: 'Upload and delete files', description: 'Upload files to send them, and delete them.' },
  'templates:read': { label: 'Read templates', description: 'List templates and see their texts.' },
  'templates:write': { label: 'Change templates', description: 'Create, sync and delete templates at Meta.' },
  'billing:read': { label: 'Read the balance', description: 'See the wallet, its entries, and what messages cost.' },
  'webhooks:manage': { label: 'Manage webhooks', description: 'Add, change and remove webhook endpoints.' },
};

export const ALL_SCOPES = Object.keys(SCOPE_WORDS) as readonly Scope[];

export type PresetName = 'all' | 'send' | 'read' | 'custom';

/** Sets of scopes that are often wanted. */
export const PRESETS: readonly { name: PresetName; label: string; description: string; scopes: readonly Scope[] }[] = [
  {
    name: 'send',
    label: 'Sending',
    description: 'For a program that sends messages and files, and follows them.',
    scopes: ['messages:send', 'messages:read', 'media:read', 'media:write', 'templates:read'],
  },
  {
    name: 'read',
    label: 'Reading only',
    description: 'For reports and dashboards: it can change and send nothing.',
    scopes: ['messages:read', 'media:read', 'templates:read', 'billing:read'],
  },
  { name: 'all', label: 'Everything', description: 'All of the scopes below.', scopes: ALL_SCOPES },
];

/** The preset that has exactly these scopes; `custom` when none has. */
export function presetOf(scopes: readonly string[]): PresetName {
  const found = PRESETS.find(
    (preset) => preset.scopes.length === scopes.length && preset.scopes.every((scope) => scopes.includes(scope)),
  );
  return found?.name ?? 'custom';
}

/** Scopes in a few words, for a table. */
export function scopesInShort(scopes: readonly string[]): string {
  const preset = PRESETS.find(({ name }) => name === presetOf(scopes));
  if (preset) return preset.label;
  const [first, ...others] = scopes.map(scopeLabel);
  if (first === undefined) return 'Nothing';
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** The words of a scope; one that is not known here is shown as it is. */
export function scopeLabel(scope: string): string {
  return isScope(scope) ? SCOPE_WORDS[scope].label : scope;
}

function isScope(text: string): text is Scope {
  return text in SCOPE_WORDS;
}
