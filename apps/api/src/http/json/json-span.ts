/** Where one member of an object stands in a JSON text. Ends are exclusive. */
export interface JsonMember {
  /** The key with its escapes resolved. */
  readonly key: string;
  readonly keyStart: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** The end of the string whose opening quote stands at `start`. */
function skipString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

function skipNested(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = skipString(text, at);
      continue;
    }
    if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return at;
}

/** The end of the value that begins at `start`. */
function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return skipString(text, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(text, start);
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || isBlank(code)) break;
    at += 1;
  }
  return at;
}

/**
 * The members of the object that begins at `start`, in their order, repeated keys included.
 * The text must be JSON that has been parsed before: this finds places in it and does not validate it.
 */
export function membersOf(text: string, start = 0): JsonMember[] {
  const members: JsonMember[] = [];
  let at = skipBlanks(text, skipBlanks(text, start) + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const keyEnd = skipString(text, at);
    const colon = skipBlanks(text, keyEnd);
    const valueStart = skipBlanks(text, text.charCodeAt(colon) === COLON ? colon + 1 : colon);
    const valueEnd = skipValue(text, valueStart);
    members.push({ key: JSON.parse(text.slice(at, keyEnd)) as string, keyStart: at, valueStart, valueEnd });
    at = skipBlanks(text, valueEnd);
    if (text.charCodeAt(at) === COMMA) at = skipBlanks(text, at + 1);
  }
  return members;
}

/** Where the items of the array that begins at `start` stand, under the same condition. Ends are exclusive. */
export function itemsOf(text: string, start = 0): { readonly start: number; readonly end: number }[] {
  const items: { start: number; end: number }[] = [];
  let at = skipBlanks(text, skipBlanks(text, start) + 1);
  while (at < text.length && text.charCodeAt(at) !== CLOSE_BRACKET) {
    const end = skipValue(text, at);
    items.push({ start: at, end });
    at = skipBlanks(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipBlanks(text, at + 1);
  }
  return items;
}
