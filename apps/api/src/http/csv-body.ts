import { isUtf8 } from 'node:buffer';
import { SetMetadata } from '@nestjs/common';
import { fieldError, validationError } from './json/field-errors';
import type { EdgeRequest } from './principal';

export const TAKES_CSV = 'switchboard:takes-csv';

/** A body that was posted as `text/csv`. */
export class CsvBody {
  constructor(readonly text: string) {}
}

/** Lets a route of the console take `text/csv` besides JSON: its body is then a `CsvBody`. */
export const TakesCsv = () => SetMetadata(TAKES_CSV, true);

/** Whether a request says that its body is CSV. */
export function isCsv(request: EdgeRequest): boolean {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  return type.trim().toLowerCase() === 'text/csv';
}

/** @throws GatewayError VAL_001 when the bytes are not UTF-8 */
export function csvBody(bytes: Buffer): CsvBody {
  if (!isUtf8(bytes)) throw validationError([fieldError([], 'utf8', 'must be valid UTF-8')]);
  return new CsvBody(bytes.toString('utf8'));
}
