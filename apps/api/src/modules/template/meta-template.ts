import { type MetaTemplate, uuidv7 } from '@switchboard/contracts';
import { qualityScoreOf } from './template-change';
import type { TemplateRecord } from './template.repository';

/** What a text column of ours can hold of Meta's: no control characters, and not without end. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/gu;
const TEXT_MAX_CHARS = 512;

/** What Meta still lists, or reports, and nobody can send any more. */
const REMOVED_STATUSES: ReadonlySet<string> = new Set(['PENDING_DELETION', 'DELETED']);

/**
 * Meta's templates as rows of ours. A template that is deleted, or has no name or language, cannot be sent and is left out; of two
 * with the same name and language the last counts.
 */
export function recordsFromMeta(wabaId: string, templates: readonly MetaTemplate[], syncedAt: Date): TemplateRecord[] {
  const records = new Map<string, TemplateRecord>();
  for (const template of templates.filter(isObject)) {
    const name = textOf(template.name);
    const language = textOf(template.language);
    if (name === '' || language === '' || REMOVED_STATUSES.has(textOf(template.status))) continue;
    records.set(`${name} ${language}`, {
      id: uuidv7(),
      wabaId,
      metaId: textOf(template.id),
      name,
      language,
      status: textOf(template.status) || 'UNKNOWN',
      category: textOf(template.category).toUpperCase() || 'MARKETING',
      parameterFormat: textOf(template.parameter_format).toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL',
      components: Array.isArray(template.components) ? storable(template.components) : [],
      qualityScore: qualityScoreOf(template.quality_score) ?? 'UNKNOWN',
      syncedAt,
    });
  }
  return [...records.values()];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replace(UNSTORABLE, '').slice(0, TEXT_MAX_CHARS) : '';
}

/** PostgreSQL's JSON takes everything but NUL and broken Unicode. */
function storable<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === 'string' ? inner.toWellFormed().replaceAll('\0', '') : inner,
  ) as T;
}
