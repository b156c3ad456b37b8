import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { LIMITS } from '@switchboard/contracts';
import type { Observable } from 'rxjs';
import { readBody } from './body';
import { csvBody, isCsv, TAKES_CSV } from './csv-body';
import { parseJsonObject } from './json/parse-json';
import { requestOf } from './principal';
import { surfaceOf } from './surface';

const WITHOUT_BODY = new Set(['GET', 'HEAD', 'DELETE']);

/**
 * Reads the JSON bodies of the console's routes, after the guards have passed. An absent body counts as `{}`; routes that take CSV
 * get it as text.
 */
@Injectable()
export class JsonBodyInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = requestOf(context);
    if (surfaceOf(request.path) === 'console' && !WITHOUT_BODY.has(request.method)) {
      const bytes = await readBody(request, LIMITS.consoleBodyMaxBytes);
      request.body = this.takesCsv(context) && isCsv(request) ? csvBody(bytes) : parseJson(bytes);
    }
    return next.handle();
  }

  private takesCsv(context: ExecutionContext): boolean {
    return this.reflector.get<boolean | undefined>(TAKES_CSV, context.getHandler()) === true;
  }
}

function parseJson(bytes: Buffer): unknown {
  return bytes.length === 0 ? {} : parseJsonObject(bytes, { maxBytes: LIMITS.consoleBodyMaxBytes }).value;
}
