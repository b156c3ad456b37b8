/** A field of a form: a text, or what `name[key]` and `name[]` have made of several. */
export type FormValue = string | readonly FormValue[] | { readonly [key: string]: FormValue };

/** What begins like an object or a list may be JSON; all else is a text. */
const LIKE_JSON = /^\s*[[{]/;

/**
 * The JSON text of an object with a form's fields, as Meta reads a form: nested values are JSON text, which stays as it is written, and
 * everything else is a text. Of a repeated field the last counts.
 */
export function jsonOfForm(fields: Iterable<readonly [name: string, value: FormValue]>): string {
  const members = [...new Map(fields)].map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value)}`);
  return `{${members.join(',')}}`;
}

function jsonOf(value: FormValue): string {
  return typeof value === 'string' && LIKE_JSON.test(value) && isJson(value) ? value : JSON.stringify(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
