import parseRange from 'range-parser';

/** Which part of a file is to be sent; both ends are included. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

const WHOLE: ByteRange = { kind: 'whole' };
const UNIT = /^bytes=/i;
const SUFFIX = /^bytes=\s*-\s*(\d+)\s*$/i;
const REVERSED = /^bytes=\s*(\d+)\s*-\s*(\d+)\s*$/i;

/**
 * Reads the header `Range`. One range is honoured; several, another unit and what is malformed are ignored, as RFC 9110
 * (14.2) allows, and the whole file is sent.
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange {
  if (header === undefined || !UNIT.test(header) || header.includes(',')) return WHOLE;
  // The library takes both for unsatisfiable; the RFC calls the first the whole file, and the second malformed (14.1.2).
  const suffix = SUFFIX.exec(header);
  if (suffix !== null && Number(suffix[1]) > 0 && Number(suffix[1]) >= sizeBytes) {
    return sizeBytes === 0 ? WHOLE : { kind: 'part', start: 0, end: sizeBytes - 1 };
  }
  const reversed = REVERSED.exec(header);
  if (reversed !== null && Number(reversed[1]) > Number(reversed[2])) return WHOLE;
  const ranges = parseRange(sizeBytes, header);
  if (ranges === -1) return { kind: 'unsatisfiable' };
  const range = ranges === -2 ? undefined : ranges[0];
  return range === undefined ? WHOLE : { kind: 'part', start: range.start, end: range.end };
}
