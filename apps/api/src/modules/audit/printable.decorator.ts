import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches } from 'class-validator';

/** No control characters (PostgreSQL cannot store NUL, and a line break forges lines in logs) and no halves of surrogate pairs. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** A field of a request that holds one line of text which may be stored, logged and shown: `min` to `max` characters. */
export const Printable = (max: number, min = 1) =>
  applyDecorators(
    IsString(),
    Length(min, max),
    Matches(PRINTABLE, { message: '$property must not hold control characters or broken Unicode' }),
  );
