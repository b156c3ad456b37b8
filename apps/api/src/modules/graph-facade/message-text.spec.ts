import fc from 'fast-check';
import { MESSAGE_EXAMPLES } from '@switchboard/contracts';
import { messageText } from './message-text';

describe('The text of a message', () => {
  it.each(MESSAGE_EXAMPLES)('stays as it was written when there is nothing to mend: $title', ({ body }) => {
    for (const text of [JSON.stringify(body), JSON.stringify(body, null, 2), `\n ${JSON.stringify(body)} `])
      expect(messageText(text, 'whatsapp')).toBe(text);
  });

  it.each([
    ['{"to":905321234567}', '{"to":"905321234567"}'],
    ['{ "to" : 905321234567 , "n" : 1.50 }', '{ "to" : "905321234567" , "n" : 1.50 }'],
    ['{"image":{"id":12345678901234567890}}', '{"image":{"id":"12345678901234567890"}}'],
    ['{"status":"read","message_id":1}', '{"status":"read","message_id":"1"}'],
    ['{"context":{"message_id":1},"to":2}', '{"context":{"message_id":"1"},"to":"2"}'],
    ['{"to":1,"\\u0074o":2}', '{"to":"1","\\u0074o":"2"}'],
    [
      '{"template":{"components":[{"type":"header","parameters":[{"type":"image","image":{"id":7}},{"type":"text","text":"7"}]}]}}',
      '{"template":{"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"7"}},{"type":"text","text":"7"}]}]}}',
    ],
    [
      '{"interactive":{"action":{"sections":[{"rows":[{"id":1},{"id":"2"},{"id":3}]}]}}}',
      '{"interactive":{"action":{"sections":[{"rows":[{"id":"1"},{"id":"2"},{"id":"3"}]}]}}}',
    ],
  ])('has ids as texts that were written as numbers: %s', (text, expected) => {
    expect(messageText(text, undefined)).toBe(expected);
  });

  it.each([
    '{"to":1.5}',
    '{"to":-1}',
    '{"to":1e3}',
    '{"to":null}',
    '{"to":[1]}',
    '{"image":{"caption":1,"width":5}}',
    '{"image":[{"id":1}]}',
    '{"id":1}',
    '{"location":{"latitude":52.5,"longitude":13}}',
    '{"interactive":{"action":{"parameters":{"flow_action_payload":{"id":1}}}}}',
  ])('keeps numbers that are not ids, or none that an id can be: %s', (text) => {
    expect(messageText(text, undefined)).toBe(text);
  });

  it('does not tell the caller’s credentials', () => {
    expect(messageText('{"access_token":"pk_1","to":"1"}', undefined)).toBe('{"to":"1"}');
    expect(messageText('{"to":"1", "acc\\u0065ss_token" : "pk_1","appsecret_proof":"x"}', undefined)).toBe(
      '{"to":"1"}',
    );
    expect(messageText('{"access_token":"pk_1"}', 'whatsapp')).toBe('{"messaging_product":"whatsapp"}');
  });

  it('has the product that the query names, unless it names one itself', () => {
    expect(messageText('{"to":"1"}', 'whatsapp')).toBe('{"messaging_product":"whatsapp","to":"1"}');
    expect(messageText('{}', 'wh"')).toBe('{"messaging_product":"wh\\""}');
    expect(messageText('{"messaging_product":"other"}', 'whatsapp')).toBe('{"messaging_product":"other"}');
  });

  it('means the same as before, whatever it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(4), (value, blanks) => {
        fc.pre(!('access_token' in value) && !('appsecret_proof' in value));
        const text = JSON.stringify({ ...value, to: 905321234567 }, null, blanks);
        expect(JSON.parse(messageText(text, undefined))).toEqual({ ...JSON.parse(text), to: '905321234567' });
      }),
    );
  });
});
