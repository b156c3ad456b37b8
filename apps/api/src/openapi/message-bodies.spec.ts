import { MESSAGE_EXAMPLES, MESSAGE_TYPES } from '@switchboard/contracts';
import { z } from 'zod';
import type { Schema } from './document-types';
import { messageSchemas } from './message-bodies';

const schemas = messageSchemas();
const nameOf = (type: string): string =>
  type === 'read' ? 'ReadReceiptBody' : `${type.charAt(0).toUpperCase()}${type.slice(1)}MessageBody`;

function takes(type: string, body: unknown): boolean {
  const { description: _, ...schema } = schemas[nameOf(type)]!;
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(body).success;
}

describe('the schema of a message', () => {
  it('is there for every type', () => {
    expect(Object.keys(schemas).sort()).toEqual(
      ['MessageBody', 'ReadReceiptBody', ...MESSAGE_TYPES.map(nameOf)].sort(),
    );
  });

  it.each(MESSAGE_EXAMPLES.filter(({ body }) => body['type'] !== undefined || body['status'] !== undefined))(
    'takes what the gateway takes: $title',
    ({ type, body }) => {
      expect(takes(type, body)).toBe(true);
    },
  );

  it.each([
    ['text', { text: {} }],
    ['text', { text: { body: '' } }],
    ['location', { location: { latitude: 91, longitude: 0 } }],
    ['template', { template: { language: { code: 'en' } } }],
    ['contacts', { contacts: [] }],
    ['interactive', { interactive: { type: 'button', body: { text: 'Hi' }, action: { buttons: [] } } }],
  ])('refuses what the gateway refuses: %s %j', (type, content) => {
    expect(takes(type, { messaging_product: 'whatsapp', to: '905321234567', type, ...content })).toBe(false);
  });

  it('says how long a text may be', () => {
    const text = schemas['TextMessageBody']!.properties!['text'] as Schema;
    expect(text.properties!['body']).toMatchObject({ type: 'string', minLength: 1, maxLength: 4096 });
  });
});
