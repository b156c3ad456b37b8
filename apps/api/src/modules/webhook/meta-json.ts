/** A number of so many digits may not survive being read as a double: Meta has ids that are numbers. Outside of strings it follows one of these. */
const LONG_NUMBER = /[:[,]\s*-?\d[\d.]{15,}/;
/** NUL and halves of surrogate pairs, as escapes: in no JSON text that PostgreSQL reads. */
const UNSTORABLE_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;
const BYTE_ORDER_MARK = '\uFEFF';

/** Part of ECMAScript 2026, and of every Node that we run on; not yet of TypeScript's library. */
const rawJSON = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON;

/**
 * Parses what Meta posted so that it can be passed on as it came: written again, every number has the digits that it came with.
 * What no database can hold (NUL, halves of surrogate pairs) becomes U+FFFD.
 * @throws SyntaxError when it is not JSON
 */
export function parseMetaJson(body: Buffer): unknown {
  const decoded = body.toString('utf8');
  const text = decoded.startsWith(BYTE_ORDER_MARK) ? decoded.slice(1) : decoded;
  if (!LONG_NUMBER.test(text) && !UNSTORABLE_ESCAPE.test(text)) return JSON.parse(text);
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown);
}

function keep(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value === 'number') {
    const { source } = context;
    return source === undefined || String(value) === source ? value : rawJSON(source);
  }
  if (typeof value === 'string') return storable(value);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || Object.keys(value).every((key) => storable(key) === key)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storable(key), member as unknown]));
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
