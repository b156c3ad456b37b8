import { type Entries, PLAIN } from './entry';
import { header, query } from './parts';

const CONSOLE: Entries = {
  'GET /console/v1/audit-log': {
    summary: 'Read who did what',
    examples: { newest: { query: { limit: '1', action: 'tenant.created' } } },
  },
  'GET /console/v1/tenants/{tenantId}/audit-log': {
    summary: 'Read who did what to a tenant',
    examples: { newest: { query: { limit: '1' } } },
  },
  'GET /console/v1/platform/tenants': {
    summary: 'See how every tenant is doing',
    examples: { one: { query: { limit: '1', search: 'Settled' } } },
  },
  'GET /console/v1/platform/health': { summary: 'Ask how the platform is' },
  'GET /console/v1/platform/queues': { summary: 'Ask what waits' },
  'GET /console/v1/platform/jobs': {
    summary: 'List jobs',
    examples: { failed: { query: { state: 'failed' } } },
  },
  'POST /console/v1/platform/jobs/{id}/retry': {
    summary: 'Try a job again now',
    examples: { unknown: { summary: 'One that is not there' } },
  },
  'DELETE /console/v1/platform/jobs/{id}': {
    summary: 'Give a job up',
    examples: { unknown: { summary: 'One that is not there' } },
  },
  'GET /console/v1/platform/throughput': { summary: 'Ask how much passes through' },
  'GET /console/v1/platform/ledger-reports': { summary: 'List checks of the ledger' },
  'POST /console/v1/platform/ledger-reports': { summary: 'Check the ledger' },
  'GET /console/v1/platform/media-clean-ups': { summary: 'List clean-ups of the vault', examples: PLAIN },
  'GET /console/v1/platform/inbound-events': {
    summary: "List Meta's webhooks",
    examples: { failed: { query: { state: 'failed' } } },
  },
  'GET /console/v1/platform/inbound-events/{id}': {
    summary: "Read a webhook of Meta's",
    examples: { unknown: { summary: 'One that is not there' } },
  },
  'POST /console/v1/platform/inbound-events/{id}/reprocess': {
    summary: "Read a webhook of Meta's again",
    examples: { unknown: { summary: 'One that is not there' } },
  },
};

const OPERATION: Entries = {
  'GET /webhooks/meta': {
    summary: "Answer Meta's check",
    description: 'Made once, when the webhook is set up at Meta.',
    parameters: [
      query('hub.mode', 'Always `subscribe`.', { required: true }),
      query('hub.verify_token', 'The token that was set up at Meta.', { required: true }),
      query('hub.challenge', 'What to answer with.'),
    ],
    answer: { content: { 'text/plain': { type: 'string' } }, description: 'The challenge.' },
    examples: {
      check: {
        query: {
          'hub.mode': 'subscribe',
          'hub.verify_token': 'verify-token-of-the-tests',
          'hub.challenge': '1158201444',
        },
      },
      wrongToken: {
        summary: 'With a wrong token',
        query: { 'hub.mode': 'subscribe', 'hub.verify_token': 'guessed', 'hub.challenge': '1158201444' },
      },
    },
  },
  'POST /webhooks/meta': {
    summary: "Take Meta's webhooks",
    description: 'Answered as soon as the event is durable; what follows from it happens afterwards.',
    body: { 'application/json': { type: 'object', additionalProperties: true } },
    parameters: [
      header('X-Hub-Signature-256', "`sha256=` and the hexadecimal HMAC-SHA256 of the body with the app's secret."),
    ],
    examples: {
      unsigned: { summary: 'Without a signature', body: { object: 'whatsapp_business_account', entry: [] } },
    },
  },
  'GET /healthz': { summary: 'Ask whether the process is alive', isAlwaysUp: true, examples: PLAIN },
  'GET /readyz': {
    summary: 'Ask whether the process can work',
    isAlwaysUp: true,
    otherAnswers: {
      503: {
        description: 'Not now: `reasons` says why.',
        headers: ['Retry-After'],
        content: {
          'application/json': {
            type: 'object',
            properties: {
              status: { type: 'string', const: 'unavailable' },
              reasons: { type: 'array', items: { type: 'string' } },
            },
            required: ['status', 'reasons'],
          },
        },
      },
    },
    examples: PLAIN,
  },
  'GET /metrics': {
    summary: 'Read metrics',
    description: "In Prometheus' text format.",
    answer: { content: { 'text/plain': { type: 'string' } }, description: 'The metrics.' },
    isAlwaysUp: true,
  },
};

/** Running the platform. */
export const PLATFORM: Entries = { ...CONSOLE, ...OPERATION };
