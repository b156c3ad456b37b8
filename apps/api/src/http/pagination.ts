import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { isUuid } from '@switchboard/contracts';
import { ProblemError } from './problem';

/** What every list takes: where to go on, and how many (1–200, 50 unless told). */
export class CursorQuery {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}

/** A page of a list, and the cursor of the next one (null: this was the last). */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A cursor is opaque to clients; inside it is the id of the last item that they have seen. */
export function encodeCursor(id: string): string {
  return Buffer.from(id, 'latin1').toString('base64url');
}

/**
 * The id inside a cursor, or undefined when there is no cursor. Anything that is not a cursor of ours is refused.
 * @param path what the query calls it
 * @param isId whether something can be an id of the list's items
 */
export function decodeCursor(
  cursor: string | undefined,
  path = 'cursor',
  isId: (id: string) => boolean = isUuid,
): string | undefined {
  if (cursor === undefined) return undefined;
  const id = Buffer.from(cursor, 'base64url').toString('latin1');
  // Decoding base64 skips what it does not know: only the text that encoding gives is a cursor of ours.
  if (!isId(id) || encodeCursor(id) !== cursor) throw notACursor(path);
  return id;
}

function notACursor(path: string): ProblemError {
  return ProblemError.invalid([{ path, rule: 'cursor', message: 'is not a cursor of this list' }]);
}

/** Makes a page of rows read with `limit + 1`: the extra row only tells that there is more. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  idOf: (row: R) => string,
  present: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(present), nextCursor: rows.length > limit && last ? encodeCursor(idOf(last)) : null };
}

/**
 * A page of a list that is so short that it is read whole, in the order that it has.
 * @param isId whether something can be an id of the list's items
 * @throws ProblemError 400 for a cursor whose item is not in the list, or no longer
 */
export function pageOfWhole<T>(
  items: readonly T[],
  { cursor, limit }: CursorQuery,
  idOf: (item: T) => string,
  isId?: (id: string) => boolean,
): Page<T> {
  const seen = decodeCursor(cursor, 'cursor', isId);
  const last = seen === undefined ? -1 : items.findIndex((item) => idOf(item) === seen);
  if (seen !== undefined && last === -1) throw notACursor('cursor');
  return pageOf(items.slice(last + 1), limit, idOf, (item) => item);
}
