import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldProblem, ProblemError } from './problem';

/** How many refused fields one answer lists. */
const MAX_FIELDS = 20;

/**
 * Checks DTOs by their class-validator rules. Fields that are not known are refused in bodies (a typo must not pass for a wish);
 * in queries they are ignored, because proxies and trackers add parameters.
 */
@Injectable()
export class DtoValidationPipe extends ValidationPipe {
  private readonly queries: ValidationPipe;

  constructor() {
    const shared = { transform: true, whitelist: true, exceptionFactory: refuse };
    super({ ...shared, forbidNonWhitelisted: true });
    this.queries = new ValidationPipe(shared);
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'query') return (await super.transform(value, metadata)) as unknown;
    refuseUnstorable(value);
    return (await this.queries.transform(value, metadata)) as unknown;
  }
}

/** PostgreSQL stores no NUL and no half of a surrogate pair, so nothing can be searched by one. Bodies are checked when they are parsed. */
function refuseUnstorable(query: unknown): void {
  const fields = Object.entries(query ?? {}).flatMap(([path, value]) =>
    typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())
      ? [{ path, rule: 'characters', message: 'must not contain NUL characters or halves of surrogate pairs' }]
      : [],
  );
  if (fields.length > 0) throw ProblemError.invalid(fields.slice(0, MAX_FIELDS));
}

function refuse(errors: ValidationError[]): ProblemError {
  return ProblemError.invalid(errors.flatMap((error) => fieldsOf(error, '')).slice(0, MAX_FIELDS));
}

function fieldsOf(error: ValidationError, parent: string): FieldProblem[] {
  const { property: name } = error;
  const path = /^\d+$/.test(name) ? `${parent}[${name}]` : parent === '' ? name : `${parent}.${name}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({ path, rule, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldsOf(child, path))];
}
