import { z } from 'zod';
import { READ_SCHEMA, SEND_SCHEMAS } from '../modules/message/body/message-schema';
import { shapeOf } from '../modules/message/body/schema-parts';
import type { Schema } from './document-types';

/** What the fields around the content of a message mean; zod's schemas say only what they must be. */
const MEANINGS: Readonly<Record<string, string>> = {
  messaging_product: 'Always `whatsapp`.',
  recipient_type: 'Always `individual`; may be left out.',
  to: "The recipient's phone number with its country code: digits, and `+`, blanks, dashes and parentheses as people write them. Or `recipient`.",
  recipient: 'A business-scoped user id such as `US.13491208655302741918`, instead of `to`.',
  context: 'The message that this one answers.',
  biz_opaque_callback_data: 'Your own value; it comes back unchanged in the webhooks about this message.',
  status: '`read`: marks the message as read.',
  typing_indicator: 'Also shows that an answer is being written.',
};

/** The bodies that `POST /v1/wa/message` and the Graph façade take: one schema per type, and the read receipt. */
export function messageSchemas(): Record<string, Schema> {
  const byType = [...SEND_SCHEMAS].map(([type, schema]) => [nameOf(type), sendSchema(type, schema)] as const);
  return {
    MessageBody: {
      description:
        "Meta's message object. Fields that are not named here are forwarded to Meta untouched. A body without a `type` is a read receipt when it has a `status`, else a text when it has a `text`.",
      anyOf: [...byType.map(([name]) => reference(name)), reference('ReadReceiptBody')],
    },
    ...Object.fromEntries(byType),
    ReadReceiptBody: {
      description: 'Marks a message of a user as read; free of charge.',
      ...explained(schemaOf(READ_SCHEMA)),
    },
  };
}

function sendSchema(type: string, schema: z.ZodType): Schema {
  const { properties = {}, required = [], ...rest } = explained(schemaOf(schema));
  const { [type]: content, ...around } = properties;
  const isTextual = type === 'text';
  return {
    description: `A message of the type \`${type}\`.`,
    ...rest,
    properties: { ...around, type: { type: 'string', const: type }, [type]: content ?? {} },
    required: [...required, ...(isTextual || required.includes('type') ? [] : ['type'])],
    anyOf: ['to', 'recipient'].map((name) => ({ properties: { [name]: { type: 'string' } }, required: [name] })),
  };
}

function explained(schema: Schema): Schema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const meaning = MEANINGS[name];
    return [name, meaning ? { description: meaning, ...field } : field];
  });
  return { ...schema, properties: Object.fromEntries(properties) as Record<string, Schema> };
}

/** The schema as JSON Schema, with what its own checks say. */
function schemaOf(schema: z.ZodType): Schema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => {
      const shape = shapeOf(zodSchema);
      if (shape) replace(jsonSchema as Schema, shapedSchema(shape, jsonSchema as Schema));
    },
  });
  return json as Schema;
}

function shapedSchema(shape: NonNullable<ReturnType<typeof shapeOf>>, plain: Schema): Schema {
  switch (shape.kind) {
    case 'text':
      return { ...plain, maxLength: shape.maxChars };
    case 'url':
      return { type: 'string', format: 'uri', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://' };
    case 'number':
      return { anyOf: [{ type: 'number', minimum: shape.min, maximum: shape.max }, { type: 'string' }] };
    case 'list':
      return { type: 'array', items: schemaOf(shape.item), minItems: shape.minItems, maxItems: shape.maxItems };
    case 'by-type':
      return shape.settings.open ? plain : byTypeSchema(shape.options, shape.settings.ignoreCase === true);
  }
}

function byTypeSchema(options: Readonly<Record<string, z.ZodType>>, ignoresCase: boolean): Schema {
  const variants = Object.entries(options).map(([type, schema]) => {
    const { properties = {}, required = [], ...rest } = schemaOf(schema);
    return {
      ...rest,
      properties: { type: ignoresCase ? inEitherCase(type) : { type: 'string', const: type }, ...properties },
      required: ['type', ...required.filter((name) => name !== 'type')],
    };
  });
  return { anyOf: variants };
}

/** Meta writes the types of template components in both cases. */
function inEitherCase(type: string): Schema {
  return { type: 'string', enum: [type, type.toUpperCase()] };
}

function replace(target: Schema, source: Schema): void {
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key);
  Object.assign(target, source);
}

const reference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

function nameOf(type: string): string {
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}MessageBody`;
}
