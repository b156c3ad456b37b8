import { API_SAMPLES } from '@switchboard/contracts';
import { type Entries, PLAIN } from './entry';
import { FILE, IDEMPOTENCY_KEY, MESSAGE_BODY, messageExample, META_SENT, query, RANGE, SENDER_HEADER } from './parts';

const SENT = {
  'application/json': {
    type: 'object',
    properties: {
      isSuccess: { type: 'boolean', const: true },
      data: { ...META_SENT, description: "Meta's answer, unchanged." },
    },
    required: ['isSuccess', 'data'],
  },
};

const FILE_HEADERS = ['ETag', 'Accept-Ranges'];
const FILE_ANSWERS = {
  206: {
    description: 'The bytes that were asked for.',
    content: { '*/*': FILE },
    headers: [...FILE_HEADERS, 'Content-Range'],
  },
  304: { description: 'The file is what `If-None-Match` says.' },
  416: { description: 'The file has no such bytes.' },
};

/** v1: one route to send with, and what becomes of messages. */
export const V1: Entries = {
  'POST /v1/wa/message': {
    summary: 'Send a message',
    description:
      "The body is Meta's message object and is forwarded as it is. 200 means that Meta has taken the message, not that it was delivered: webhooks and the log tell that. Checked in this order: key, scope, address, tenant, plan, limits, body, sender, opt-out, balance, Meta; what is refused costs nothing. With `is_fake=true` everything happens but the call to Meta.",
    body: { 'application/json': MESSAGE_BODY },
    parameters: [SENDER_HEADER, IDEMPOTENCY_KEY],
    answer: { status: 200, content: SENT, description: 'Meta has taken it.' },
    headers: ['X-Message-Id', 'Idempotent-Replayed'],
    examples: {
      text: messageExample('text'),
      template: messageExample('template with text parameters'),
      image: messageExample('image by link'),
      buttons: messageExample('reply buttons'),
      sandbox: messageExample('text', { summary: 'In the sandbox', query: { is_fake: 'true' } }),
      readReceipt: messageExample('read receipt'),
      withoutText: {
        isBroken: true,
        summary: 'A text without its text',
        body: { messaging_product: 'whatsapp', to: API_SAMPLES.recipient, type: 'text', text: {} },
      },
    },
  },
  'POST /v1/wa/quote': {
    summary: 'Ask what a message would cost',
    description: 'The body is a message as it would be sent. Nothing is sent or charged.',
    body: { 'application/json': MESSAGE_BODY },
    parameters: [SENDER_HEADER],
    examples: { template: messageExample('template with text parameters') },
  },
  'GET /v1/wa/messages': {
    summary: 'List messages',
    description: 'Newest first, page by page.',
    examples: { newest: { query: { limit: '1' } } },
  },
  'GET /v1/wa/messages/{idOrWamid}': {
    summary: 'Follow one message',
    description: 'With its payload, everything that happened to it, and what was charged for it and why.',
    examples: {
      delivered: { path: { idOrWamid: API_SAMPLES.messageId } },
      unknown: { summary: 'A message that is not there', path: { idOrWamid: 'wamid.unknown' } },
    },
  },
  'GET /v1/wa/balance': {
    summary: 'Read the balance',
    description: 'Of the wallet that messages are paid from.',
    examples: PLAIN,
  },
  'GET /v1/wa/usage': {
    summary: 'Count messages and spend',
    description: 'In buckets of time, by one dimension.',
    examples: {
      byCategory: {
        query: { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', granularity: 'month', group_by: 'category' },
      },
    },
  },
  'GET /v1/wa/media/{mediaId}': {
    summary: 'Download a file by its id',
    description:
      "The bytes as they are, with Meta's content type. Uses the key's quota of downloads, not that of messages.",
    parameters: [
      query('phone_number_id', "Meta's id of the number that the file belongs to.", { required: true }),
      RANGE,
    ],
    answer: { content: { '*/*': FILE }, description: 'The file.' },
    headers: FILE_HEADERS,
    otherAnswers: FILE_ANSWERS,
    examples: { photo: { query: { phone_number_id: API_SAMPLES.phoneNumberId } } },
  },
  'GET /media': {
    summary: 'Download a file by its path',
    description: 'By the `media_path` of a webhook.',
    parameters: [query('path', 'The `media_path`.', { required: true }), RANGE],
    answer: { content: { '*/*': FILE }, description: 'The file.' },
    headers: FILE_HEADERS,
    otherAnswers: FILE_ANSWERS,
    examples: {
      unknown: { summary: 'A file that is not there', query: { path: `${API_SAMPLES.tenantId}/2027/01/photo.jpg` } },
    },
  },
};
