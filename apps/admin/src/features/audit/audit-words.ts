/** What can be done to each kind of thing. The API's names are `<kind>.<verb>`. */
const VERBS: Readonly<Record<string, readonly string[]>> = {
  access_token: ['created', 'revoked'],
  api_key: ['created', 'rotated', 'revoked'],
  inbound_event: ['reprocessed'],
  invitation: ['role_changed', 'removed'],
  job: ['retried', 'removed'],
  media: ['removed'],
  member: ['invited', 'joined', 'role_changed', 'removed'],
  message: ['sent'],
  opt_out: ['added', 'removed'],
  phone_number: ['added', 'changed', 'refreshed', 'profile_changed', 'code_requested', 'code_verified', 'removed'],
  plan: ['created', 'updated', 'deleted'],
  platform_member: ['invited', 'joined', 'role_changed', 'removed'],
  rate_card: ['created'],
  session: ['opened', 'ended', 'others_ended'],
  subscription: ['updated', 'charged', 'unpaid'],
  template: ['created', 'deleted'],
  templates: ['synced'],
  tenant: ['created', 'renamed', 'suspended', 'resumed', 'closed'],
  user: ['created', 'renamed', 'password_changed', 'password_reset', 'totp_enabled', 'totp_disabled'],
  wallet: ['topped_up', 'adjusted', 'refunded', 'updated'],
  webhook_delivery: ['replayed'],
  webhook_endpoint: ['created', 'changed', 'disabled', 'removed', 'replayed', 'secret_rotated', 'tested'],
};

/** The actions that a filter proposes; others can be typed. */
export const KNOWN_ACTIONS: readonly string[] = Object.entries(VERBS).flatMap(([kind, verbs]) =>
  verbs.map((verb) => `${kind}.${verb}`),
);

/** The kinds of things that a filter proposes. */
export const KNOWN_KINDS: readonly string[] = [...Object.keys(VERBS).filter((kind) => kind !== 'templates'), 'waba'];

const WORDS: Readonly<Record<string, string>> = {
  api_key: 'API key',
  waba: 'WhatsApp account',
  totp: 'two-step sign-in',
  opt_out: 'opt-out',
};

/** A kind of thing in words: `webhook_endpoint` is "Webhook endpoint". */
export function kindLabel(kind: string): string {
  return capital(WORDS[kind] ?? kind.replaceAll('_', ' '));
}

/** An action in words: `member.role_changed` is "Member: role changed". */
export function actionLabel(action: string): string {
  const [kind = action, verb] = action.split('.');
  return verb === undefined ? kindLabel(kind) : `${kindLabel(kind)}: ${verb.replaceAll('_', ' ')}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
