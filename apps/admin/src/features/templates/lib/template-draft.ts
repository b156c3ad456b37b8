import type { Schemas } from '../../../api/client';
import { variablesOf } from '../../../components/whatsapp/template-content';
import type { Category } from './template-words';

export type HeaderKind = 'NONE' | 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION';
export type ButtonKind = 'QUICK_REPLY' | 'URL' | 'PHONE_NUMBER' | 'COPY_CODE';

/** A button of the form; only what its kind needs is used. */
export interface DraftButton {
  /** For React alone. */
  key: string;
  type: ButtonKind;
  text: string;
  url: string;
  phone: string;
  /** Of the address with its variable filled in, or of the code. */
  example: string;
}

/** What the form of a new template holds. */
export interface TemplateDraft {
  wabaId: string;
  name: string;
  language: string;
  category: Category;
  headerKind: HeaderKind;
  headerText: string;
  /** Of the header's one variable. */
  headerExample: string;
  /** Of an example file that was uploaded to Meta. */
  headerHandle: string;
  body: string;
  /** By the variable's name. */
  bodyExamples: Record<string, string>;
  footer: string;
  buttons: DraftButton[];
  /** Of one-time codes. */
  withSecurityAdvice: boolean;
  /** Empty: not said. */
  expiryMinutes: number | string;
  copyText: string;
  mayMoveCategory: boolean;
}

export const EMPTY_DRAFT: TemplateDraft = {
  wabaId: '',
  name: '',
  language: 'en_US',
  category: 'UTILITY',
  headerKind: 'NONE',
  headerText: '',
  headerExample: '',
  headerHandle: '',
  body: '',
  bodyExamples: {},
  footer: '',
  buttons: [],
  withSecurityAdvice: true,
  expiryMinutes: 10,
  copyText: 'Copy code',
  mayMoveCategory: true,
};

/** Meta's limits (Business Management API, "Message templates"), in characters. */
export const LIMITS = {
  name: 512,
  header: 60,
  body: 1_024,
  footer: 60,
  buttons: 10,
  buttonText: 25,
  url: 2_000,
  phone: 20,
};

type Component = Record<string, unknown> & { type: string };

/** The template's parts in Meta's shape. */
export function componentsOf(draft: TemplateDraft): Component[] {
  if (draft.category === 'AUTHENTICATION') return authenticationComponents(draft);
  const { body, footer, buttons } = draft;
  return [
    ...headerOf(draft),
    { type: 'BODY', text: body, ...examplesOf('body_text', body, draft.bodyExamples, isNamed(draft)) },
    ...(footer.trim() === '' ? [] : [{ type: 'FOOTER', text: footer }]),
    ...(buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons: buttons.map(buttonOf) }]),
  ];
}

/** The request that a filled form stands for. */
export function definitionOf(draft: TemplateDraft): Schemas['CreateTemplateRequest'] {
  return {
    wabaId: draft.wabaId,
    name: draft.name.trim(),
    language: draft.language,
    category: draft.category,
    ...(isNamed(draft) && { parameter_format: 'NAMED' }),
    components: componentsOf(draft),
    allow_category_change: draft.mayMoveCategory,
  };
}

/** Whether variables have names (`{{first_name}}`) instead of numbers. */
function isNamed({ body, headerKind, headerText, category }: TemplateDraft): boolean {
  if (category === 'AUTHENTICATION') return false;
  const variables = [...variablesOf(body), ...(headerKind === 'TEXT' ? variablesOf(headerText) : [])];
  return variables.length > 0 && variables.every((variable) => !/^\d+$/.test(variable));
}

function authenticationComponents({ withSecurityAdvice, expiryMinutes, copyText }: TemplateDraft): Component[] {
  const minutes = Number(expiryMinutes);
  return [
    { type: 'BODY', add_security_recommendation: withSecurityAdvice },
    ...(minutes > 0 ? [{ type: 'FOOTER', code_expiration_minutes: minutes }] : []),
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: copyText }] },
  ];
}

function headerOf(draft: TemplateDraft): Component[] {
  const { headerKind: format, headerText: text, headerExample, headerHandle } = draft;
  if (format === 'NONE') return [];
  if (format === 'LOCATION') return [{ type: 'HEADER', format }];
  if (format !== 'TEXT') return [{ type: 'HEADER', format, example: { header_handle: [headerHandle.trim()] } }];
  const [variable] = variablesOf(text);
  const examples = variable === undefined ? {} : { [variable]: headerExample };
  return [{ type: 'HEADER', format, text, ...examplesOf('header_text', text, examples, isNamed(draft)) }];
}

/** Meta reviews texts with an example of each variable; a missing one is left out, so that the server says so. */
function examplesOf(
  key: 'header_text' | 'body_text',
  text: string,
  examples: Readonly<Record<string, string>>,
  isNamedText: boolean,
): { example?: Record<string, unknown> } {
  const variables = variablesOf(text);
  const given = variables.flatMap((name) => (examples[name]?.trim() ? [{ name, text: examples[name].trim() }] : []));
  if (given.length === 0) return {};
  if (isNamedText) {
    const named = given.map(({ name, text: example }) => ({ param_name: name, example }));
    return { example: { [`${key}_named_params`]: named } };
  }
  const texts = given.map((each) => each.text);
  return { example: { [key]: key === 'body_text' ? [texts] : texts } };
}

function buttonOf({ type, text, url, phone, example }: DraftButton): Record<string, unknown> {
  if (type === 'COPY_CODE') return { type, example: example.trim() };
  if (type === 'PHONE_NUMBER') return { type, text, phone_number: phone.trim() };
  if (type === 'QUICK_REPLY') return { type, text };
  const hasVariable = variablesOf(url).length > 0 && example.trim() !== '';
  return { type, text, url: url.trim(), ...(hasVariable && { example: [example.trim()] }) };
}

/** The message that the examples make of the draft: what a preview shows. */
export function exampleMessage(draft: TemplateDraft): { type: 'template'; template: object } {
  const asText = (name: string, text: string | undefined): object => ({
    type: 'text',
    text: text ?? '',
    ...(!/^\d+$/.test(name) && { parameter_name: name }),
  });
  const header = draft.headerKind === 'TEXT' ? variablesOf(draft.headerText) : [];
  const components = [
    { type: 'header', parameters: header.map((name) => asText(name, draft.headerExample)) },
    { type: 'body', parameters: variablesOf(draft.body).map((name) => asText(name, draft.bodyExamples[name])) },
  ];
  return { type: 'template', template: { name: draft.name, language: { code: draft.language }, components } };
}
