/** A component of a template's definition, as far as its parameters depend on it; words are in lower case. */
export interface TemplatePart {
  /** `header`, `body`, `footer`, `buttons`, `carousel`, `limited_time_offer`, … */
  readonly type: string;
  /** Of a header: `text`, `image`, …; undefined where Meta does not say. */
  readonly format: string | undefined;
  readonly text: string | undefined;
  readonly buttons: readonly TemplateButton[];
  /** Of a carousel: the components of each card. */
  readonly cards: readonly (readonly TemplatePart[])[];
  /** Of a limited-time offer: whether a message has to say when it ends. */
  readonly isExpiring: boolean;
}

/** A button of a template's definition. */
export interface TemplateButton {
  readonly type: string;
  readonly url: string | undefined;
}

/** How many parameters a button takes, of which types, under which `sub_type`. */
export interface ButtonRule {
  readonly subTypes: readonly string[];
  readonly types: readonly string[];
  readonly minCount: number;
  readonly maxCount: number;
}

const VARIABLE = /\{\{([^{}]+)\}\}/g;
/** Cards hold no cards. */
const LEVELS_MAX = 2;

/** What a variable of a text can be filled with. */
export const textTypes: readonly string[] = ['text', 'currency', 'date_time'];

/** The components of a definition as Meta has told them: whatever is not of the shape that Meta documents is left out. */
export function partsOf(components: unknown, level = 1): readonly TemplatePart[] {
  return objectsIn(components).map((component) => ({
    type: lowerCase(component['type']) ?? '',
    format: lowerCase(component['format']),
    text: textOf(component['text']),
    buttons: objectsIn(component['buttons']).map(({ type, url }) => ({
      type: lowerCase(type) ?? '',
      url: textOf(url),
    })),
    cards:
      level < LEVELS_MAX ? objectsIn(component['cards']).map((card) => partsOf(card['components'], level + 1)) : [],
    isExpiring: objectsIn([component['limited_time_offer']])[0]?.['has_expiration'] === true,
  }));
}

export function isTextDefined({ text }: TemplatePart): boolean {
  return text !== undefined;
}

/** The names or numbers of a text's variables, each once. */
export function variablesOf(text: string | undefined): readonly string[] {
  return [...new Set([...(text ?? '').matchAll(VARIABLE)].map(([, name = '']) => name.trim()))];
}

/** What a button takes (Cloud API, "Template messages"); null for one that is not known here, of which Meta alone can judge. */
export function buttonRule({ type, url }: TemplateButton): ButtonRule | null {
  switch (type) {
    case 'url': {
      const count = variablesOf(url).length > 0 ? 1 : 0;
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

function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isObject) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function lowerCase(value: unknown): string | undefined {
  return textOf(value)?.toLowerCase();
}
