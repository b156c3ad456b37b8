import {
  type MetaTemplateButton,
  type MetaTemplateComponent,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@switchboard/contracts';

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
  /** What the template defines. */
  readonly expected: string;
  /** What the message carries. */
  readonly received: string;
}

interface Check {
  readonly named: boolean;
  readonly problems: TemplateProblem[];
}

/** Components of one level of a message by type; repeated ones are taken together. */
interface Sent {
  readonly header: readonly JsonObject[];
  readonly body: readonly JsonObject[];
  readonly limitedTimeOffer: readonly JsonObject[];
  readonly buttons: ReadonlyMap<number, { readonly subType: string; readonly parameters: readonly JsonObject[] }>;
  readonly cards: readonly JsonObject[];
}

const VARIABLE = /\{\{\s*([^{}]+?)\s*\}\}/g;
const TEXT_TYPES = ['text', 'currency', 'date_time'];
const HEADER_TYPES: Readonly<Record<string, readonly string[]>> = {
  image: ['image'],
  video: ['video'],
  document: ['document'],
  location: ['location'],
  product: ['product'],
};
const NO_COMPONENTS: readonly JsonValue[] = [];

function variablesOf(text: string | undefined): readonly string[] {
  return [...new Set([...(text ?? '').matchAll(VARIABLE)].map((match) => match[1] ?? ''))];
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((item: JsonValue) => isJsonObject(item)) : [];
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

function sentComponents(components: readonly JsonValue[]): Sent {
  const parameters: Record<string, JsonObject[]> = { header: [], body: [], limited_time_offer: [] };
  const buttons = new Map<number, { subType: string; parameters: readonly JsonObject[] }>();
  const cards: JsonObject[] = [];
  for (const component of components.filter(isJsonObject)) {
    const type = lowerCase(component['type']);
    if (type === 'button') {
      const subType = lowerCase(component['sub_type']);
      buttons.set(Number(component['index']), { subType, parameters: objectsIn(component['parameters']) });
    } else if (type === 'carousel') {
      cards.push(...objectsIn(component['cards']));
    } else {
      parameters[type]?.push(...objectsIn(component['parameters']));
    }
  }
  return {
    header: parameters['header'] ?? [],
    body: parameters['body'] ?? [],
    limitedTimeOffer: parameters['limited_time_offer'] ?? [],
    buttons,
    cards,
  };
}

/** Checks that all parameters are of one of the types; false when one is not. */
function checkTypes(check: Check, at: string, parameters: readonly JsonObject[], types: readonly string[]): boolean {
  const wrong = parameters.findIndex((parameter) => !types.includes(lowerCase(parameter['type'])));
  if (wrong === -1) return true;
  const received = `parameter ${wrong + 1} of type ${quoted([lowerCase(parameters[wrong]?.['type'])])}`;
  check.problems.push({ component: at, expected: `parameters of type ${types.join(' or ')}`, received });
  return false;
}

function checkCount(check: Check, at: string, received: number, expected: number): void {
  if (received === expected) return;
  check.problems.push({
    component: at,
    expected: counted(expected, 'parameter'),
    received: counted(received, 'parameter'),
  });
}

function checkTexts(
  check: Check,
  at: string,
  part: MetaTemplateComponent | undefined,
  parameters: readonly JsonObject[],
): void {
  // Meta writes the text of authentication templates itself and does not always tell it.
  if (part !== undefined && part.text === undefined) return;
  const variables = variablesOf(part?.text);
  if (!checkTypes(check, at, parameters, TEXT_TYPES)) return;
  if (!check.named || parameters.length !== variables.length) {
    checkCount(check, at, parameters.length, variables.length);
    return;
  }
  const names = parameters.map(({ parameter_name: name }) => (typeof name === 'string' ? name : ''));
  if (variables.every((variable) => names.includes(variable))) return;
  check.problems.push({
    component: at,
    expected: `parameters named ${quoted(variables)}`,
    received: `parameters named ${quoted(names)}`,
  });
}

function checkHeader(
  check: Check,
  at: string,
  header: MetaTemplateComponent | undefined,
  parameters: readonly JsonObject[],
): void {
  const format = (header?.format ?? 'TEXT').toLowerCase();
  if (format === 'text') {
    checkTexts(check, at, header, parameters);
    return;
  }
  const types = HEADER_TYPES[format];
  // Of a format that is not known here Meta alone can judge.
  if (types === undefined) return;
  checkCount(check, at, parameters.length, 1);
  checkTypes(check, at, parameters, types);
}

/** How many parameters a button takes, of which types, under which `sub_type`. */
interface ButtonRule {
  readonly subTypes: readonly string[];
  readonly types: readonly string[];
  readonly minCount: number;
  readonly maxCount: number;
}

function buttonRule(button: MetaTemplateButton): ButtonRule | null {
  const type = button.type.toLowerCase();
  switch (type) {
    case 'url': {
      const count = variablesOf(button.url).length > 0 ? 1 : 0;
      return { subTypes: ['url'], types: ['text', 'payload'], minCount: count, maxCount: count };
    }
    case 'otp':
      return { subTypes: ['url', 'copy_code'], types: ['text', 'coupon_code'], minCount: 1, maxCount: 1 };
    case 'copy_code':
      return { subTypes: ['copy_code'], types: ['coupon_code'], minCount: 1, maxCount: 1 };
    case 'quick_reply':
      return { subTypes: ['quick_reply'], types: ['payload', 'text'], minCount: 0, maxCount: 1 };
    case 'mpm':
      return { subTypes: ['mpm'], types: ['action'], minCount: 1, maxCount: 1 };
    case 'flow':
    case 'catalog':
      return { subTypes: [type], types: ['action'], minCount: 0, maxCount: 1 };
    default:
      return null;
  }
}

function checkButtons(check: Check, at: string, buttons: readonly MetaTemplateButton[], sent: Sent): void {
  buttons.forEach((button, index) => {
    const rule = buttonRule(button);
    const given = sent.buttons.get(index);
    if (rule === null || (given === undefined && rule.minCount === 0)) return;
    const component = `${at}[${index}]`;
    if (given !== undefined && !rule.subTypes.includes(given.subType)) {
      const expected = `a button of sub_type ${quoted(rule.subTypes)}`;
      check.problems.push({ component, expected, received: `sub_type ${quoted([given.subType])}` });
      return;
    }
    const parameters = given?.parameters ?? [];
    checkCount(
      check,
      component,
      parameters.length,
      Math.min(Math.max(parameters.length, rule.minCount), rule.maxCount),
    );
    checkTypes(check, component, parameters, rule.types);
  });
  for (const index of sent.buttons.keys()) {
    if (index < buttons.length) continue;
    const expected = counted(buttons.length, 'button');
    check.problems.push({ component: `${at}[${index}]`, expected, received: `a button at index ${index}` });
  }
}

function ofType(components: readonly MetaTemplateComponent[], type: string): MetaTemplateComponent | undefined {
  return components.find((component) => component.type.toUpperCase() === type);
}

function checkParts(check: Check, prefix: string, defined: readonly MetaTemplateComponent[], sent: Sent): void {
  checkHeader(check, `${prefix}header`, ofType(defined, 'HEADER'), sent.header);
  checkTexts(check, `${prefix}body`, ofType(defined, 'BODY'), sent.body);
  checkButtons(check, `${prefix}buttons`, ofType(defined, 'BUTTONS')?.buttons ?? [], sent);
}

function checkOffer(check: Check, offer: MetaTemplateComponent | undefined, sent: Sent): void {
  const required = offer?.limited_time_offer?.has_expiration === true;
  const at = 'limited_time_offer';
  if (required || (offer === undefined && sent.limitedTimeOffer.length > 0)) {
    checkCount(check, at, sent.limitedTimeOffer.length, required ? 1 : 0);
  }
  if (offer !== undefined) checkTypes(check, at, sent.limitedTimeOffer, ['limited_time_offer']);
}

function checkCarousel(check: Check, carousel: MetaTemplateComponent | undefined, sent: Sent): void {
  const cards = carousel?.cards ?? [];
  // A carousel of products is defined by example cards and may be sent with another number of them.
  const open = cards.some((card) => ofType(card.components, 'HEADER')?.format?.toUpperCase() === 'PRODUCT');
  if (open ? sent.cards.length === 0 : sent.cards.length !== cards.length) {
    const expected = open ? 'at least 1 card' : counted(cards.length, 'card');
    check.problems.push({ component: 'carousel', expected, received: counted(sent.cards.length, 'card') });
    return;
  }
  sent.cards.forEach((card, position) => {
    const index = Number(card['card_index'] ?? position);
    const defined = cards[index] ?? (open ? cards[0] : undefined);
    if (defined === undefined) {
      const expected = `a card_index below ${cards.length}`;
      check.problems.push({ component: `carousel.cards[${position}]`, expected, received: `card_index ${index}` });
      return;
    }
    const components = card['components'];
    const given = sentComponents(Array.isArray(components) ? components : NO_COMPONENTS);
    checkParts(check, `carousel.cards[${position}].`, defined.components, given);
  });
}

function allTexts(components: readonly MetaTemplateComponent[]): readonly string[] {
  return components.flatMap((component) => [
    component.text ?? '',
    ...(component.cards ?? []).flatMap((card) => allTexts(card.components)),
  ]);
}

function isNamed(definition: TemplateDefinition): boolean {
  if (typeof definition.parameter_format === 'string') return definition.parameter_format.toUpperCase() === 'NAMED';
  return allTexts(definition.components).some((text) => variablesOf(text).some((name) => !/^\d+$/.test(name)));
}

/**
 * Compares the components of a message with the definition of its template: the number, the type and, for named
 * variables, the names of the parameters. Meta refuses such a message with 132000, 132012 or 131008; here it is
 * refused before anything is charged.
 * @returns what does not fit, for `params.problems` of GW_001; empty when the message fits.
 */
export function templateParameterProblems(
  definition: TemplateDefinition,
  components: readonly JsonValue[],
): readonly TemplateProblem[] {
  const check: Check = { named: isNamed(definition), problems: [] };
  const sent = sentComponents(components);
  checkParts(check, '', definition.components, sent);
  checkOffer(check, ofType(definition.components, 'LIMITED_TIME_OFFER'), sent);
  checkCarousel(check, ofType(definition.components, 'CAROUSEL'), sent);
  return check.problems;
}
