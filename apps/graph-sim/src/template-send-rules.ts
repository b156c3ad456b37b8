import { GraphRefusal, missingParameter } from './graph-refusal';
import { objectsOf, textOf } from './json';
import type { JsonObject } from './json';
import { componentOf, variablesOf } from './template';
import type { Template } from './template';

const MEDIA_HEADERS: ReadonlySet<string> = new Set(['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION']);
const BODY_PARAMETER_TYPES: ReadonlySet<string> = new Set(['text', 'currency', 'date_time']);
const HYDRATED_BODY_MAX_CHARS = 1_024;
const STATUS_ERRORS: Readonly<Record<string, number>> = { PAUSED: 132015, DISABLED: 132016 };

/**
 * Checks the parameters of a message against its template.
 *
 * @throws GraphRefusal 132000 count, 132012 format, 131008 missing button parameter, 132005 text too long,
 *   132015/132016 paused/disabled, 132001 not approved
 */
export function checkTemplateMessage(template: Template, message: JsonObject): void {
  if (template.status !== 'APPROVED') {
    const code = STATUS_ERRORS[template.status] ?? 132001;
    throw new GraphRefusal(code, { details: `template (${template.name}) is ${template.status.toLowerCase()}` });
  }
  const sent = objectsOf(message.components);
  checkHeader(template, sentComponent(sent, 'header'));
  checkBody(template, sentComponent(sent, 'body'));
  checkButtons(template, sent);
}

function checkHeader(template: Template, sent: JsonObject | undefined): void {
  const header = componentOf(template, 'HEADER');
  const format = header?.format?.toUpperCase() ?? 'TEXT';
  const parameters = objectsOf(sent?.parameters);
  if (!MEDIA_HEADERS.has(format)) {
    checkCount('header', parameters.length, variablesOf(header?.text).length);
    return;
  }
  const received = textOf(parameters[0]?.type)?.toUpperCase() ?? 'UNKNOWN';
  if (received !== format) throw formatMismatch('header', format, received);
}

function checkBody(template: Template, sent: JsonObject | undefined): void {
  const text = componentOf(template, 'BODY')?.text ?? '';
  const parameters = objectsOf(sent?.parameters);
  const variables = variablesOf(text);
  checkCount('body', parameters.length, variables.length);
  for (const parameter of parameters) {
    const type = textOf(parameter.type) ?? 'unknown';
    if (!BODY_PARAMETER_TYPES.has(type)) throw formatMismatch('body', 'TEXT', type.toUpperCase());
    if (template.parameter_format === 'NAMED' && !variables.includes(textOf(parameter.parameter_name) ?? '')) {
      throw new GraphRefusal(132012, { details: 'body: Parameter name is missing or does not match the template' });
    }
  }
  const lengthChars = parameters.reduce(
    (total, parameter) => total + (textOf(parameter.text)?.length ?? 0),
    text.length,
  );
  if (lengthChars > HYDRATED_BODY_MAX_CHARS) {
    throw new GraphRefusal(132005, { details: `body: text is longer than ${HYDRATED_BODY_MAX_CHARS} characters` });
  }
}

function checkButtons(template: Template, sent: readonly JsonObject[]): void {
  const buttons = componentOf(template, 'BUTTONS')?.buttons ?? [];
  for (const [index, button] of buttons.entries()) {
    const type = button.type.toUpperCase();
    const needsParameter = (type === 'URL' && variablesOf(button.url).length > 0) || type === 'COPY_CODE';
    if (!needsParameter) continue;
    const parameters = sent
      .filter((component) => isType(component, 'button') && Number(component.index) === index)
      .flatMap((component) => objectsOf(component.parameters));
    if (parameters.length === 0) throw missingParameter(`buttons: Button at index ${index} of type ${type}`);
  }
}

function checkCount(component: string, sent: number, expected: number): void {
  if (sent === expected) return;
  throw new GraphRefusal(132000, {
    message: '(#132000) Number of parameters does not match the expected number of params',
    details: `${component}: number of localizable_params (${sent}) does not match the expected number of params (${expected})`,
  });
}

function formatMismatch(component: string, expected: string, received: string): GraphRefusal {
  return new GraphRefusal(132012, {
    message: '(#132012) Parameter format does not match format in the created template',
    details: `${component}: Format mismatch, expected ${expected}, received ${received}`,
  });
}

function sentComponent(sent: readonly JsonObject[], type: string): JsonObject | undefined {
  return sent.find((component) => isType(component, type));
}

function isType(component: JsonObject, type: string): boolean {
  return textOf(component.type)?.toLowerCase() === type;
}
