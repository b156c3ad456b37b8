import { API_SAMPLES, WEBHOOK_EVENTS } from '@switchboard/contracts';
import { type Entries, PLAIN } from './entry';
import { FILE, header, IDEMPOTENCY_KEY, messageExample, RANGE } from './parts';

const { phoneNumberId, recipient, wabaId, messageId } = API_SAMPLES;
const TENANT = '/console/v1/tenants/{tenantId}';
const message = messageExample('text').body;

const MESSAGES: Entries = {
  [`POST ${TENANT}/messages`]: {
    summary: 'Send a message from the console',
    parameters: [IDEMPOTENCY_KEY],
    headers: ['X-Message-Id', 'Idempotent-Replayed'],
    otherAnswers: {
      200: {
        description: 'A read receipt, or the answer to an earlier request with the same `Idempotency-Key`.',
        content: { 'application/json': { $ref: '#/components/schemas/SentMessageView' } },
      },
    },
    examples: {
      sandbox: { summary: 'In the sandbox', body: { message } },
      forReal: { summary: 'To Meta', body: { message, phoneNumberId, isFake: false } },
      withoutText: {
        isBroken: true,
        summary: 'A text without its text',
        body: { message: { messaging_product: 'whatsapp', to: recipient, type: 'text', text: {} } },
      },
    },
  },
  [`POST ${TENANT}/messages/quote`]: {
    summary: 'Ask what a message would cost',
    examples: { text: { body: { message } } },
  },
  [`GET ${TENANT}/messages`]: {
    summary: 'List messages',
    examples: { newest: { query: { limit: '1', direction: 'outbound' } } },
  },
  [`GET ${TENANT}/messages.csv`]: {
    summary: 'Export messages as CSV',
    answer: { content: { 'text/csv': { type: 'string' } }, description: 'The file.' },
    headers: ['Content-Disposition'],
  },
  [`GET ${TENANT}/messages/stream`]: {
    summary: 'Follow messages live',
    description: 'Server-sent events: what happens to messages, as it happens.',
    answer: {
      content: { 'text/event-stream': { type: 'string' } },
      description: 'The events, until the caller leaves.',
    },
    parameters: [header('Last-Event-ID', 'Where a broken stream goes on.')],
  },
  [`GET ${TENANT}/messages/{idOrWamid}`]: {
    summary: 'Follow one message',
    examples: { delivered: { path: { idOrWamid: messageId } } },
  },
  [`GET ${TENANT}/contacts`]: { summary: 'List contacts', examples: { newest: { query: { limit: '1' } } } },
  [`GET ${TENANT}/opt-outs`]: { summary: 'List opt-outs', examples: { search: { query: { search: recipient } } } },
  [`POST ${TENANT}/opt-outs`]: {
    summary: 'Opt a recipient out',
    examples: { recipient: { body: { recipient: '+90 532 123 45 68' } } },
  },
  [`DELETE ${TENANT}/opt-outs/{recipient}`]: { summary: 'Opt a recipient in again', examples: PLAIN },
};

const VIRTUAL_PHONE: Entries = {
  [`GET ${TENANT}/virtual-phone/conversations`]: { summary: 'List whom a number wrote with' },
  [`GET ${TENANT}/virtual-phone/messages`]: { summary: 'Read a conversation' },
  [`POST ${TENANT}/virtual-phone/messages`]: {
    summary: 'Write as a user',
    examples: {
      withoutSimulator: {
        summary: 'Where Meta is not simulated',
        body: { phoneNumberId, user: recipient, type: 'text', text: 'Are you open?' },
      },
    },
  },
  [`POST ${TENANT}/virtual-phone/photos`]: {
    summary: 'Send a photo as a user',
    body: { 'image/jpeg': FILE, 'image/png': FILE },
  },
};

const TEMPLATES: Entries = {
  [`GET ${TENANT}/templates`]: {
    summary: 'List templates',
    examples: { search: { query: { search: 'order_update', limit: '1' } } },
  },
  [`POST ${TENANT}/templates`]: {
    summary: 'Make a template at Meta',
    examples: {
      utility: {
        body: {
          wabaId,
          name: 'opening_hours_3',
          language: 'en_US',
          category: 'UTILITY',
          components: [{ type: 'BODY', text: 'We are open from nine to five.' }],
        },
      },
    },
  },
  [`GET ${TENANT}/templates/syncs`]: { summary: 'List when templates were synced', examples: PLAIN },
  [`GET ${TENANT}/templates/{tid}`]: { summary: 'Read a template', examples: PLAIN },
  [`DELETE ${TENANT}/templates/{tid}`]: { summary: 'Delete a template at Meta', examples: PLAIN },
  [`POST ${TENANT}/templates/sync`]: { summary: 'Sync templates from Meta', examples: PLAIN },
};

