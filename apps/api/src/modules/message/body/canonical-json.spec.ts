import fc from 'fast-check';
import { canonicalJson, requestFingerprint } from './canonical-json';
import type { JsonValue } from '@switchboard/contracts';

const reversed = (value: JsonValue): JsonValue =>
  Array.isArray(value)
    ? value.map(reversed)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, member]) => [key, reversed(member as JsonValue)]),
        )
      : value;

describe('the fingerprint of a request', () => {
  it('is written with sorted keys and without blanks', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é"' }], a: true })).toBe('{"a":true,"b":[1,{"c":"é\\"","d":null}]}');
    expect(requestFingerprint({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  it('is the same whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(requestFingerprint(reversed(value as JsonValue))).toBe(requestFingerprint(value as JsonValue));
      }),
    );
  });

  it('keeps the meaning of the body', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as JsonValue))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each<[JsonValue, JsonValue]>([
    [{ a: 1 }, { a: '1' }],
    [{ a: null }, {}],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: { b: 1 } }, { a: {}, b: 1 }],
    [{ a: Infinity }, { a: null }],
  ])('differs between %j and %j', (one, other) => {
    expect(requestFingerprint(one)).not.toBe(requestFingerprint(other));
  });
});
