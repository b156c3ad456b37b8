import { API_SAMPLES } from '@switchboard/contracts';
import type { Schema } from '../document-types';
import type { Entries } from './entry';
import { FILE, MESSAGE_BODY, messageExample, META_SENT, query } from './parts';

const FORM = 'application/x-www-form-urlencoded';
const PARAMETERS: Schema = { type: 'object', additionalProperties: true };

/** A body of parameters, as JSON or as a form. */
const parameters = (properties: Record<string, Schema>, required: string[] = []) => {
  const schema: Schema = { ...PARAMETERS, properties, ...(required.length > 0 && { required }) };
  return { 'application/json': schema, [FORM]: schema };
};

const product: Schema = { type: 'string', const: 'whatsapp' };
const SUCCESS: Schema = { type: 'object', properties: { success: { type: 'boolean' } }, additionalProperties: true };

const MESSAGES: Entries = {
  'POST /{version}/{phone_number_id}/messages': {
    summary: 'Send a message or mark one as read',
    body: { 'application/json': MESSAGE_BODY, [FORM]: PARAMETERS },
    answer: { status: 200, content: { 'application/json': META_SENT }, description: "Meta's answer." },
    headers: ['X-Message-Id'],
    examples: {
      text: messageExample('text'),
      template: messageExample('template with text parameters'),
      readReceipt: messageExample('read receipt'),
      withoutText: {
        isBroken: true,
        summary: 'A text without its text',
        body: { messaging_product: 'whatsapp', to: API_SAMPLES.recipient, type: 'text', text: {} },
      },
    },
  },
  'POST /{version}/{phone_number_id}/marketing_messages': {
    summary: 'Send a template through Marketing Messages Lite',
    body: { 'application/json': { $ref: '#/components/schemas/TemplateMessageBody' }, [FORM]: PARAMETERS },
    answer: { status: 200, content: { 'application/json': META_SENT }, description: "Meta's answer." },
    headers: ['X-Message-Id'],
    examples: { template: messageExample('template with text parameters') },
  },
};

const MEDIA: Entries = {
  'POST /{version}/{phone_number_id}/media': {
    summary: 'Upload a file',
    body: {
      'multipart/form-data': {
        type: 'object',
        properties: {
          file: { ...FILE, description: 'The file; its part says its name and its type.' },
          messaging_product: product,
          type: { type: 'string', description: 'The MIME type; may be left out.' },
        },
        required: ['file'],
      },
    },
    examples: {
      form: {
        headers: { 'Content-Type': 'multipart/form-data' },
        body: { messaging_product: 'whatsapp', file: 'Open from nine to five.', type: 'text/plain' },
      },
    },
  },
  'GET /{version}/{id}': {
    summary: 'Read a file, a number or an account',
    examples: {
      file: { summary: 'A file', path: { id: API_SAMPLES.mediaId } },
      number: {
        summary: 'A phone number',
        path: { id: API_SAMPLES.phoneNumberId },
        query: { fields: 'id,display_phone_number,verified_name,quality_rating' },
      },
      unknown: { summary: 'Something that is not there', path: { id: '999999999999999' } },
    },
  },
  'DELETE /{version}/{id}': { summary: 'Delete a file', examples: { file: { path: { id: API_SAMPLES.mediaId } } } },
  'GET /whatsapp_business/attachments': {
    summary: 'Download a file from the address of its metadata',
    description:
      'The bytes, as at Meta. The `url` of the metadata has these parameters; together they are good for five minutes, with and without the key.',
    parameters: [
      query('mid', "Meta's id of the file.", { required: true }),
      query('pid', "Meta's id of the number.", { required: true }),
      query('tid', "The tenant's id.", { required: true }),
      query('ext', 'Until when the address is good, in seconds since 1970.', { required: true }),
      query('hash', 'The signature.', { required: true }),
    ],
    answer: { content: { '*/*': FILE }, description: 'The file.' },
  },
};

