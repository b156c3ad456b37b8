import { isRecord, type JsonRecord, recordsAt, textAt } from '../../lib/json-path';
import {
  type ChatButton,
  type ChatButtonKind,
  type ChatCard,
  type ChatContent,
  emptyContent,
  headerOf,
  mediaOf,
} from './chat-parts';

/** The part of a synced template that its text depends on. */
export interface TemplateText {
  components: readonly object[];
}

const VARIABLE = /\{\{\s*([^{}]+?)\s*\}\}/g;

/** The variables of a text in their order, each once: `1`, `2` or names. */
export function variablesOf(text: string | undefined): readonly string[] {
  return [...new Set([...(text ?? '').matchAll(VARIABLE)].map((match) => match[1] ?? ''))];
}

/** Puts parameters in place of a text's variables; one that is missing or empty stays to be seen as `{{1}}`. */
function filledText(text: string, parameters: readonly JsonRecord[]): string {
  const names = variablesOf(text);
  return text.replaceAll(VARIABLE, (whole, name: string) => {
    const named = parameters.find((parameter) => textAt(parameter, 'parameter_name') === name);
    const given = named ?? (parameters.some(isNamed) ? undefined : parameters[names.indexOf(name)]);
    return (given && wordsOf(given)) || whole;
  });
}

function isNamed(parameter: JsonRecord): boolean {
  return parameter['parameter_name'] !== undefined;
}

function wordsOf(parameter: JsonRecord): string {
  const type = (textAt(parameter, 'type') ?? '').toLowerCase();
  return (
    textAt(parameter, type) ??
    textAt(parameter, type, 'fallback_value') ??
    textAt(parameter, 'text') ??
    textAt(parameter, 'payload') ??
    ''
  );
}

/** A template message as a phone shows it; without the definition its name and what fills it are told. */
export function templateContent(sent: unknown, template: TemplateText | null): ChatContent {
  const components = recordsAt(sent, 'components');
  if (!template) return undefinedTemplate(sent, components);
  const defined = template.components.filter(isRecord);
  const { cards, ...parts } = partsContent(defined, components);
  return { ...emptyContent(), ...parts, ...(cards && { cards }) };
}

function undefinedTemplate(sent: unknown, components: readonly JsonRecord[]): ChatContent {
  const name = textAt(sent, 'name');
  const words = components.flatMap((component) => recordsAt(component, 'parameters')).map(wordsOf);
  return {
    ...emptyContent(),
    note: name ? `Template ${name} (${textAt(sent, 'language', 'code') ?? 'no language'})` : 'Choose a template.',
    text: words.filter(Boolean).join('\n'),
  };
}

function partsContent(defined: readonly JsonRecord[], sent: readonly JsonRecord[]): ChatContent {
  const find = (type: string) => defined.find((part) => typeOf(part) === type);
  const carousel = find('carousel');
  const sentCards = sent.filter((each) => typeOf(each) === 'carousel').flatMap((each) => recordsAt(each, 'cards'));
  const body = find('body');
  return {
    ...headerContent(find('header'), parametersOf(sent, 'header')),
    text: textAt(body, 'text') === undefined ? authenticationText(body, sent) : filledOf(body, sent, 'body'),
    footer: textAt(find('footer'), 'text'),
    buttons: recordsAt(find('buttons'), 'buttons').map((button, index) => buttonOf(button, index, sent)),
    ...(carousel && { cards: recordsAt(carousel, 'cards').map((card, index) => cardOf(card, sentCards[index])) }),
  };
}

function cardOf(card: JsonRecord, sent: JsonRecord | undefined): ChatCard {
  const { media, text, buttons } = partsContent(recordsAt(card, 'components'), recordsAt(sent, 'components'));
  return { media, text: text ?? '', buttons };
}

function headerContent(header: JsonRecord | undefined, parameters: readonly JsonRecord[]): Partial<ChatContent> {
  if (!header) return {};
  const format = (textAt(header, 'format') ?? 'text').toLowerCase();
  if (format === 'text') return { title: filledText(textAt(header, 'text') ?? '', parameters) };
  const given = parameters.find((parameter) => typeOf(parameter) === format);
  if (given) return headerOf({ type: format, [format]: given[format] });
  const media = mediaOf(format, {});
  return media ? { media } : {};
}

function filledOf(part: JsonRecord | undefined, sent: readonly JsonRecord[], type: string): string {
  return filledText(textAt(part, 'text') ?? '', parametersOf(sent, type));
}

/** Meta writes the text of authentication templates itself and does not always tell it. */
function authenticationText(body: JsonRecord | undefined, sent: readonly JsonRecord[]): string | undefined {
  if (!body) return undefined;
  const code = parametersOf(sent, 'body').map(wordsOf)[0];
  return `*${code || '{{1}}'}* is your verification code.`;
}

function buttonOf(button: JsonRecord, index: number, sent: readonly JsonRecord[]): ChatButton {
  const type = typeOf(button);
  const given = sent.find((each) => typeOf(each) === 'button' && textAt(each, 'index') === String(index));
  const [parameter] = recordsAt(given, 'parameters');
  const words = parameter && wordsOf(parameter);
  const url = textAt(button, 'url');
  return {
    kind: BUTTON_KINDS[type] ?? 'quick_reply',
    label: textAt(button, 'text') ?? (type === 'otp' || type === 'copy_code' ? 'Copy code' : type.replaceAll('_', ' ')),
    // What comes back of a quick reply without a payload is its own text (Cloud API, "Template messages").
    id: type === 'quick_reply' ? words || textAt(button, 'text') : undefined,
    detail: url === undefined ? words : filledText(url, parameter ? [parameter] : []),
  };
}

const BUTTON_KINDS: Readonly<Record<string, ChatButtonKind>> = {
  quick_reply: 'quick_reply',
  url: 'url',
  phone_number: 'call',
  voice_call: 'call',
  copy_code: 'copy',
  otp: 'copy',
  flow: 'flow',
  catalog: 'catalog',
  mpm: 'catalog',
  spm: 'catalog',
};

function parametersOf(sent: readonly JsonRecord[], type: string): readonly JsonRecord[] {
  return sent.filter((each) => typeOf(each) === type).flatMap((each) => recordsAt(each, 'parameters'));
}

function typeOf(part: unknown): string {
  return (textAt(part, 'type') ?? '').toLowerCase();
}
