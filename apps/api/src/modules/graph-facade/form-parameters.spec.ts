import { jsonOfForm } from './form-parameters';

describe('A form', () => {
  it('is an object of texts', () => {
    expect(
      jsonOfForm([
        ['to', '905321234567'],
        ['type', 'te"xt'],
      ]),
    ).toBe('{"to":"905321234567","type":"te\\"xt"}');
    expect(jsonOfForm([])).toBe('{}');
  });

  it('has JSON in its fields, which stays as it is written', () => {
    expect(jsonOfForm([['text', '{ "body" : "Caf\\u00e9", "n": 12345678901234567890 }']])).toBe(
      '{"text":{ "body" : "Caf\\u00e9", "n": 12345678901234567890 }}',
    );
    expect(jsonOfForm([['contacts', ' [1]']])).toBe('{"contacts": [1]}');
  });

  it('has texts in its fields that only begin like JSON, or are numbers and words of JSON', () => {
    const fields = [
      ['a', '{"body":'],
      ['b', '[x]'],
      ['c', '1'],
      ['d', 'true'],
      ['e', 'null'],
      ['f', ''],
    ] as const;
    expect(JSON.parse(jsonOfForm(fields))).toEqual(Object.fromEntries(fields));
  });

  it('may hold nested names', () => {
    expect(jsonOfForm([['text', { body: 'Hello' }]])).toBe('{"text":{"body":"Hello"}}');
  });

  it('lets the last of a repeated field count', () => {
    expect(
      jsonOfForm([
        ['to', '1'],
        ['to', '2'],
      ]),
    ).toBe('{"to":"2"}');
  });

  it('cannot change the prototype of anything', () => {
    expect(jsonOfForm([['__proto__', '{"x":1}']])).toBe('{"__proto__":{"x":1}}');
  });
});
