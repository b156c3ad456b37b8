import fc from 'fast-check';
import { anyCharacter } from '../../../../test/support/any-character';
import { withCallbackData } from './callback-splice';
import { membersOf } from '../../../http/json/json-span';

const DATA = 'sb1.tenant.message';
const FIELD = 'biz_opaque_callback_data';

describe('setting the callback data', () => {
  it.each([
    ['{}', `{"${FIELD}":"${DATA}"}`],
    [' { \n } ', ` { \n "${FIELD}":"${DATA}"} `],
    ['{"a":1}', `{"a":1,"${FIELD}":"${DATA}"}`],
    ['{ "a" : {} }\n', `{ "a" : {} ,"${FIELD}":"${DATA}"}\n`],
    ['{"a":"{"}', `{"a":"{","${FIELD}":"${DATA}"}`],
    [`{"${FIELD}":"mine","b":2}`, `{"${FIELD}":"${DATA}","b":2}`],
    [`{"b":2, "${FIELD}" : {"x":[1,"}"]} }`, `{"b":2, "${FIELD}" : "${DATA}" }`],
    ['{"\\u0062iz_opaque_callback_data":null}', `{"\\u0062iz_opaque_callback_data":"${DATA}"}`],
    [`{"${FIELD}":1,"${FIELD}":2}`, `{"${FIELD}":"${DATA}","${FIELD}":"${DATA}"}`],
    [`{"a":{"${FIELD}":"x"}}`, `{"a":{"${FIELD}":"x"},"${FIELD}":"${DATA}"}`],
    [`{"a":"${FIELD}"}`, `{"a":"${FIELD}","${FIELD}":"${DATA}"}`],
  ])('turns %j into %j', (before, after) => {
    expect(withCallbackData(before, DATA)).toBe(after);
    expect(JSON.parse(after)).toEqual({ ...JSON.parse(before), [FIELD]: DATA });
  });

  it('leaves numbers, order, blanks and escapes as they were written', () => {
    const body = '{"big":12345678901234567890.10, "e":1E+2,\n\t"b":"\\u00e9\\/\\n","a":-0.0,"a":2';
    expect(withCallbackData(`${body}}`, DATA)).toBe(`${body},"${FIELD}":"${DATA}"}`);
  });

  it('escapes the data', () => {
    expect(JSON.parse(withCallbackData('{}', '"\\\n'))).toEqual({ [FIELD]: '"\\\n' });
  });

  const key = fc.oneof(fc.string(), fc.constant(FIELD), fc.constant('"\\'), fc.constant('{'), fc.constant('\\u0062'));
  const object = fc.dictionary(key, fc.jsonValue({ maxDepth: 3, stringUnit: anyCharacter }), { noNullPrototype: true });
  const indent = fc.constantFrom('', ' ', '\t', '\n\n');

  it('changes nothing else in any object', () => {
    fc.assert(
      fc.property(object, fc.string(), indent, fc.boolean(), (value, data, blanks, escaped) => {
        const plain = JSON.stringify(value, null, blanks);
        const text = escaped ? plain.replaceAll(`"${FIELD}"`, `"\\u0062${FIELD.slice(1)}"`) : plain;
        const result = withCallbackData(text, data);
        const parsed = JSON.parse(text) as object;
        expect(JSON.parse(result)).toEqual({ ...parsed, [FIELD]: data });
        expect(Object.keys(JSON.parse(result) as object)).toEqual(Object.keys({ ...parsed, [FIELD]: data }));
        expect(withCallbackData(result, data)).toBe(result);
      }),
    );
  });

  it('finds every member of an object where JSON.parse finds it', () => {
    fc.assert(
      fc.property(object, indent, (value, blanks) => {
        const text = JSON.stringify(value, null, blanks);
        const found = membersOf(text).map((member) => [
          member.key,
          JSON.parse(text.slice(member.valueStart, member.valueEnd)) as unknown,
        ]);
        expect(found).toEqual(Object.entries(JSON.parse(text) as object));
      }),
    );
  });
});
