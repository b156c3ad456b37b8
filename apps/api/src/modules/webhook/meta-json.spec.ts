import fc from 'fast-check';
import { anyCharacter } from '../../../test/support/any-character';
import { META_EXAMPLES } from '../../../test/support/meta-samples';
import { parseMetaJson } from './meta-json';

const rewritten = (text: string): string => JSON.stringify(parseMetaJson(Buffer.from(text)));

describe('What Meta posted', () => {
  it('is written again as it came', () => {
    for (const { body } of META_EXAMPLES) expect(rewritten(JSON.stringify(body))).toBe(JSON.stringify(body));
    fc.assert(
      fc.property(fc.json({ stringUnit: anyCharacter }), (text) => {
        const storable = /\\u(?:0000|d[89a-f])/i.test(text);
        fc.pre(!storable);
        expect(rewritten(text)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('keeps every digit of a number that no double can hold', () => {
    const text =
      '{"message_template_id":12345678901234567890,"list":[-9007199254740993,0.12345678901234567890],"name":"x"}';
    expect(rewritten(text)).toBe(text);
    expect(rewritten(`\uFEFF${text}`)).toBe(text);
  });

  it('holds nothing that a database cannot hold', () => {
    expect(rewritten('{"a\\u0000":"b\\u0000c","d":["\\ud800","\\ud83d\\ude00"]}')).toBe(
      '{"a\uFFFD":"b\uFFFDc","d":["\uFFFD","😀"]}',
    );
  });

  it('is refused when it is not JSON', () => {
    for (const text of ['', '{', 'hello', '{"a":1}}'])
      expect(() => parseMetaJson(Buffer.from(text))).toThrow(SyntaxError);
  });
});
