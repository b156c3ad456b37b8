/** A field of a form: a text, or what `name[key]` and `name[]` have made of several. */
export type FormValue = string | readonly FormValue[] | { readonly [key: string]: FormValue };

/** Values by their names; what a name in brackets leads into is a tree of its own. */
type FormTree = Map<string, FormValue | FormTree>;

/** What begins like an object or a list may be JSON; all else is a text. */
const LIKE_JSON = /^\s*[[{]/;
/** Names as PHP writes them, and so Meta reads them: `name[key]` of an object, `name[]` or `name[0]` of a list. */
const NESTED_NAME = /^[^[\]]+(\[[^[\]]*\])+$/;
/** A longer name is taken as it stands, so that no name nests without end. */
const NESTED_NAME_MAX_CHARS = 100;

/**
 * The JSON text of an object with a form's fields, as Meta reads a form: nested values are JSON text, which stays as it is written, or
 * have names with brackets, and everything else is a text. Of a repeated field the last counts.
 */
export function jsonOfForm(fields: Iterable<readonly [name: string, value: FormValue]>): string {
  const tree: FormTree = new Map();
  for (const [name, value] of fields) put(tree, keysOf(name), value);
  const members = [...tree].map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(valueOf(value))}`);
  return `{${members.join(',')}}`;
}

function keysOf(name: string): [string, ...string[]] {
  if (name.length > NESTED_NAME_MAX_CHARS || !NESTED_NAME.test(name)) return [name];
  const [first = '', ...keys] = name.split('[');
  return [first, ...keys.map((key) => key.slice(0, -1))];
}

function put(tree: FormTree, [key, next, ...rest]: readonly [string, ...string[]], value: FormValue): void {
  if (next === undefined) {
    tree.set(key, value);
    return;
  }
  const known = tree.get(key);
  const branch = isTree(known) ? known : new Map<string, FormValue | FormTree>();
  tree.set(key, branch);
  put(branch, [next === '' ? String(branch.size) : next, ...rest], value);
}

/** A tree whose keys count up from 0 is a list, and every other one an object. */
function valueOf(value: FormValue | FormTree): FormValue {
  if (!isTree(value)) return value;
  const entries = [...value].map(([key, inner]) => [key, valueOf(inner)] as const);
  const isList = entries.every(([key], index) => key === String(index));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

function isTree(value: FormValue | FormTree | undefined): value is FormTree {
  return value instanceof Map;
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
