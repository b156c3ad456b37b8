import { API_SAMPLES, GatewayError, LIMITS } from '@switchboard/contracts';
import { type Entries, type ExampleRequest, PLAIN } from './entry';
import { FILE, header, IDEMPOTENCY_KEY, RANGE } from './parts';

const { phoneNumberId, recipient: to, wamid, inboundWamid } = API_SAMPLES;

const TOO_LARGE = new GatewayError('VAL_001', {
  params: { fields: [{ path: '', rule: 'maxBytes', message: `must have at most ${LIMITS.v2BodyMaxBytes} bytes` }] },
});

/** Of all routes that send. */
const SENDING = {
  parameters: [IDEMPOTENCY_KEY],
  headers: ['X-Message-Id', 'Idempotent-Replayed'],
  errors: [TOO_LARGE],
};

const sent = (summary: string, body: Record<string, unknown>): Record<string, ExampleRequest> => ({
  sent: { summary, body: { phoneNumberId, to, ...body } },
});

const FORM = {
  type: 'object',
  properties: {
    file: { ...FILE, description: 'The file; its part says its name and its type.' },
    phoneNumberId: { type: 'string', description: "Meta's id of the number that it is for." },
    type: { type: 'string', description: "The MIME type, where the file's part says none or a general one." },
  },
  required: ['file', 'phoneNumberId'],
};

const MEDIA: Entries = {
  'POST /v2/media/upload': {
    summary: 'Upload a file',
    description:
      'As a form, whose parts may come in any order, or as the body itself, with its sender in `X-Phone-Number-Id`. At most 100 MB, less for most kinds of files. The file goes to Meta and into the vault, and its bytes must be what its type says.',
    body: { 'multipart/form-data': FORM, 'text/plain': FILE, 'application/octet-stream': FILE },
    parameters: [
      header('X-Phone-Number-Id', "Meta's id of the number that it is for; of a body that is the file itself."),
      header('X-Filename', 'The name of the file; `file` when absent. Percent-encoded UTF-8 is taken.'),
      header('X-Upload-Type', 'The MIME type, instead of `Content-Type`.'),
    ],
    examples: {
      form: {
        summary: 'As a form',
        headers: { 'Content-Type': 'multipart/form-data' },
        body: { phoneNumberId, file: 'Open from nine to five.', type: 'text/plain' },
      },
      raw: {
        summary: 'As the body itself',
        headers: { 'Content-Type': 'text/plain', 'X-Phone-Number-Id': phoneNumberId, 'X-Filename': 'hours.txt' },
        body: 'Open from nine to five.',
      },
      withoutSender: {
        summary: 'Without the number that it is for',
        headers: { 'Content-Type': 'text/plain' },
        body: 'Open from nine to five.',
      },
    },
  },
  'GET /v2/media': {
    summary: 'List files',
    description: 'Newest first, page by page.',
    examples: { newest: { query: { limit: '1' } } },
  },
  'GET /v2/media/{mediaId}': { summary: 'Read what is known of a file', examples: PLAIN },
  'DELETE /v2/media/{mediaId}': {
    summary: 'Delete a file',
    description: 'At Meta and in the vault.',
    examples: PLAIN,
  },
  'GET /v2/media/{mediaId}/download': {
    summary: 'Download a file',
    description: 'The bytes as they are. Uses the key’s quota of downloads, not that of messages.',
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
    examples: { attachment: { query: { disposition: 'attachment' } } },
  },
};

