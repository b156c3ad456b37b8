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

  it('may hold nested values', () => {
    expect(jsonOfForm([['text', { body: 'Hello' }]])).toBe('{"text":{"body":"Hello"}}');
  });

  it.each([
    ['an object', ['text[body]', 'text[preview]'], { text: { body: '0', preview: '1' } }],
    ['a list', ['websites[]', 'websites[]'], { websites: ['0', '1'] }],
    ['a list with its indices', ['websites[0]', 'websites[1]'], { websites: ['0', '1'] }],
    ['an object of numbers that do not count up', ['a[1]', 'a[4000000]'], { a: { 1: '0', 4000000: '1' } }],
    [
      'what is nested further',
      ['template[components][0][type]', 'template[components][0][parameters][][text]'],
      { template: { components: [{ type: '0', parameters: [{ text: '1' }] }] } },
    ],
    ['what replaces a text', ['a', 'a[b]'], { a: { b: '1' } }],
    [
      'no name of that kind',
      ['[a]', 'a[b', 'a]', 'a[b]c', ''],
      { '[a]': '0', 'a[b': '1', 'a]': '2', 'a[b]c': '3', '': '4' },
    ],
    ['too long a name', [`a${'[b]'.repeat(40)}`], { [`a${'[b]'.repeat(40)}`]: '0' }],
  ])('has names with brackets, as PHP writes them: %s', (_, names, object) => {
    expect(JSON.parse(jsonOfForm(names.map((name, index) => [name, String(index)] as const)))).toEqual(object);
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
    expect(jsonOfForm([['a[__proto__][x]', '1']])).toBe('{"a":{"__proto__":{"x":"1"}}}');
  });
});
