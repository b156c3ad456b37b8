import { isJsonObject, type JsonObject, type JsonValue, type MetaTemplateComponent } from '@switchboard/contracts';
import { buttonRule, isTextDefined, partsOf, type TemplatePart, textTypes, variablesOf } from './template-parts';

/** The parts of a synced template that its parameters depend on. */
export interface TemplateDefinition {
  /** `POSITIONAL` (`{{1}}`) or `NAMED` (`{{name}}`); when absent it is told from the texts. */
  readonly parameter_format?: string | null;
  readonly components: readonly MetaTemplateComponent[];
}

/** One way in which a message does not fit its template. */
export interface TemplateProblem {
  /** `header`, `body`, `buttons[0]`, `limited_time_offer`, `carousel`, `carousel.cards[1].body`, … */
  readonly component: string;
  /** Where in the message it is, or would have to be, such as `template.components[1].parameters[0]`. */
  readonly path: string;
  /** What the template defines. */
  readonly expected: string;
  /** What the message carries. */
  readonly received: string;
}

interface Check {
  readonly named: boolean;
  readonly problems: TemplateProblem[];
}

/** The parameters of one component of a message, with the component's path; of one that is missing, the path of its list. */
interface SentPart {
  path: string;
  parameters: readonly { path: string; value: JsonObject }[];
}

/** A component in both of its names: the one for people, and where it is. */
interface Place {
  readonly component: string;
  readonly path: string;
}

/** Components of one level of a message by type; repeated ones are taken together. */
interface Sent {
  readonly header: SentPart;
  readonly body: SentPart;
  readonly limitedTimeOffer: SentPart;
  readonly buttons: ReadonlyMap<number, SentPart & { readonly subType: string }>;
  readonly carousel: { readonly path: string; readonly cards: readonly { path: string; value: JsonObject }[] };
}

const ROOT = 'template.components';

function objectsIn(value: JsonValue | undefined, path: string): { path: string; value: JsonObject }[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly JsonValue[]).flatMap((item, index) =>
    isJsonObject(item) ? [{ path: `${path}[${index}]`, value: item }] : [],
  );
}

function lowerCase(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function quoted(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => JSON.stringify(name)).join(', ');
}

function sentComponents(components: JsonValue | undefined, at: string): Sent {
  const header: SentPart = { path: at, parameters: [] };
  const body: SentPart = { path: at, parameters: [] };
  const limitedTimeOffer: SentPart = { path: at, parameters: [] };
  const parts = new Map([
    ['header', header],
    ['body', body],
    ['limited_time_offer', limitedTimeOffer],
  ]);
  const buttons = new Map<number, SentPart & { subType: string }>();
  let carousel: Sent['carousel'] = { path: at, cards: [] };
  for (const { path, value } of objectsIn(components, at)) {
    const type = lowerCase(value['type']);
    const parameters = objectsIn(value['parameters'], `${path}.parameters`);
    const part = parts.get(type);
    if (type === 'button') {
      buttons.set(Number(value['index']), { path, parameters, subType: lowerCase(value['sub_type']) });
    } else if (type === 'carousel') {
      carousel = { path, cards: [...carousel.cards, ...objectsIn(value['cards'], `${path}.cards`)] };
    } else if (part) {
      if (part.parameters.length === 0) part.path = path;
      part.parameters = [...part.parameters, ...parameters];
    }
  }
  return { header, body, limitedTimeOffer, buttons, carousel };
}

/** Checks that all parameters are of one of the types; false when one is not. */
function checkTypes(check: Check, component: string, sent: SentPart, types: readonly string[]): boolean {
  const wrong = sent.parameters.findIndex(({ value }) => !types.includes(lowerCase(value['type'])));
  const parameter = sent.parameters[wrong];
  if (parameter === undefined) return true;
  const received = `parameter ${wrong + 1} of type ${quoted([lowerCase(parameter.value['type'])])}`;
  check.problems.push({
    component,
    path: parameter.path,
    expected: `parameters of type ${types.join(' or ')}`,
    received,
  });
  return false;
}

function checkCount(check: Check, place: Place, received: number, expected: number): void {
  if (received === expected) return;
  check.problems.push({
    ...placeOf(place),
    expected: counted(expected, 'parameter'),
    received: counted(received, 'parameter'),
  });
}

/** Without what else it may carry. */
function placeOf({ component, path }: Place): Place {
  return { component, path };
}

function checkTexts(check: Check, component: string, part: TemplatePart | undefined, sent: SentPart): void {
  // Meta writes the text of authentication templates itself and does not always tell it.
  if (part !== undefined && !isTextDefined(part)) return;
  const variables = variablesOf(part?.text);
  const { parameters } = sent;
  if (!checkTypes(check, component, sent, textTypes)) return;
  const place = { component, path: sent.path };
  if (!check.named || parameters.length !== variables.length) {
    checkCount(check, place, parameters.length, variables.length);
    return;
  }
  const names = parameters.map(({ value: { parameter_name: name } }) => (typeof name === 'string' ? name : ''));
  if (variables.every((variable) => names.includes(variable))) return;
  check.problems.push({
    ...place,
    expected: `parameters named ${quoted(variables)}`,
    received: `parameters named ${quoted(names)}`,
  });
}