const MEDIA: Entries = {
  [`GET ${TENANT}/media`]: { summary: 'List files', examples: { newest: { query: { limit: '1' } } } },
  [`POST ${TENANT}/media`]: {
    summary: 'Upload a file',
    body: { '*/*': FILE, 'text/plain': FILE },
    parameters: [header('X-Filename', 'The name of the file, percent-encoded.')],
    examples: {
      hours: {
        query: { phoneNumberId },
        headers: { 'Content-Type': 'text/plain', 'X-Filename': 'hours.txt' },
        body: 'Open from nine to five.',
      },
    },
  },
  [`GET ${TENANT}/media/{mediaId}/content`]: {
    summary: 'Download a file',
    parameters: [RANGE],
    answer: { content: { '*/*': FILE }, description: 'The file.' },
    headers: ['ETag', 'Accept-Ranges', 'Content-Disposition'],
    otherAnswers: {
      206: {
        description: 'The bytes that were asked for.',
        content: { '*/*': FILE },
        headers: ['ETag', 'Accept-Ranges', 'Content-Disposition', 'Content-Range'],
      },
      304: { description: 'The file is what `If-None-Match` says.' },
      416: { description: 'The file has no such bytes.' },
    },
  },
  [`DELETE ${TENANT}/media/{mediaId}`]: {
    summary: 'Delete a file',
    examples: { plain: { path: { mediaId: API_SAMPLES.id } } },
  },
};

const ENDPOINTS = `${TENANT}/webhook-endpoints`;
const REPLAY = { summary: 'Send one event again', examples: PLAIN };

const WEBHOOKS: Entries = {
  [`POST ${ENDPOINTS}`]: {
    summary: 'Add a webhook endpoint',
    description: 'The secret that events are signed with is shown this once.',
    examples: {
      messages: { body: { url: 'https://example.com/whatsapp', events: ['messages', 'message_status'] } },
      unknownEvent: {
        isBroken: true,
        summary: 'With an event that is not there',
        body: { url: 'https://example.com/whatsapp', events: ['everything'] },
      },
    },
  },
  [`GET ${ENDPOINTS}`]: { summary: 'List webhook endpoints', examples: { newest: { query: { limit: '1' } } } },
  [`GET ${ENDPOINTS}/{eid}`]: { summary: 'Read a webhook endpoint', examples: PLAIN },
  [`PATCH ${ENDPOINTS}/{eid}`]: {
    summary: 'Change a webhook endpoint',
    examples: { events: { body: { events: ['messages'] } } },
  },
  [`DELETE ${ENDPOINTS}/{eid}`]: { summary: 'Remove a webhook endpoint', examples: PLAIN },
  [`POST ${ENDPOINTS}/{eid}/rotate-secret`]: {
    summary: 'Replace the signing secret',
    examples: { overlap: { body: { overlapSeconds: 3600 } } },
  },
  [`POST ${ENDPOINTS}/{eid}/test`]: {
    summary: 'Try a webhook endpoint out',
    description: `Sends a signed sample of an event (${WEBHOOK_EVENTS.map((name) => `\`${name}\``).join(', ')}) and tells what came back.`,
    examples: { test: { body: { event: 'test' } } },
  },
  [`GET ${ENDPOINTS}/{eid}/deliveries`]: {
    summary: 'List deliveries',
    examples: { newest: { query: { limit: '1' } } },
  },
  [`GET ${ENDPOINTS}/{eid}/deliveries/{did}`]: { summary: 'Read a delivery', examples: PLAIN },
  [`POST ${ENDPOINTS}/deliveries/{did}/replay`]: REPLAY,
  [`POST ${ENDPOINTS}/{eid}/deliveries/{did}/replay`]: { ...REPLAY, summary: 'Send one event of an endpoint again' },
  [`POST ${ENDPOINTS}/{eid}/replay`]: {
    summary: 'Send a stretch of time again',
    examples: {
      dead: {
        body: { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', events: ['messages'], status: 'dead' },
      },
    },
  },
};

/** What a tenant sends, keeps and is told. */
export const CONSOLE_MESSAGES: Entries = { ...MESSAGES, ...VIRTUAL_PHONE, ...TEMPLATES, ...MEDIA, ...WEBHOOKS };
