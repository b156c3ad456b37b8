import { schemaOfRules } from './validation-rules';

const rule = (name: string, ...args: unknown[]) => ({ name, args, message: undefined });

describe('the rules of a field', () => {
  it.each([
    [[rule('isString'), rule('isLength', 1, 100)], { type: 'string', minLength: 1, maxLength: 100 }],
    [[rule('isInt'), rule('min', 0), rule('max', 10)], { type: 'integer', minimum: 0, maximum: 10 }],
    [[rule('isIn', ['a', 'b'])], { type: 'string', enum: ['a', 'b'] }],
    [[rule('isIn', [1, 2])], { type: 'integer', enum: [1, 2] }],
    [
      [rule('isArray'), rule('arrayMaxSize', 5), rule('arrayUnique')],
      { type: 'array', maxItems: 5, uniqueItems: true },
    ],
    [[rule('instant')], { type: 'string', format: 'date-time' }],
    [[rule('matches', /^\p{L}+$/u)], { type: 'string', pattern: '^\\p{L}+$' }],
  ])('are told as a schema: %j', (rules, schema) => {
    expect(schemaOfRules(rules).schema).toEqual(schema);
  });

  it('say nothing of a pattern that JSON Schema would read in another way', () => {
    expect(schemaOfRules([rule('matches', /^[a-z]+$/i)]).schema).toEqual({ type: 'string' });
  });

  it('hold both when there are two patterns', () => {
    const { pattern = '' } = schemaOfRules([rule('matches', /^[a-z]+$/), rule('matches', /^.{3}$/)]).schema;
    expect(['abc', 'abcd', 'ab1'].map((text) => new RegExp(pattern, 'u').test(text))).toEqual([true, false, false]);
  });

  it('are told in words where a schema cannot', () => {
    const money = { name: 'money', args: [], message: 'must be an amount' };
    expect(schemaOfRules([money]).notes).toEqual(['must be an amount']);
  });

  it('stop the build when one is not known: the description would be silent about it', () => {
    expect(() => schemaOfRules([rule('isMagic')])).toThrow(/"isMagic" has no schema yet/);
  });
});
