import { LIMITS } from '@switchboard/contracts';
import { decodeExtended } from 'content-disposition';

/** A longer one is no extension, and is cut with the rest of the name. */
const EXTENSION_MAX_CHARS = 16;
/**
 * Characters that are not part of a name: controls, halves of a pair, line separators, the byte order mark, and the
 * marks that reverse the direction of writing, with which `exe.jpg` can be made to look like another type.
 */
const NOT_IN_NAMES = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Cuts by code point, so that no emoji is halved, and in front of the extension. */
function cut(name: string, maxChars: number): string {
  const chars = Array.from(name);
  if (chars.length <= maxChars) return name;
  const dot = chars.lastIndexOf('.');
  const extension = dot > 0 && chars.length - dot <= EXTENSION_MAX_CHARS + 1 ? chars.slice(dot) : [];
  return [...chars.slice(0, maxChars - extension.length), ...extension].join('').trim();
}

/**
 * What we keep of the name that a client gives a file: its last component, without control characters, in NFC and of at
 * most 240 characters; null when nothing is left. It is shown to people and sent in headers, never used as a path.
 */
export function storedFilename(raw: string | null): string | null {
  const clean = (raw ?? '').replace(NOT_IN_NAMES, '').normalize('NFC');
  const name = cut(
    clean.slice(Math.max(clean.lastIndexOf('/'), clean.lastIndexOf('\\')) + 1).trim(),
    LIMITS.filenameMaxChars,
  );
  return name === '' || name === '.' || name === '..' ? null : name;
}

/** Headers come as one character per byte; most clients mean UTF-8 by those bytes. */
function fromHeaderBytes(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  try {
    return bytes.toString('latin1') === value ? new TextDecoder('utf-8', { fatal: true }).decode(bytes) : value;
  } catch {
    return value;
  }
}

function fromPercents(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A name such as `100%.pdf` is not encoded at all.
    return value;
  }
}

/**
 * Reads the header `X-Filename`: RFC 5987 (`UTF-8''na%C3%AFve.pdf`), percent-encoded UTF-8, or the name itself.
 * @returns what `storedFilename` keeps of it; null when the header is absent or nothing is left
 */
export function readFilenameHeader(value: string | undefined): string | null {
  if (value === undefined) return null;
  return storedFilename(decodeExtended(value) ?? fromPercents(fromHeaderBytes(value)));
}