const TEMPLATES: Entries = {
  'GET /{version}/{waba_id}/message_templates': {
    summary: 'List templates',
    parameters: [
      query('limit', 'How many.', { type: 'integer', minimum: 1 }),
      query('after', 'The cursor of the page before.'),
      query('name', 'Only those whose name holds this.'),
      query('status', 'Only those in this state.'),
    ],
    examples: { first: { query: { limit: '1', name: 'order_update' } } },
  },
  'POST /{version}/{waba_id}/message_templates': {
    summary: 'Make a template',
    body: parameters(
      {
        name: { type: 'string' },
        language: { type: 'string' },
        category: { type: 'string' },
        components: { type: 'array', items: PARAMETERS },
      },
      ['name', 'language', 'category'],
    ),
    examples: {
      utility: {
        body: {
          name: 'opening_hours_2',
          language: 'en_US',
          category: 'UTILITY',
          components: [{ type: 'BODY', text: 'We are open from nine to five.' }],
        },
      },
    },
  },
  'DELETE /{version}/{waba_id}/message_templates': {
    summary: 'Delete a template',
    examples: { byName: { query: { name: 'old_offer' } } },
  },
};

const NUMBERS: Entries = {
  'GET /{version}/{id}/phone_numbers': {
    summary: 'List the numbers of an account',
    parameters: [query('limit', 'How many.', { type: 'integer', minimum: 1 })],
    examples: { own: { path: { id: API_SAMPLES.wabaId } } },
  },
  'GET /{version}/{id}/whatsapp_business_profile': {
    summary: "Read a number's business profile",
    examples: { about: { path: { id: API_SAMPLES.phoneNumberId }, query: { fields: 'about' } } },
  },
  'POST /{version}/{id}/whatsapp_business_profile': {
    summary: "Change a number's business profile",
    body: parameters({ messaging_product: product, about: { type: 'string' } }, ['messaging_product']),
    answer: { content: { 'application/json': SUCCESS } },
    examples: {
      about: {
        path: { id: API_SAMPLES.phoneNumberId },
        body: { messaging_product: 'whatsapp', about: 'Open from nine to five.' },
      },
    },
  },
  'POST /{version}/{id}/register': {
    summary: 'Register a number',
    body: parameters({ messaging_product: product, pin: { type: 'string', pattern: '^\\d{6}$' } }, [
      'messaging_product',
      'pin',
    ]),
    answer: { content: { 'application/json': SUCCESS } },
    examples: {
      pin: { path: { id: API_SAMPLES.phoneNumberId }, body: { messaging_product: 'whatsapp', pin: '212834' } },
    },
  },
  'POST /{version}/{id}/deregister': {
    summary: 'Take a number off the Cloud API',
    body: parameters({}),
    isBodyOptional: true,
    answer: { content: { 'application/json': SUCCESS } },
    examples: { number: { path: { id: API_SAMPLES.phoneNumberId } } },
  },
  'POST /{version}/{id}/request_code': {
    summary: 'Ask for a verification code',
    body: parameters({ code_method: { type: 'string', enum: ['SMS', 'VOICE'] }, language: { type: 'string' } }, [
      'code_method',
      'language',
    ]),
    answer: { content: { 'application/json': SUCCESS } },
    examples: {
      sms: { path: { id: API_SAMPLES.phoneNumberId }, body: { code_method: 'SMS', language: 'en_US' } },
    },
  },
  'POST /{version}/{id}/verify_code': {
    summary: 'Prove a number with its code',
    body: parameters({ code: { type: 'string' } }, ['code']),
    answer: { content: { 'application/json': SUCCESS } },
    examples: { code: { path: { id: API_SAMPLES.phoneNumberId }, body: { code: '123456' } } },
  },
};

/** The Graph façade: Meta's own routes. */
export const GRAPH: Entries = { ...MESSAGES, ...MEDIA, ...TEMPLATES, ...NUMBERS };
