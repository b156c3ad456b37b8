/** The part of a URL after the question mark: texts only, so that `+90532…` and `007` stay what they are. */
export type SearchRecord = Record<string, string | readonly string[]>;

/** Reads a query string; a name that occurs several times gives a list. */
export function parseSearch(text: string): SearchRecord {
  const search: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = search[name];
    search[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return search;
}

/** Writes a query string with its question mark, or nothing when there is nothing to say. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean')
        params.append(name, String(each));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