const MESSAGES: Entries = {
  'POST /v2/messages/send': {
    summary: 'Send any message',
    description: "One route for every type: Meta's message object, forwarded as it is written.",
    ...SENDING,
    examples: sent('A text that answers a message', {
      contextMessageWamid: inboundWamid,
      message: { type: 'text', text: { body: 'Yes, until five.' } },
    }),
  },
  'POST /v2/messages/send/text': {
    summary: 'Send a text',
    ...SENDING,
    examples: {
      ...sent('A text', { text: 'Your order is on its way.' }),
      withoutText: { isBroken: true, summary: 'Without its text', body: { phoneNumberId, to } },
    },
  },
  'POST /v2/messages/send/media': {
    summary: 'Send a file',
    ...SENDING,
    examples: sent('An image by its link', {
      media: { type: 'image', link: 'https://example.com/menu.png', caption: 'Menu' },
    }),
  },
  'POST /v2/messages/send/location': {
    summary: 'Send a place',
    ...SENDING,
    examples: sent('A place', {
      location: { latitude: 37.44221496582, longitude: -122.16165924072, name: 'Philz Coffee' },
    }),
  },
  'POST /v2/messages/send/interactive': {
    summary: 'Send buttons, a list or a flow',
    ...SENDING,
    examples: sent('Reply buttons', {
      interactive: {
        type: 'button',
        body: { text: 'How can we help?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'change', title: 'Change' } }] },
      },
    }),
  },
  'POST /v2/messages/send/contacts': {
    summary: 'Send contact cards',
    ...SENDING,
    examples: sent('A card', { contacts: [{ name: { formatted_name: 'Lucía Gómez', first_name: 'Lucía' } }] }),
  },
  'POST /v2/messages/send/reaction': {
    summary: 'React to a message',
    ...SENDING,
    examples: sent('A thumb', { reaction: { message_id: wamid, emoji: '👍' } }),
  },
  'GET /v2/messages': {
    summary: 'List messages',
    description: 'Newest first, page by page.',
    examples: { newest: { query: { limit: '1' } } },
  },
  'GET /v2/messages/{idOrWamid}': {
    summary: 'Follow one message',
    examples: {
      delivered: { path: { idOrWamid: API_SAMPLES.messageId } },
      unknown: { summary: 'A message that is not there', path: { idOrWamid: 'wamid.unknown' } },
    },
  },
  'POST /v2/messages/{wamid}/read': {
    summary: 'Mark a message as read',
    // It is no message: it costs nothing, and nobody can opt out of it.
    never: ['BILL_001', 'BILL_002', 'OPT_001', 'GW_001', 'MEDIA_002', 'MEDIA_004'],
    isBodyOptional: true,
    examples: { typing: { summary: 'And show that an answer is being typed', body: { typing: true } } },
  },
};

const TEMPLATES: Entries = {
  'GET /v2/templates': {
    summary: 'List templates',
    description: 'As they were last synced from Meta, newest first.',
    examples: { approved: { query: { limit: '1', search: 'order_update', status: 'APPROVED' } } },
  },
  'GET /v2/templates/{name}': {
    summary: 'Read a template',
    description: 'In all its languages.',
    examples: PLAIN,
  },
  'POST /v2/templates': {
    summary: 'Make a template',
    examples: {
      utility: {
        body: {
          phoneNumberId,
          name: 'opening_hours',
          language: 'en_US',
          category: 'UTILITY',
          components: [{ type: 'BODY', text: 'We are open from nine to five.' }],
        },
      },
    },
  },
  'DELETE /v2/templates/{name}': {
    summary: 'Delete a template',
    description: 'At Meta, in all its languages.',
    examples: { all: { path: { name: 'old_offer' } } },
  },
  'POST /v2/templates/sync': {
    summary: 'Sync templates from Meta',
    isBodyOptional: true,
    examples: { account: { body: { phoneNumberId } } },
  },
  'POST /v2/templates/send': {
    summary: 'Send a template',
    ...SENDING,
    examples: sent('With its parameter', {
      templateName: 'order_update',
      components: [{ type: 'body', parameters: [{ type: 'text', text: '42' }] }],
    }),
  },
};

const ACCOUNT: Entries = {
  'GET /v2/me': {
    summary: 'Read whose key it is',
    description: 'The tenant, its plan, its numbers and its balance.',
    examples: PLAIN,
  },
  'GET /v2/webhooks/config': { summary: 'Read where webhooks go', examples: PLAIN },
  'POST /v2/webhooks/config': {
    summary: 'Set where webhooks go',
    examples: {
      messages: { body: { webhookUrl: 'https://example.com/whatsapp', events: ['messages', 'message_status'] } },
    },
  },
  'GET /v2/health': { summary: 'Ask whether v2 is there', description: 'Without a key.', examples: PLAIN },
  'GET /v2/version': { summary: 'Read the version', description: 'Without a key.', examples: PLAIN },
};

/** v2: flat fields, media and templates. */
export const V2: Entries = { ...MEDIA, ...MESSAGES, ...TEMPLATES, ...ACCOUNT };
