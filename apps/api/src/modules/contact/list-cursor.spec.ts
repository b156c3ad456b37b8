import fc from 'fast-check';
import { decodeKeyCursor, encodeKeyCursor } from './list-cursor';

describe('The cursor of a list without ids', () => {
  it('leads back to the key that it was made from', () => {
    const part = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(part), (key) => {
        expect(decodeKeyCursor(encodeKeyCursor(key), () => true)).toEqual(key);
      }),
    );
    expect(decodeKeyCursor(undefined, () => true)).toBeUndefined();
  });

  it.each([
    '',
    'x',
    '!!',
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
    encodeKeyCursor(['a\0']),
  ])('is refused when it is %j', (cursor) => {
    expect(() => decodeKeyCursor(cursor, () => true)).toThrow('not valid');
  });

  it('is refused when it is the cursor of another list', () => {
    expect(() => decodeKeyCursor(encodeKeyCursor(['a']), (key) => key.length === 2)).toThrow('not valid');
  });
});
