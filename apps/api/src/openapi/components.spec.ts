import { Components, described, orNull } from './components';

describe('named schemas', () => {
  it('are made once for what they are made from', () => {
    const components = new Components();
    const make = jest.fn(() => ({ type: 'string' }));
    const owner = {};
    expect(components.named('Name', owner, make)).toEqual({ $ref: '#/components/schemas/Name' });
    components.named('Name', owner, make);
    expect(make).toHaveBeenCalledTimes(1);
    expect(components.sorted()).toEqual({ Name: { type: 'string' } });
  });

  it('may hold themselves', () => {
    const components = new Components();
    const owner = {};
    const make = (): object => ({ type: 'array', items: components.named('Tree', owner, make) });
    components.named('Tree', owner, make);
    expect(components.sorted()).toEqual({ Tree: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } });
  });

  it('refuse a second type of the same name, unless it is the same', () => {
    const components = new Components();
    components.named('Name', 'a', () => ({ type: 'string' }));
    components.named('Name', 'b', () => ({ type: 'string' }));
    expect(() => components.named('Name', 'c', () => ({ type: 'integer' }))).toThrow(
      /Two different types are called Name/,
    );
  });
});

describe('a schema that also takes null', () => {
  it.each([
    [{ type: 'string' }, { type: ['string', 'null'] }],
    [
      { type: 'string', enum: ['a'] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [{ $ref: '#/x' }, { anyOf: [{ $ref: '#/x' }, { type: 'null' }] }],
    [{ anyOf: [{ type: 'string' }] }, { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [
      { $ref: '#/x', description: 'd' },
      { description: 'd', anyOf: [{ $ref: '#/x' }, { type: 'null' }] },
    ],
  ])('%j becomes %j', (schema, nullable) => {
    expect(orNull(schema)).toEqual(nullable);
  });

  it('keeps what it says when there is no docstring', () => {
    expect(described({ type: 'string', description: 'kept' }, '')).toEqual({ type: 'string', description: 'kept' });
  });
});
