import { isJsonObject, type JsonObject, type JsonValue } from '@switchboard/contracts';
import type { FieldProblem } from '../../http/problem';

/** Meta's limits of a template (Business Management API, "Message templates"); characters are Unicode's. */
const NAME = /^[a-z0-9_]{1,512}$/;
const LANGUAGE = /^[a-z]{2,3}(?:_[A-Za-z]{2,4})?$/;
const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'];
const PARAMETER_FORMATS = ['POSITIONAL', 'NAMED'];
const HEADER_FORMATS = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'GIF', 'LOCATION', 'PRODUCT'];
/** Their example is the handle of an uploaded file. */
const MEDIA_FORMATS: ReadonlySet<string> = new Set(['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF']);
const HEADER_MAX_CHARS = 60;
const BODY_MAX_CHARS = 1_024;
const CARD_BODY_MAX_CHARS = 160;
const FOOTER_MAX_CHARS = 60;
const BUTTONS_MAX = 10;
const BUTTON_TEXT_MAX_CHARS = 25;
const URL_MAX_CHARS = 2_000;
const PHONE_MAX_CHARS = 20;
const CARDS_MAX = 10;
const BUTTONS_MAX_OF_TYPE: Readonly<Record<string, number>> = { URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1 };

const VARIABLE = /\{\{([^{}]+)\}\}/g;
const VARIABLE_NAME = /^[a-z0-9_]+$/;

interface Check {
  readonly isNamed: boolean;
  readonly isAuthentication: boolean;
  readonly problems: FieldProblem[];
}

/**
 * What Meta would refuse about the definition of a new template, with the path of each field. What is not known here passes: Meta
 * judges last.
 */
export function templateDefinitionProblems(definition: JsonObject): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { name, language, category, parameter_format: format, components } = definition;
  if (typeof name !== 'string' || !NAME.test(name))
    problems.push(problem('name', 'pattern', 'must be 1 to 512 lower-case letters, digits and underscores'));
  if (typeof language !== 'string' || !LANGUAGE.test(language))
    problems.push(problem('language', 'pattern', 'must be a language code such as en or en_US'));
  if (!CATEGORIES.includes(upperCase(category)))
    problems.push(problem('category', 'enum', `must be one of ${CATEGORIES.join(', ')}`));
  if (format !== undefined && !PARAMETER_FORMATS.includes(upperCase(format)))
    problems.push(problem('parameter_format', 'enum', `must be one of ${PARAMETER_FORMATS.join(', ')}`));
  if (!isObjects(components)) {
    problems.push(problem('components', 'type', 'must be a list of objects'));
    return problems;
  }
  const check: Check = {
    isNamed: upperCase(format) === 'NAMED',
    isAuthentication: upperCase(category) === 'AUTHENTICATION',
    problems,
  };
  checkComponents(check, components, { at: 'components', bodyMaxChars: BODY_MAX_CHARS, isBodyRequired: true });
  return problems;
}

interface Level {
  at: string;
  bodyMaxChars: number;
  isBodyRequired: boolean;
}

function checkComponents(check: Check, components: readonly JsonObject[], level: Level): void {
  const { at, bodyMaxChars, isBodyRequired } = level;
  const seen = new Set<string>();
  components.forEach((component, index) => {
    const path = `${at}[${index}]`;
    const type = upperCase(component['type']);
    if (type === '') check.problems.push(problem(`${path}.type`, 'required', 'is required'));
    else if (seen.has(type)) check.problems.push(problem(path, 'unique', `is the second ${type} of the template`));
    seen.add(type);
    if (type === 'HEADER') checkHeader(check, component, path);
    else if (type === 'BODY') checkBody(check, component, path, bodyMaxChars);
    else if (type === 'FOOTER') checkFooter(check, component, path);
    else if (type === 'BUTTONS') checkButtons(check, component['buttons'], `${path}.buttons`);
    else if (type === 'CAROUSEL') checkCards(check, component['cards'], `${path}.cards`);
  });
  if (isBodyRequired && !seen.has('BODY')) check.problems.push(problem(at, 'required', 'must contain a BODY'));
}

function checkHeader(check: Check, header: JsonObject, path: string): void {
  const format = upperCase(header['format']);
  if (!HEADER_FORMATS.includes(format)) {
    check.problems.push(problem(`${path}.format`, 'enum', `must be one of ${HEADER_FORMATS.join(', ')}`));
    return;
  }
  const example = objectOf(header['example']);
  if (MEDIA_FORMATS.has(format)) {
    if (!isTexts(example['header_handle'], 1))
      check.problems.push(problem(`${path}.example.header_handle`, 'required', 'must name one uploaded example file'));
    return;
  }
  if (format !== 'TEXT') return;
  const variables = checkText(check, header['text'], `${path}.text`, HEADER_MAX_CHARS);
  if (variables.length > 1) check.problems.push(problem(`${path}.text`, 'variables', 'can have at most one variable'));
  else checkExample(check, example, variables, { path: `${path}.example`, key: 'header_text' });
}

function checkBody(check: Check, body: JsonObject, path: string, maxChars: number): void {
  // Meta writes the text of authentication templates itself.
  if (check.isAuthentication && body['text'] === undefined) return;
  const variables = checkText(check, body['text'], `${path}.text`, maxChars);
  checkExample(check, objectOf(body['example']), variables, { path: `${path}.example`, key: 'body_text' });
}