/** What a header of a format takes, once. Of a format that is not known here Meta alone can judge. */
const HEADER_FORMATS: ReadonlySet<string> = new Set(['image', 'video', 'document', 'location', 'product']);

function checkHeader(check: Check, component: string, header: TemplatePart | undefined, sent: SentPart): void {
  const format = header?.format ?? 'text';
  if (format === 'text') {
    checkTexts(check, component, header, sent);
    return;
  }
  if (!HEADER_FORMATS.has(format)) return;
  checkCount(check, { component, path: sent.path }, sent.parameters.length, 1);
  checkTypes(check, component, sent, [format]);
}

function checkButtons(check: Check, at: string, buttons: TemplatePart['buttons'], sent: Sent, listPath: string): void {
  buttons.forEach((button, index) => {
    const rule = buttonRule(button);
    const given = sent.buttons.get(index);
    if (rule === null || (given === undefined && rule.minCount === 0)) return;
    const { path, parameters, subType } = given ?? { path: listPath, parameters: [], subType: '' };
    const place = { component: `${at}[${index}]`, path };
    if (given !== undefined && !rule.subTypes.includes(subType)) {
      const expected = `a button of sub_type ${quoted(rule.subTypes)}`;
      check.problems.push({ ...place, expected, received: `sub_type ${quoted([subType])}` });
      return;
    }
    const count = parameters.length;
    checkCount(check, place, count, Math.min(Math.max(count, rule.minCount), rule.maxCount));
    checkTypes(check, place.component, { path, parameters }, rule.types);
  });
  for (const [index, { path }] of sent.buttons) {
    if (index < buttons.length) continue;
    const expected = counted(buttons.length, 'button');
    check.problems.push({ component: `${at}[${index}]`, path, expected, received: `a button at index ${index}` });
  }
}

function checkParts(
  check: Check,
  prefix: string,
  defined: readonly TemplatePart[],
  sent: Sent,
  listPath: string,
): void {
  const ofType = (type: string): TemplatePart | undefined => defined.find((part) => part.type === type);
  checkHeader(check, `${prefix}header`, ofType('header'), sent.header);
  checkTexts(check, `${prefix}body`, ofType('body'), sent.body);
  checkButtons(check, `${prefix}buttons`, ofType('buttons')?.buttons ?? [], sent, listPath);
}

function checkOffer(check: Check, offer: TemplatePart | undefined, { limitedTimeOffer: sent }: Sent): void {
  const required = offer?.isExpiring === true;
  const component = 'limited_time_offer';
  if (required || (offer === undefined && sent.parameters.length > 0)) {
    checkCount(check, { component, path: sent.path }, sent.parameters.length, required ? 1 : 0);
  }
  if (offer !== undefined) checkTypes(check, component, sent, ['limited_time_offer']);
}

function checkCarousel(check: Check, carousel: TemplatePart | undefined, sent: Sent): void {
  const cards = carousel?.cards ?? [];
  const { path, cards: given } = sent.carousel;
  // A carousel of products is defined by example cards and may be sent with another number of them.
  const open = cards.some((card) => card.some((part) => part.type === 'header' && part.format === 'product'));
  if (open ? given.length === 0 : given.length !== cards.length) {
    const expected = open ? 'at least 1 card' : counted(cards.length, 'card');
    check.problems.push({ component: 'carousel', path, expected, received: counted(given.length, 'card') });
    return;
  }
  given.forEach((card, position) => {
    const index = Number(card.value['card_index'] ?? position);
    const defined = cards[index] ?? (open ? cards[0] : undefined);
    const component = `carousel.cards[${position}]`;
    if (defined === undefined) {
      const expected = `a card_index below ${cards.length}`;
      check.problems.push({ component, path: card.path, expected, received: `card_index ${index}` });
      return;
    }
    const listPath = `${card.path}.components`;
    checkParts(check, `${component}.`, defined, sentComponents(card.value['components'], listPath), listPath);
  });
}

function isNamed({ parameter_format: format }: TemplateDefinition, parts: readonly TemplatePart[]): boolean {
  if (typeof format === 'string') return format.toUpperCase() === 'NAMED';
  const all = [...parts, ...parts.flatMap(({ cards }) => cards.flat())];
  return all.some(({ text }) => variablesOf(text).some((name) => !/^\d+$/.test(name)));
}

/**
 * Compares the components of a message with the definition of its template: the number, the type and, for named
 * variables, the names of the parameters. Meta refuses such a message with 132000, 132012 or 131008; here it is
 * refused before anything is charged. What is in doubt passes: Meta judges last.
 * @returns what does not fit, for `params.problems` of GW_001; empty when the message fits.
 */
export function templateParameterProblems(
  definition: TemplateDefinition,
  components: readonly JsonValue[],
): readonly TemplateProblem[] {
  const parts = partsOf(definition.components);
  // Every template has components: of one without them we have not been told enough.
  if (parts.length === 0) return [];
  const check: Check = { named: isNamed(definition, parts), problems: [] };
  const sent = sentComponents(components, ROOT);
  const ofType = (type: string): TemplatePart | undefined => parts.find((part) => part.type === type);
  checkParts(check, '', parts, sent, ROOT);
  checkOffer(check, ofType('limited_time_offer'), sent);
  checkCarousel(check, ofType('carousel'), sent);
  return check.problems;
}
