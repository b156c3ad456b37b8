import { stringifySearch } from './search-text';

/**
 * The address of a file that the API makes (CSV, PDF), for an ordinary link: the browser saves it, the session's cookie goes with it.
 * @param path with its parameters filled in: `/console/v1/tenants/${tenantId}/usage.csv`
 */
export function downloadLink(path: `/console/v1/${string}`, query: Record<string, unknown> = {}): string {
  return `${path}${stringifySearch(query)}`;
}
