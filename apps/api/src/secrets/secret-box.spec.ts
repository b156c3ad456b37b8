import fc from 'fast-check';
import { anyCharacter } from '../../test/support/any-character';
import { SecretBox, SecretBoxError, secretKeyId } from './secret-box';

const key = (fill: number) => Buffer.alloc(32, fill);
const text = fc.string({ unit: anyCharacter, maxLength: 300 });

describe('SecretBox', () => {
  const box = new SecretBox(key(1));

  it('gives back every text that it sealed, for the same context', () => {
    fc.assert(
      fc.property(text, text, (secret, context) => {
        expect(box.open(box.seal(secret, context), context)).toBe(Buffer.from(secret, 'utf8').toString('utf8'));
      }),
    );
  });

  it('does not open a secret in another context', () => {
    fc.assert(
      fc.property(text, text, text, (secret, context, other) => {
        fc.pre(Buffer.from(context).compare(Buffer.from(other)) !== 0);
        expect(() => box.open(box.seal(secret, context), other)).toThrow(SecretBoxError);
      }),
    );
  });

  it('does not open a secret in which any character was changed', () => {
    const sealed = box.seal('EAAG-token', 'phone_number:a:b');
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...'AZaz09-_.!'), (position, character) => {
        const changed = sealed.slice(0, position) + character + sealed.slice(position + 1);
        fc.pre(changed !== sealed);
        expect(() => box.open(changed, 'phone_number:a:b')).toThrow(SecretBoxError);
      }),
    );
  });

  it('does not open arbitrary text, and never fails in another way', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.array(text, { maxLength: 6 }).map((parts) => ['v1', ...parts].join('.')),
        ),
        (sealed) => {
          expect(() => box.open(sealed, '')).toThrow(SecretBoxError);
        },
      ),
    );
  });

  it('seals the same text differently each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => box.seal('same', 'context'))).size).toBe(100);
  });

  it('names the key by the first 8 hex digits of its SHA-256', () => {
    expect(secretKeyId(key(0))).toBe('66687aad');
    expect(box.seal('x', 'c').split('.').slice(0, 2)).toEqual(['v1', secretKeyId(key(1))]);
  });

  it('still opens secrets of an older key after a rotation, and asks to seal them again', () => {
    const old = box.seal('token', 'context');
    const rotated = new SecretBox(key(2), [key(1)]);
    expect(rotated.open(old, 'context')).toBe('token');
    expect(rotated.needsResealing(old)).toBe(true);
    const resealed = rotated.seal('token', 'context');
    expect(rotated.needsResealing(resealed)).toBe(false);
    expect(new SecretBox(key(2)).open(resealed, 'context')).toBe('token');
  });

  it('says which key is missing when a secret was sealed under an unknown one', () => {
    const sealed = new SecretBox(key(9)).seal('token', 'context');
    expect(() => box.open(sealed, 'context')).toThrow(secretKeyId(key(9)));
  });

  it('refuses keys that are not 32 bytes long', () => {
    expect(() => new SecretBox(Buffer.alloc(31))).toThrow(RangeError);
    expect(() => new SecretBox(key(1), [Buffer.alloc(0)])).toThrow(RangeError);
  });
});
