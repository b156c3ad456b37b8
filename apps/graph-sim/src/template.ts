import type { MetaTemplate, MetaTemplateComponent } from '@switchboard/contracts';

import { makeObjectId } from './identifiers';

/** A template of an account; Meta changes its status by itself. */
export interface Template extends MetaTemplate {
  status: string;
}

type SeedTemplate = Omit<MetaTemplate, 'id' | 'status' | 'parameter_format'>;

const body = (text: string, example?: readonly string[]): MetaTemplateComponent => ({
  type: 'BODY',
  text,
  ...(example === undefined ? {} : { example: { body_text: [example] } }),
});

const SEEDS: readonly SeedTemplate[] = [
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      body('Welcome and congratulations!! This message demonstrates your ability to send a message notification.'),
      { type: 'FOOTER', text: 'WhatsApp Business Platform sample message' },
    ],
  },
  {
    name: 'order_update',
    language: 'en',
    category: 'UTILITY',
    components: [body('Hello {{1}}, your order {{2}} is on its way.', ['Ada', '1842'])],
  },
  {
    name: 'promo',
    language: 'en',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://example.com/sale.jpg'] } },
      body('The summer sale has started.'),
      { type: 'FOOTER', text: 'Reply STOP to opt out' },
    ],
  },
  {
    name: 'otp',
    language: 'en',
    category: 'AUTHENTICATION',
    components: [
      body('*{{1}}* is your verification code. For your security, do not share this code.', ['123456']),
      { type: 'FOOTER', text: 'This code expires in 10 minutes.', code_expiration_minutes: 10 },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Copy code',
            url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
          },
        ],
      },
    ],
  },
];

/** The approved templates that every account starts with. */
export function seedTemplates(): Template[] {
  return SEEDS.map((seed) => ({
    ...seed,
    id: makeObjectId(),
    status: 'APPROVED',
    parameter_format: 'POSITIONAL',
    quality_score: { score: 'GREEN', date: 1_764_547_200 },
    rejected_reason: 'NONE',
  }));
}

/** Names of the variables of a text: `{{1}}` or `{{name}}`, each once. */
export function variablesOf(text: string | undefined): readonly string[] {
  const found = [...(text ?? '').matchAll(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g)].map((match) => match[1] ?? '');
  return [...new Set(found)];
}

/** The component of a type, whatever its letters' case. */
export function componentOf(template: MetaTemplate, type: string): MetaTemplateComponent | undefined {
  return template.components.find((component) => component.type.toUpperCase() === type);
}
