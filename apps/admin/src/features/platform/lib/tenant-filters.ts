import { defineFilters, flag, oneOf, text } from '../../../lib/filters';

export const TENANT_STATUSES = ['active', 'suspended', 'closed'] as const;

/** What the list of tenants is filtered by, in the URL; `create` opens the form for a new one. */
export const TENANT_FILTERS = defineFilters({
  search: text(),
  status: oneOf(TENANT_STATUSES),
  planCode: text(),
  create: flag(),
});
