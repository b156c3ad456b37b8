import { day, defineFilters, type FilterValues, text } from '../../lib/filters';

const CODECS = { actor: text(), action: text(), targetType: text(), targetId: text(), from: day(), to: day() };

/** Which acts are looked for. */
export const AUDIT_FILTERS = defineFilters(CODECS);

export type AuditFilterValues = FilterValues<typeof CODECS>;
