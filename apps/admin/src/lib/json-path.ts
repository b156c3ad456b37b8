/** Where something stands in JSON: names of fields and places in lists. */
export type JsonPath = readonly (string | number)[];

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path of JSON that nobody has checked; undefined where there is nothing. */
export function valueAt(value: unknown, ...path: JsonPath): unknown {
  return path.reduce<unknown>((inside, part) => {
    if (Array.isArray(inside)) return typeof part === 'number' ? (inside as unknown[])[part] : undefined;
    return isRecord(inside) ? inside[part] : undefined;
  }, value);
}

/** The text at a path; numbers count as texts, everything else as none. */
export function textAt(value: unknown, ...path: JsonPath): string | undefined {
  const found = valueAt(value, ...path);
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' ? found : undefined;
}

/** The objects in the list at a path; none where there is no list. */
export function recordsAt(value: unknown, ...path: JsonPath): readonly JsonRecord[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? (found as unknown[]).filter(isRecord) : [];
}

/**
 * A copy with another value at the path; the objects and lists on the way are made where they are missing. `undefined` takes the field
 * out, and with it the objects and lists around it that would be left empty.
 */
export function withValueAt(value: unknown, path: JsonPath, next: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return next;
  if (typeof part === 'number') {
    const list = Array.isArray(value) ? [...(value as unknown[])] : [];
    const inner = withValueAt(list[part], rest, next);
    if (inner === undefined) list.splice(part, 1);
    else list[part] = inner;
    return list.length === 0 ? undefined : list;
  }
  const record = isRecord(value) ? value : {};
  const inner = withValueAt(record[part], rest, next);
  const { [part]: _before, ...others } = record;
  if (inner === undefined) return Object.keys(others).length === 0 ? undefined : others;
  return { ...record, [part]: inner };
}

/** A path as the API writes it: `interactive.action.buttons[0].reply.id`. */
export function pathText(path: JsonPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
