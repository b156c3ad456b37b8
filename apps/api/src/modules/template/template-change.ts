/** What a webhook of Meta changed about a template; what is absent stays as it is. */
export interface TemplateChange {
  name: string;
  language: string;
  /** APPROVED | PENDING | REJECTED | PAUSED …, as Meta says */
  status?: string;
  /** MARKETING | UTILITY | AUTHENTICATION */
  category?: string;
  /** GREEN | YELLOW | RED | UNKNOWN */
  qualityScore?: string;
}

/** The fields of webhooks that are about a template. */
export const TEMPLATE_FIELDS: ReadonlySet<string> = new Set([
  'message_template_status_update',
  'message_template_quality_update',
  'template_category_update',
]);

const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'];
const QUALITY_SCORES = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'];
/** Events that are no status of a template: a flag announces one, a reinstatement ends one. */
const STATUS_OF_EVENT: Readonly<Record<string, string | undefined>> = { FLAGGED: undefined, REINSTATED: 'APPROVED' };
const WORD = /^[A-Z_]{1,64}$/;
const TEXT_MAX_CHARS = 512;

/**
 * Reads a template's change out of the value of a webhook (Meta, "Webhooks": message_template_status_update,
 * message_template_quality_update, template_category_update). Null when the value names no template.
 */
export function templateChange(field: string, value: Readonly<Record<string, unknown>>): TemplateChange | null {
  const { message_template_name: name, message_template_language: language } = value;
  if (!isName(name) || !isName(language)) return null;
  switch (field) {
    case 'message_template_status_update':
      return {
        name,
        language,
        status: statusOf(value['event']),
        category: categoryOf(value['message_template_category']),
      };
    case 'message_template_quality_update':
      return { name, language, qualityScore: qualityScoreOf(value['new_quality_score']) };
    case 'template_category_update':
      // The notice of a change to come names no new category: it changes nothing yet.
      return { name, language, category: categoryOf(value['new_category']) };
    default:
      return null;
  }
}

/** Meta's quality score, as a word or as `{score, date}`; undefined when it is none that is known. */
export function qualityScoreOf(value: unknown): string | undefined {
  const score = typeof value === 'object' && value !== null ? (value as { score?: unknown }).score : value;
  return QUALITY_SCORES.find((known) => known === score);
}

function statusOf(event: unknown): string | undefined {
  if (typeof event !== 'string' || !WORD.test(event)) return undefined;
  return Object.hasOwn(STATUS_OF_EVENT, event) ? STATUS_OF_EVENT[event] : event;
}

function categoryOf(category: unknown): string | undefined {
  return CATEGORIES.find((known) => known === category);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= TEXT_MAX_CHARS;
}
