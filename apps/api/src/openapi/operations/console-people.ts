import { API_SAMPLES } from '@switchboard/contracts';
import { type Entries, PLAIN } from './entry';

const { email, password, linkToken, totpCode } = API_SAMPLES;
/** The operator whom the platform is set up with. */
const OPERATOR = { email: 'operator@example.com', password: 'correct horse battery staple' };

const SIGN_IN: Entries = {
  'POST /console/v1/session': {
    summary: 'Sign in',
    description:
      'Answers with a session cookie. People who have enrolled an authenticator app are asked for its code with `totp_required`. Limited per account and address.',
    also: ['LocalStrategy.validate'],
    headers: ['Set-Cookie'],
    examples: {
      password: { body: OPERATOR },
      wrongPassword: { summary: 'With a wrong password', body: { email, password } },
    },
  },
  'GET /console/v1/session': {
    summary: 'Ask who is signed in',
    description: 'With the CSRF token that requests of a session need which change something.',
    examples: PLAIN,
  },
  'DELETE /console/v1/session': { summary: 'Sign out', examples: PLAIN },
  'GET /console/v1/sessions': { summary: 'List own sessions', examples: PLAIN },
  'DELETE /console/v1/sessions': { summary: 'End all other sessions', examples: PLAIN },
  'DELETE /console/v1/sessions/{id}': { summary: 'End a session', examples: PLAIN },
  'POST /console/v1/access-tokens': {
    summary: 'Make an access token',
    description: 'For scripts. The token is shown this once. Needs a session.',
    examples: { token: { body: { name: 'Nightly report' } } },
  },
  'GET /console/v1/access-tokens': { summary: 'List own access tokens', examples: PLAIN },
  'DELETE /console/v1/access-tokens/{id}': { summary: 'Revoke an access token', examples: PLAIN },
};

const ACCOUNT: Entries = {
  'GET /console/v1/account': { summary: 'Read own account', examples: PLAIN },
  'PATCH /console/v1/account': { summary: 'Change own account', examples: { name: { body: { name: 'Maria Silva' } } } },
  'POST /console/v1/password': {
    summary: 'Change own password',
    description: 'Ends all other sessions. Needs a session.',
    examples: { change: { body: { current: password, next: 'another long and private phrase' } } },
  },
  'POST /console/v1/totp': {
    summary: 'Enrol an authenticator app',
    description: 'It counts once it is confirmed with a code. Needs a session.',
    examples: { enrol: { body: { password } } },
  },
  'POST /console/v1/totp/confirm': {
    summary: 'Turn one-time codes on',
    examples: { code: { body: { code: totpCode } } },
  },
  'POST /console/v1/totp/disable': {
    summary: 'Turn one-time codes off',
    examples: { password: { body: { password } } },
  },
  'POST /console/v1/password-resets': {
    summary: 'Ask for a letter to reset a password',
    description: 'Answers alike whether there is such an account or not.',
    examples: { letter: { body: { email } } },
  },
  'POST /console/v1/password-resets/accept': {
    summary: 'Set a new password',
    examples: {
      unknown: {
        summary: 'With a link that has expired',
        body: { token: linkToken, password: 'another long and private phrase' },
      },
    },
  },
  'POST /console/v1/invitations/preview': {
    summary: 'Show what an invitation is to',
    examples: { invitation: { body: { token: linkToken } } },
  },
  'POST /console/v1/invitations/accept': {
    summary: 'Accept an invitation',
    examples: { newcomer: { body: { token: linkToken, name: 'Maria Silva', password } } },
  },
};

const MEMBERS: Entries = {
  'POST /console/v1/tenants/{tenantId}/members': {
    summary: 'Invite a member',
    examples: { developer: { body: { email, role: 'developer' } } },
  },
  'GET /console/v1/tenants/{tenantId}/members': { summary: 'List members', examples: PLAIN },
  'PATCH /console/v1/tenants/{tenantId}/members/{memberId}': {
    summary: "Change a member's role",
    examples: { viewer: { body: { role: 'viewer' } } },
  },
  'DELETE /console/v1/tenants/{tenantId}/members/{memberId}': { summary: 'Remove a member', examples: PLAIN },
  'POST /console/v1/platform/members': {
    summary: 'Invite someone to work for the platform',
    description: 'Needs a session.',
    examples: { support: { body: { email, platformRole: 'support' } } },
  },
  'GET /console/v1/platform/members': {
    summary: 'List who works for the platform',
    examples: { newest: { query: { limit: '1' } } },
  },
  'PATCH /console/v1/platform/members/{id}': {
    summary: 'Change the role of someone who works for the platform',
    description: 'Needs a session.',
    examples: { operator: { body: { platformRole: 'operator' } } },
  },
  'DELETE /console/v1/platform/members/{id}': {
    summary: 'Remove someone who works for the platform',
    description: 'Needs a session.',
    examples: PLAIN,
  },
};

/** People: signing in, their accounts, and where they belong. */
export const CONSOLE_PEOPLE: Entries = { ...SIGN_IN, ...ACCOUNT, ...MEMBERS };
