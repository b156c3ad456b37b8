import { GatewayError, type FieldError } from '@switchboard/contracts';
import fc from 'fast-check';
import { anyCharacter } from '../../../../test/support/any-character';
import { parseJsonObject } from '../../../http/json/parse-json';
import { parseMessageJson } from './parse-message-json';

const KIB = 1024;
const MIB = 1024 * KIB;

function breaches(input: Buffer | string, read: (bytes: Buffer) => unknown = parseMessageJson): readonly FieldError[] {
  try {
    read(Buffer.isBuffer(input) ? input : Buffer.from(input));
    return [];
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'VAL_001') throw error;
    return error.params!['fields'] as FieldError[];
  }
}

function nested(levels: number): string {
  return '{"a":'.repeat(levels - 1) + '{}' + '}'.repeat(levels - 1);
}

describe('a JSON body', () => {
  it('keeps the text that was posted beside the value', () => {
    const text = ' {"n": 12345678901234567890, "e":"\\u00e9", "n":1}\n';
    expect(parseMessageJson(Buffer.from(text))).toEqual({ text, value: { n: 1, e: 'é' } });
  });

  it('may begin with a byte order mark, which is dropped', () => {
    expect(parseMessageJson(Buffer.from('\ufeff{}')).text).toBe('{}');
  });

  it.each<[string, Buffer | string, string]>([
    ['nothing', '', 'required'],
    ['a byte order mark alone', '\ufeff', 'required'],
    ['text that is not JSON', 'hello', 'json'],
    ['JSON that is cut off', '{"a":"b', 'json'],
    ['a trailing comma', '{"a":1,}', 'json'],
    ['two documents', '{}{}', 'json'],
    ['a raw NUL byte', '{"a":"\0"}', 'json'],
    ['an array', '[]', 'type'],
    ['a string', '"{}"', 'type'],
    ['null', 'null', 'type'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'utf8'],
    ['a surrogate written as bytes', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]), 'utf8'],
    ['seventeen levels', nested(17), 'maxDepth'],
    ['a depth bomb', '['.repeat(250 * KIB), 'maxDepth'],
    ['a large depth bomb', '{"a":'.repeat(4 * MIB), 'maxDepth'],
    ['brackets after an unclosed string', `{"a":"${'['.repeat(100)}`, 'json'],
  ])('is refused when it is %s', (_title, input, rule) => {
    expect(breaches(input)).toEqual([{ path: '', rule, message: expect.any(String) }]);
  });

  it('is not quoted when it is not valid JSON', () => {
    expect(breaches('{"secret": tru}')).toEqual([{ path: '', rule: 'json', message: 'must be valid JSON' }]);
  });

  it('may have sixteen levels, and brackets within strings do not count', () => {
    expect(breaches(nested(16))).toEqual([]);
    expect(breaches(`{"a":"${'[{'.repeat(50)}\\"${'[{'.repeat(50)}"}`)).toEqual([]);
  });

  it.each([
    ['a NUL character', '{"text":{"body":"a\\u0000b"}}', 'text.body'],
    ['a lone high surrogate', '{"contacts":[{"name":"\\ud83d"}]}', 'contacts[0].name'],
    ['a lone low surrogate', '{"a":"\\ude00\\ud83d"}', 'a'],
    ['a high surrogate before another escape', '{"a":"\\ud83d\\u0041"}', 'a'],
    ['a NUL character in a key', '{"a":{"\\u0000":1}}', 'a["\\u0000"]'],
    ['a lone surrogate in a key', '{"\\uD800":1}', '["\\ud800"]'],
    ['a NUL character behind a repeated key', '{"a":"\\u0000","a":"b"}', ''],
  ])('is refused at its path when it has %s', (_title, text, path) => {
    expect(breaches(text)).toEqual([{ path, rule: 'characters', message: expect.any(String) }]);
  });

  it.each(['{"a":"\\ud83d\\ude00"}', '{"a":"\\\\u0000"}', '{"a":"\\\\\\\\u0000 \\n \\u0001"}', '{"a":"🙂"}'])(
    'is accepted with the harmless escapes of %s',
    (text) => {
      expect(breaches(text)).toEqual([]);
    },
  );

  it('is never answered with anything but a value or a VAL_001', () => {
    const jsonLike = fc.string({ unit: fc.constantFrom(...'{}[]"\\u0d8:,a ') });
    fc.assert(
      fc.property(fc.oneof(jsonLike, fc.json(), fc.string()), (text) => {
        breaches(text);
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void breaches(Buffer.from(bytes))));
  });

  it('with storable text is always accepted, however it is escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        const escaped = [...JSON.stringify(text)].map((char) =>
          char > '~' ? [...Array(char.length).keys()].map((i) => unit(char.charCodeAt(i))).join('') : char,
        );
        expect(breaches(`{"a":${escaped.join('')}}`)).toEqual(text.includes('\0') ? [expect.anything()] : []);
      }),
    );
  });

  it('holds at most the bytes that are asked for', () => {
    const read = (bytes: Buffer): unknown => parseJsonObject(bytes, { maxBytes: 10 });
    expect(breaches('{"a":"bc"}', read)).toEqual([]);
    expect(breaches('{"a":"bcd"}', read)).toEqual([{ path: '', rule: 'maxBytes', message: expect.any(String) }]);
  });
});

describe('a message body', () => {
  const padded = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
  const image = (media: object, more: object = {}): string => JSON.stringify({ type: 'image', image: media, ...more });
  const tooLarge = [{ path: '', rule: 'maxBytes', message: expect.any(String) }];

  it('may have 256 KiB', () => {
    expect(breaches(padded(256 * KIB))).toEqual([]);
    expect(breaches(padded(256 * KIB + 1))).toEqual(tooLarge);
    expect(breaches(padded(256 * KIB + 1), (bytes) => parseMessageJson(bytes, 256 * KIB + 1))).toEqual([]);
    expect(breaches(padded(10 * MIB))).toEqual(tooLarge);
  });

  it('may have 24 MiB when it carries its media as base64', () => {
    const base64 = 'A'.repeat(20 * MIB);
    expect(breaches(image({ data_base64: base64, mime_type: 'image/png' }))).toEqual([]);
    expect(breaches(image({ link: `data:image/png;base64,${base64}` }))).toEqual([]);
    expect(breaches(image({ data_base64: 'A'.repeat(24 * MIB), mime_type: 'image/png' }))).toEqual(tooLarge);
  });

  it('may be large in nothing but the base64', () => {
    const base64 = 'A'.repeat(300 * KIB);
    expect(breaches(image({ data_base64: base64 }, { extra: 'x'.repeat(300 * KIB) }))).toEqual(tooLarge);
    expect(breaches(image({ link: `https://example.com/${base64}` }))).toEqual(tooLarge);
    expect(breaches(`{"type":"text","image":{"data_base64":"${base64}"}}`)).toEqual(tooLarge);
    expect(breaches(`{"a":[${'{},'.repeat(2 * MIB)}{}]}`)).toEqual(tooLarge);
  });
});

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