function checkFooter(check: Check, footer: JsonObject, path: string): void {
  if (check.isAuthentication && footer['text'] === undefined) return;
  const variables = checkText(check, footer['text'], `${path}.text`, FOOTER_MAX_CHARS);
  if (variables.length > 0) check.problems.push(problem(`${path}.text`, 'variables', 'can have no variables'));
}

/** Returns the variables of a text, each once. */
function checkText(check: Check, text: JsonValue | undefined, path: string, maxChars: number): readonly string[] {
  if (typeof text !== 'string' || text === '' || countChars(text) > maxChars) {
    check.problems.push(problem(path, 'length', `must have 1 to ${maxChars} characters`));
    return [];
  }
  const variables = variablesOf(text);
  const isRight = check.isNamed
    ? variables.every((variable) => VARIABLE_NAME.test(variable))
    : variables.every((variable, index) => variable === String(index + 1));
  if (!isRight) {
    const rule = check.isNamed ? 'named such as {{first_name}}' : 'numbered {{1}}, {{2}} and so on, in this order';
    check.problems.push(problem(path, 'variables', `must have its variables ${rule}`));
  }
  return variables;
}

/** Meta reviews a template with examples of its variables: a list of texts (of the body, a list of such lists), or named ones. */
function checkExample(
  check: Check,
  example: JsonObject,
  variables: readonly string[],
  { path, key }: { path: string; key: 'header_text' | 'body_text' },
): void {
  if (variables.length === 0) return;
  if (check.isNamed) {
    const given = example[`${key}_named_params`];
    const names = isObjects(given) ? given.map(({ param_name: name }) => name) : [];
    if (!variables.every((variable) => names.includes(variable)))
      check.problems.push(
        problem(`${path}.${key}_named_params`, 'required', `must have an example of ${variables.join(', ')}`),
      );
    return;
  }
  const given = example[key];
  const values =
    key === 'body_text' && Array.isArray(given) && Array.isArray(given[0]) ? (given[0] as JsonValue) : given;
  if (!isTexts(values, variables.length))
    check.problems.push(
      problem(`${path}.${key}`, 'required', `must have an example of each of the ${variables.length} variables`),
    );
}

function checkButtons(check: Check, buttons: JsonValue | undefined, path: string): void {
  if (!isObjects(buttons) || buttons.length < 1 || buttons.length > BUTTONS_MAX) {
    check.problems.push(problem(path, 'count', `must be 1 to ${BUTTONS_MAX} buttons`));
    return;
  }
  const counts = new Map<string, number>();
  buttons.forEach((button, index) => {
    const type = upperCase(button['type']);
    const at = `${path}[${index}]`;
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    if (type === '') check.problems.push(problem(`${at}.type`, 'required', 'is required'));
    if (count > (BUTTONS_MAX_OF_TYPE[type] ?? BUTTONS_MAX))
      check.problems.push(problem(at, 'count', `is one ${type} button too many`));
    checkButton(check, button, type, at);
  });
}

function checkButton(check: Check, button: JsonObject, type: string, at: string): void {
  const { text, url, phone_number: phone, example } = button;
  // Of other types Meta writes the text, or lets it be left out.
  if (type === 'QUICK_REPLY' || type === 'URL' || type === 'PHONE_NUMBER')
    checkLength(check, text, `${at}.text`, BUTTON_TEXT_MAX_CHARS);
  if (type === 'PHONE_NUMBER') checkLength(check, phone, `${at}.phone_number`, PHONE_MAX_CHARS);
  if (type !== 'URL') return;
  checkLength(check, url, `${at}.url`, URL_MAX_CHARS);
  const address = typeof url === 'string' ? url : '';
  const variables = variablesOf(address);
  if (variables.length === 0) return;
  if (variables.length > 1 || !address.endsWith('}}'))
    check.problems.push(problem(`${at}.url`, 'variables', 'can have one variable, at its end'));
  if (typeof example !== 'string' && !isTexts(example, 1))
    check.problems.push(problem(`${at}.example`, 'required', 'must be an example of the address'));
}

function checkLength(check: Check, value: JsonValue | undefined, path: string, maxChars: number): void {
  if (typeof value !== 'string' || value === '' || countChars(value) > maxChars)
    check.problems.push(problem(path, 'length', `must have 1 to ${maxChars} characters`));
}

function checkCards(check: Check, cards: JsonValue | undefined, path: string): void {
  if (!isObjects(cards) || cards.length < 1 || cards.length > CARDS_MAX) {
    check.problems.push(problem(path, 'count', `must be 1 to ${CARDS_MAX} cards`));
    return;
  }
  cards.forEach(({ components }, index) => {
    const at = `${path}[${index}].components`;
    if (isObjects(components))
      checkComponents(check, components, { at, bodyMaxChars: CARD_BODY_MAX_CHARS, isBodyRequired: false });
    else check.problems.push(problem(at, 'type', 'must be a list of objects'));
  });
}

function problem(path: string, rule: string, message: string): FieldProblem {
  return { path, rule, message };
}

function variablesOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map(([, name = '']) => name.trim()))];
}

function upperCase(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.toUpperCase() : '';
}

function countChars(text: string): number {
  return Array.from(text).length;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function isObjects(value: JsonValue | undefined): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every((item: JsonValue) => isJsonObject(item));
}

function isTexts(value: JsonValue | undefined, atLeast: number): boolean {
  return (
    Array.isArray(value) && value.length >= atLeast && value.every((item) => typeof item === 'string' && item !== '')
  );
}
