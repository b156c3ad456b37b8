/** A piece of a message's text, as WhatsApp shows it. */
export type RichPart =
  { kind: 'text' | 'link' | 'mono'; text: string } | { kind: 'bold' | 'italic' | 'strike'; parts: readonly RichPart[] };

const MARKS: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = { '*': 'bold', _: 'italic', '~': 'strike' };
const BLOCK = '```';
const WORD = /[\p{L}\p{N}]/u;
const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/**
 * Reads WhatsApp's formatting: `*bold*`, `_italic_`, `~struck~`, `` `code` `` and code between three backticks. A mark counts only at
 * the edge of a word, within one line, and with something between it and its partner, so that `2*3*4` and `snake_case_name` stay as
 * they are.
 */
export function richText(text: string): readonly RichPart[] {
  return parse(text, new Set());
}

function parse(text: string, inside: ReadonlySet<string>): RichPart[] {
  const parts: RichPart[] = [];
  let plainFrom = 0;
  let at = 0;
  while (at < text.length) {
    const found = codeAt(text, at) ?? styledAt(text, at, inside);
    if (!found) {
      at += 1;
      continue;
    }
    parts.push(...withLinks(text.slice(plainFrom, at)), found.part);
    at = found.end;
    plainFrom = at;
  }
  parts.push(...withLinks(text.slice(plainFrom)));
  return parts;
}

interface Found {
  part: RichPart;
  /** Where the text goes on behind it. */
  end: number;
}

function codeAt(text: string, at: number): Found | null {
  if (text[at] !== '`') return null;
  const mark = text.startsWith(BLOCK, at) ? BLOCK : '`';
  const from = at + mark.length;
  const to = text.indexOf(mark, from);
  const code = to === -1 ? '' : text.slice(from, to);
  if (code.trim() === '' || (mark === '`' && code.includes('\n'))) return null;
  return { part: { kind: 'mono', text: code }, end: to + mark.length };
}

function styledAt(text: string, at: number, inside: ReadonlySet<string>): Found | null {
  const mark = text[at] ?? '';
  const kind = MARKS[mark];
  if (!kind || inside.has(mark) || !opens(text, at)) return null;
  for (let end = at + 2; end < text.length && text[end] !== '\n'; end += 1) {
    if (text[end] !== mark || !closes(text, end)) continue;
    return { part: { kind, parts: parse(text.slice(at + 1, end), new Set([...inside, mark])) }, end: end + 1 };
  }
  return null;
}

function opens(text: string, at: number): boolean {
  const next = text[at + 1];
  return !WORD.test(text[at - 1] ?? ' ') && next !== undefined && !/\s/.test(next) && next !== text[at];
}

function closes(text: string, at: number): boolean {
  return !/\s/.test(text[at - 1] ?? ' ') && !WORD.test(text[at + 1] ?? ' ');
}

function withLinks(text: string): RichPart[] {
  const parts: RichPart[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: 'link', text: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}
