import fc from 'fast-check';

const SURROGATES_FROM = 0xd800;
const SURROGATES = 0x800;
const CODE_POINT_MAX = 0x10ffff;

/** Any character that a well-formed text can hold: what fast-check calls `binary`, without its second of preparation for each spec. */
export const anyCharacter: fc.Arbitrary<string> = fc.integer({ min: 0, max: CODE_POINT_MAX - SURROGATES }).map(
  (place) => String.fromCodePoint(place < SURROGATES_FROM ? place : place + SURROGATES),
  (text) => {
    const codePoint = typeof text === 'string' ? (text.codePointAt(0) ?? -1) : -1;
    if (codePoint < 0 || text !== String.fromCodePoint(codePoint)) throw new Error('Not one character.');
    return codePoint < SURROGATES_FROM ? codePoint : codePoint - SURROGATES;
  },
);
