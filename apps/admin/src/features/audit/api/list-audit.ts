import { api, call, type Schemas } from '../../../api/client';
import { platformKey, tenantKey } from '../../../api/keys';
import { listQuery, type Page, PAGE_ROWS } from '../../../api/list-query';
import { endOfLocalDay, startOfLocalDay } from '../../../lib/local-day';
import type { AuditFilterValues } from '../audit-filters';

/** One act. What it was before and after is JSON of any shape. */
export interface AuditEntry extends Pick<
  Schemas['AuditEntryView'],
  'id' | 'at' | 'tenantId' | 'action' | 'targetType' | 'targetId' | 'ip' | 'userAgent' | 'requestId' | 'actor'
> {
  before: unknown;
  after: unknown;
}

/** Acts of people, keys and the platform itself, newest first: those of one tenant, or of all and of the platform (null). */
export const auditQuery = (tenantId: string | null, filters: AuditFilterValues) => {
  const { actor, action, targetType, targetId, from, to } = filters;
  const query = {
    actor,
    action,
    targetType,
    targetId,
    from: from && startOfLocalDay(from),
    to: to && endOfLocalDay(to),
    limit: PAGE_ROWS,
  };
  return listQuery(
    tenantId === null ? platformKey('audit', filters) : tenantKey(tenantId, 'audit', filters),
    // JSON of any shape holds itself, which the client's types cannot follow: they lose the two fields that it is in.
    (cursor, signal) => fetchPage(tenantId, { ...query, cursor }, signal) as Promise<Page<AuditEntry>>,
  );
};

type AuditQuery = Omit<AuditFilterValues, 'from' | 'to'> & {
  from?: string;
  to?: string;
  limit: number;
  cursor?: string;
};

function fetchPage(tenantId: string | null, query: AuditQuery, signal: AbortSignal): Promise<unknown> {
  if (tenantId === null) return call(api.GET('/console/v1/audit-log', { params: { query }, signal }));
  return call(api.GET('/console/v1/tenants/{tenantId}/audit-log', { params: { path: { tenantId }, query }, signal }));
}
