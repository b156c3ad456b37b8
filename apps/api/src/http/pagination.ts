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
 */
export function decodeCursor(cursor: string | undefined, path = 'cursor'): string | undefined {
  if (cursor === undefined) return undefined;
  const id = Buffer.from(cursor, 'base64url').toString('latin1');
  // Decoding base64 skips what it does not know: only the text that encoding gives is a cursor of ours.
  if (!isUuid(id) || encodeCursor(id) !== cursor)
    throw ProblemError.invalid([{ path, rule: 'cursor', message: 'is not a cursor of this list' }]);
  return id;
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
