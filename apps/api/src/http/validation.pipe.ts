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

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return metadata.type === 'query'
      ? (this.queries.transform(value, metadata) as Promise<unknown>)
      : (super.transform(value, metadata) as Promise<unknown>);
  }
}

function refuse(errors: ValidationError[]): ProblemError {
  return ProblemError.invalid(errors.flatMap((error) => fieldsOf(error, '')).slice(0, MAX_FIELDS));
}

function fieldsOf(error: ValidationError, parent: string): FieldProblem[] {
  const path = /^\d+$/.test(error.property)
    ? `${parent}[${error.property}]`
    : parent === ''
      ? error.property
      : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({ path, rule, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldsOf(child, path))];
}
