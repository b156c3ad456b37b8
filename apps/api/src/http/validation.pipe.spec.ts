import 'reflect-metadata';
import type { ArgumentMetadata, Type } from '@nestjs/common';
import { Type as Typed } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, Max, MaxLength, ValidateNested } from 'class-validator';
import type { FieldProblem } from './problem';
import { ProblemError } from './problem';
import { DtoValidationPipe } from './validation.pipe';

class Rate {
  @IsString()
  market!: string;

  @IsInt()
  @Max(10)
  amount!: number;
}

class Card {
  @IsString()
  @MaxLength(5)
  name!: string;

  @IsOptional()
  @ValidateNested()
  @Typed(() => Rate)
  standard?: Rate;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(40)
  @ValidateNested({ each: true })
  @Typed(() => Rate)
  rates?: Rate[];
}

class Search {
  @IsOptional()
  @Typed(() => Number)
  @IsInt()
  limit: number = 50;

  @IsOptional()
  @IsString()
  text?: string;
}

const pipe = new DtoValidationPipe();
const take = (type: ArgumentMetadata['type'], metatype: Type, value: unknown): Promise<unknown> =>
  pipe.transform(value, { type, metatype });

/** The fields that are refused, as `path rule`; empty when the value is taken. */
async function refused(
  value: unknown,
  type: ArgumentMetadata['type'] = 'body',
  metatype: Type = Card,
): Promise<string[]> {
  return (await problems(value, type, metatype)).map(({ path, rule }) => `${path} ${rule}`);
}

async function problems(
  value: unknown,
  type: ArgumentMetadata['type'] = 'body',
  metatype: Type = Card,
): Promise<readonly FieldProblem[]> {
  try {
    await take(type, metatype, value);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 400, code: 'validation_failed', message: 'Some fields are not valid.' });
    return (error as ProblemError).fields ?? [];
  }
}

describe('A body', () => {
  it('that keeps the rules becomes the DTO', async () => {
    const body = { name: 'USD', standard: { market: 'TR', amount: 1 }, rates: [{ market: 'BR', amount: 2 }] };
    const card = (await take('body', Card, body)) as Card;
    expect(card).toBeInstanceOf(Card);
    expect(card.standard).toBeInstanceOf(Rate);
    expect(card).toEqual(body);
  });

  it.each<[string, unknown, string[]]>([
    ['a field that is missing', {}, ['name isString', 'name maxLength']],
    ['a field of the wrong type', { name: 5 }, ['name isString', 'name maxLength']],
    ['a field that is too long', { name: 'dollars' }, ['name maxLength']],
    ['a field of an object', { name: 'USD', standard: { market: 1, amount: 1 } }, ['standard.market isString']],
    [
      'a field of an item of a list',
      {
        name: 'USD',
        rates: [
          { market: 'TR', amount: 1 },
          { market: 'BR', amount: 11 },
        ],
      },
      ['rates[1].amount max'],
    ],
    ['an object that is a text', { name: 'USD', standard: 'TR' }, ['standard nestedValidation']],
    [
      'a list that is an object',
      { name: 'USD', rates: { market: 'TR', amount: 1 } },
      ['rates arrayMaxSize', 'rates isArray'],
    ],
    ['a field that nobody knows', { name: 'USD', nmae: 'typo' }, ['nmae whitelistValidation']],
    [
      'a field that nobody knows, further in',
      { name: 'USD', rates: [{ market: 'TR', amount: 1, factor: 2 }] },
      ['rates[0].factor whitelistValidation'],
    ],
    [
      'several at once',
      { nmae: 'typo', standard: { amount: 'x' } },
      [
        'nmae whitelistValidation',
        'name isString',
        'name maxLength',
        'standard.market isString',
        'standard.amount isInt',
        'standard.amount max',
      ],
    ],
  ])('is refused for %s, by the path and the rule', async (_, body, expected) => {
    expect((await refused(body)).sort()).toEqual([...expected].sort());
  });

  it('says in words what is wrong', async () => {
    expect(await problems({ name: 'dollars' })).toEqual([
      { path: 'name', rule: 'maxLength', message: 'name must be shorter than or equal to 5 characters' },
    ]);
  });

  it('that breaks many rules is answered with the first twenty', async () => {
    expect(
      await refused({ name: 'USD', rates: Array.from({ length: 30 }, () => ({ market: 1, amount: 1 })) }),
    ).toHaveLength(20);
  });

  it('that is absent is refused as an empty one', async () => {
    expect((await refused(undefined)).sort()).toEqual(['name isString', 'name maxLength']);
  });

  it('cannot reach the prototype of anything', async () => {
    const body = JSON.parse(
      '{"name":"USD","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    ) as unknown;
    await refused(body);
    expect({}).not.toHaveProperty('polluted');
    expect(new Card()).not.toHaveProperty('polluted');
  });
});

describe('A query', () => {
  it('keeps its defaults and loses what nobody knows', async () => {
    expect(await take('query', Search, { utm_source: 'mail', fbclid: 'x' })).toEqual({ limit: 50 });
    expect(await take('query', Search, { limit: '7', text: 'a', page: '3' })).toEqual({ limit: 7, text: 'a' });
  });

  it.each([
    ['a NUL character', 'a\0b'],
    ['half a surrogate pair', 'a\ud800'],
  ])('is refused for %s, by which nothing could be searched', async (_, text) => {
    expect(await problems({ limit: '7', text }, 'query', Search)).toEqual([
      { path: 'text', rule: 'characters', message: 'must not contain NUL characters or halves of surrogate pairs' },
    ]);
  });

  it('may hold any character that can be stored', async () => {
    expect(await refused({ text: '\u0001 ü 😀' }, 'query', Search)).toEqual([]);
  });

  it('is refused for a parameter that breaks its rule', async () => {
    expect(await refused({ limit: 'many' }, 'query', Search)).toEqual(['limit isInt']);
    expect(await refused({ text: ['a', 'b'] }, 'query', Search)).toEqual(['text isString']);
  });
});

describe('Path parameters', () => {
  it('pass as they are', async () => {
    expect(await take('param', String, '0018')).toBe('0018');
  });
});
