import type { MetaTemplateComponent } from '@switchboard/contracts';

import { GraphRefusal, invalidParameter } from './graph-refusal';
import { isObject, objectsOf, textOf } from './json';
import type { JsonObject } from './json';
import { variablesOf } from './template';

/** A template as its author defines it. */
export interface TemplateDefinition {
  readonly name: string;
  readonly language: string;
  readonly category: string;
  readonly parameter_format: string;
  readonly components: readonly MetaTemplateComponent[];
}

const CATEGORIES: ReadonlySet<string> = new Set(['MARKETING', 'UTILITY', 'AUTHENTICATION']);
const TYPES: ReadonlySet<string> = new Set([
  'HEADER',
  'BODY',
  'FOOTER',
  'BUTTONS',
  'CAROUSEL',
  'LIMITED_TIME_OFFER',
  'CALL_PERMISSION_REQUEST',
]);
const HEADER_MAX_CHARS = 60;
const BODY_MAX_CHARS = 1_024;
const FOOTER_MAX_CHARS = 60;
const BUTTONS_MAX = 10;
const NAME_MAX_CHARS = 512;

/** @throws GraphRefusal 100 naming what is wrong, as Meta's template editor does */
export function readTemplateDefinition(body: JsonObject): TemplateDefinition {
  const name = textOf(body.name) ?? '';
  if (!/^[a-z0-9_]+$/.test(name) || name.length > NAME_MAX_CHARS) {
    throw invalid('Param name can only have lowercase letters, digits and underscores, and at most 512 characters.');
  }
  const language = textOf(body.language) ?? '';
  if (!/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/.test(language)) throw invalid(`Param language "${language}" is not supported.`);
  const category = textOf(body.category)?.toUpperCase() ?? '';
  if (!CATEGORIES.has(category)) throw invalid(`Param category must be one of {${[...CATEGORIES].join(', ')}}.`);
  const parameterFormat = textOf(body.parameter_format)?.toUpperCase() ?? 'POSITIONAL';
  if (parameterFormat !== 'POSITIONAL' && parameterFormat !== 'NAMED') {
    throw invalid('Param parameter_format must be one of {POSITIONAL, NAMED}.');
  }
  const components = objectsOf(body.components);
  checkComponents(components, category, parameterFormat);
  return {
    name,
    language,
    category,
    parameter_format: parameterFormat,
    components: components as unknown as readonly MetaTemplateComponent[],
  };
}

function checkComponents(components: readonly JsonObject[], category: string, parameterFormat: string): void {
  for (const component of components) checkComponent(component, category, parameterFormat);
  const types = components.map(({ type }) => textOf(type)?.toUpperCase());
  if (new Set(types).size !== types.length) throw invalid('Every component may be present only once.');
  if (!types.includes('BODY')) throw invalid('Message templates must have a BODY component.');
}

function checkComponent(component: JsonObject, category: string, parameterFormat: string): void {
  const type = textOf(component.type)?.toUpperCase() ?? '';
  if (!TYPES.has(type)) throw invalid(`Unexpected component type "${type}".`);
  if (type === 'HEADER') checkHeader(component);
  if (type === 'FOOTER' && category !== 'AUTHENTICATION') checkText(component, 'footer', FOOTER_MAX_CHARS, 0);
  if (type === 'BUTTONS') checkButtons(component);
  // Meta writes the text of authentication templates itself.
  if (type !== 'BODY' || category === 'AUTHENTICATION') return;
  const variables = checkText(component, 'body', BODY_MAX_CHARS, Infinity);
  const isSequence = variables.every((variable, index) => variable === String(index + 1));
  if (parameterFormat === 'POSITIONAL' && !isSequence) {
    throw invalid('The variables of the body must be numbered {{1}}, {{2}} and so on.');
  }
}

function checkHeader(component: JsonObject): void {
  const format = textOf(component.format)?.toUpperCase() ?? '';
  if (!['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT', 'GIF'].includes(format)) {
    throw invalid(`Unexpected header format "${format}".`);
  }
  if (format === 'TEXT') checkText(component, 'header', HEADER_MAX_CHARS, 1);
}

function checkButtons(component: JsonObject): void {
  const buttons = component.buttons;
  if (!Array.isArray(buttons) || buttons.length < 1 || buttons.length > BUTTONS_MAX || !buttons.every(isObject)) {
    throw invalid(`The buttons must be 1 to ${BUTTONS_MAX}.`);
  }
}

function checkText(component: JsonObject, name: string, maxChars: number, maxVariables: number): readonly string[] {
  const text = textOf(component.text) ?? '';
  if (text === '' || text.length > maxChars) throw invalid(`The ${name} must have 1 to ${maxChars} characters.`);
  const variables = variablesOf(text);
  if (variables.length > maxVariables) throw invalid(`The ${name} can have at most ${maxVariables} variables.`);
  return variables;
}

function invalid(details: string): GraphRefusal {
  return invalidParameter(details);
}
