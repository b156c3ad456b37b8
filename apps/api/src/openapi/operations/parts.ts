import { LIMITS, MESSAGE_EXAMPLES } from '@switchboard/contracts';
import type { Parameter, Schema } from '../document-types';
import type { ExampleRequest } from './entry';

/** A header that a request may carry. */
export function header(name: string, description: string, schema: Schema = { type: 'string' }): Parameter {
  return { name, in: 'header', required: false, description, schema };
}

/** A parameter of the query that a handler reads by hand. */
export function query(
  name: string,
  description: string,
  { required = false, ...schema }: Omit<Schema, 'required'> & { required?: boolean } = {},
): Parameter {
  return { name, in: 'query', required, description, schema: { type: 'string', ...schema } };
}

export const IDEMPOTENCY_KEY = header(
  'Idempotency-Key',
  'The same key with the same request gives the first answer again, byte for byte, for 24 hours. Visible ASCII characters.',
  { type: 'string', minLength: 1, maxLength: LIMITS.idempotencyKeyMaxChars, pattern: '^[!-~]+$' },
);

export const SENDER_HEADER = header(
  'X-Phone-Number-Id',
  "Meta's id of the sender. The sender is the first of: the query's, this header's, the key's own, the tenant's only number.",
);

export const RANGE = header('Range', 'Bytes of the file, such as `bytes=0-1023`; where the file is in the vault.');

/** Bytes. */
export const FILE: Schema = { type: 'string', contentMediaType: 'application/octet-stream' };

/** What Meta answers when it takes a message. */
export const META_SENT: Schema = {
  type: 'object',
  properties: {
    messaging_product: { type: 'string', const: 'whatsapp' },
    contacts: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          input: { type: 'string', description: 'The recipient as it was given.' },
          wa_id: { type: 'string', description: 'Left out for users who are known by a business-scoped id alone.' },
        },
        additionalProperties: true,
      },
    },
    messages: {
      type: 'array',
      items: {
        type: 'object',
        properties: { id: { type: 'string', description: 'The wamid.' }, message_status: { type: 'string' } },
        required: ['id'],
        additionalProperties: true,
      },
    },
    success: { type: 'boolean', description: 'Of a read receipt, instead of all else.' },
  },
  additionalProperties: true,
};

export const MESSAGE_BODY: Schema = { $ref: '#/components/schemas/MessageBody' };

/** A request with one of the known good message bodies. @throws Error when there is none of the title */
export function messageExample(title: string, more: Omit<ExampleRequest, 'body'> = {}): ExampleRequest {
  const found = MESSAGE_EXAMPLES.find((example) => example.title === title);
  if (!found) throw new Error(`There is no message example "${title}".`);
  return { summary: `${title.charAt(0).toUpperCase()}${title.slice(1)}`, ...more, body: found.body };
}
