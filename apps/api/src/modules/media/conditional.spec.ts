import { etagOf, isNotModified, isRangeValid } from './conditional';

const SHA256 = 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9';
const ETAG = etagOf(SHA256);

describe('isNotModified', () => {
  it.each([
    ['the same tag', ETAG, true],
    ['the same tag, weak', `W/${ETAG}`, true],
    ['any file', '*', true],
    ['any file, with blanks', ' * ', true],
    ['a list that has it', `"a", W/"b,c" ,${ETAG}`, true],
    ['a list that has it, weak', `"a",W/${ETAG}`, true],
    ['nothing', undefined, false],
    ['an empty header', '', false],
    ['another tag', '"a"', false],
    ['a list without it', '"a", "b"', false],
    ['its value without quotes', SHA256, false],
    ['its value within another', `"x${SHA256}"`, false],
    ['a star within a list', '"a", *', false],
    ['a tag that is not closed', `"${SHA256}`, false],
  ])('given %s: %s → %s', (_name, header, isSame) => {
    expect(isNotModified(header, ETAG)).toBe(isSame);
  });
});

describe('isRangeValid', () => {
  it.each([
    ['nothing', undefined, true],
    ['the same tag', ETAG, true],
    ['the same tag, weak', `W/${ETAG}`, false],
    ['another tag', '"a"', false],
    ['a date', 'Wed, 21 Oct 2026 07:28:00 GMT', false],
    ['a list', `${ETAG}, "a"`, false],
    ['an empty header', '', false],
  ])('given %s: %s → %s', (_name, header, isValid) => {
    expect(isRangeValid(header, ETAG)).toBe(isValid);
  });
});
