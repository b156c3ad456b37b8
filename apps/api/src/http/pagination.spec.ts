import 'reflect-metadata';
import { uuidv7 } from '@switchboard/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { CursorQuery, decodeCursor, encodeCursor, pageOf, pageOfWhole } from './pagination';
import { ProblemError } from './problem';

/** Whether a cursor is taken; a refusal must name the parameter. */
function isTaken(cursor: string): boolean {
  try {
    decodeCursor(cursor);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 400, fields: [{ path: 'cursor', rule: 'cursor' }] });
    return false;
  }
}

describe('A cursor', () => {
  it('leads back to the item that it was made of, and fits into a URL as it is', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const cursor = encodeCursor(id);
        expect(cursor).toBe(encodeURIComponent(cursor));
        expect(decodeCursor(cursor)).toBe(id);
      }),
    );
  });

  it('that is absent begins at the first page', () => {
    expect(decodeCursor(undefined)).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['an id itself', uuidv7()],
    ['of something else', Buffer.from('50').toString('base64url')],
    ['SQL', Buffer.from("' OR true --").toString('base64url')],
    ['with something after it', `${encodeCursor(uuidv7())}!`],
    ['with a blank before it', ` ${encodeCursor(uuidv7())}`],
    ['cut off', encodeCursor(uuidv7()).slice(0, -4)],
    ['in ordinary base64 with padding', `${encodeCursor(uuidv7())}==`],
  ])('that is not one of ours is refused: %s', (_, cursor) => {
    expect(isTaken(cursor)).toBe(false);
  });

  it('is taken only in the form in which it was given', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string({ minLength: 1, maxLength: 4 }), fc.nat(48), (id, noise, at) => {
        const cursor = encodeCursor(id);
        const noisy = cursor.slice(0, at) + noise + cursor.slice(at);
        expect(isTaken(noisy)).toBe(false);
      }),
    );
  });
});

describe('A page', () => {
  const rows = (count: number): { id: string }[] => Array.from({ length: count }, () => ({ id: uuidv7() }));
  const page = (given: readonly { id: string }[], limit: number) =>
    pageOf(
      given,
      limit,
      ({ id }) => id,
      ({ id }) => `shown ${id}`,
    );

  it('shows up to its limit and leads on from the last item shown', () => {
    const given = rows(4);
    expect(page(given, 3)).toEqual({
      items: given.slice(0, 3).map(({ id }) => `shown ${id}`),
      nextCursor: encodeCursor(given[2]!.id),
    });
  });

  it.each([0, 1, 3])('of %p items that fit leads nowhere', (count) => {
    const { items, nextCursor } = page(rows(count), 3);
    expect(items).toHaveLength(count);
    expect(nextCursor).toBeNull();
  });
});

describe('A list that is read whole', () => {
  const codes = ['BASIC', 'PREMIUM', 'ENTERPRISE'];
  const page = (cursor: string | undefined, limit: number) =>
    pageOfWhole(
      codes,
      { cursor, limit },
      (code) => code,
      (text) => /^[A-Z]+$/.test(text),
    );

  it('is told page by page in its own order, each item once', () => {
    const first = page(undefined, 2);
    expect(first).toEqual({ items: ['BASIC', 'PREMIUM'], nextCursor: encodeCursor('PREMIUM') });
    expect(page(first.nextCursor ?? undefined, 2)).toEqual({ items: ['ENTERPRISE'], nextCursor: null });
    expect(page(undefined, 3)).toEqual({ items: codes, nextCursor: null });
  });

  it.each(['GOLD', 'gold'])('refuses a cursor that leads to none of its items: %s', (code) => {
    expect(() => page(encodeCursor(code), 2)).toThrow(
      expect.objectContaining({ status: 400, fields: [expect.objectContaining({ path: 'cursor', rule: 'cursor' })] }),
    );
  });
});

describe('The parameters of a list', () => {
  const check = (query: object): { refused: string[]; limit: number } => {
    const parsed = plainToInstance(CursorQuery, query);
    return { refused: validateSync(parsed).map(({ property }) => property), limit: parsed.limit };
  };

  it('ask for 50 items unless told otherwise', () => {
    expect(check({})).toEqual({ refused: [], limit: 50 });
    expect(check({ limit: '1' })).toEqual({ refused: [], limit: 1 });
    expect(check({ limit: '200' })).toEqual({ refused: [], limit: 200 });
  });

  it.each(['0', '-1', '201', '1.5', 'many', '', ' ', ['1', '2'], 'Infinity'])('refuse a limit of %p', (limit) => {
    expect(check({ limit }).refused).toEqual(['limit']);
  });

  it.each([['x'.repeat(201)], [['a', 'b']]])('refuse a cursor that cannot be one: %p', (cursor) => {
    expect(check({ cursor }).refused).toEqual(['cursor']);
  });
});
