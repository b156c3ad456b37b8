import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { LIMITS } from '@switchboard/contracts';
import type { Observable } from 'rxjs';
import { readBody } from './body';
import { parseJsonObject } from './json/parse-json';
import { requestOf } from './principal';
import { surfaceOf } from './surface';

const WITHOUT_BODY = new Set(['GET', 'HEAD', 'DELETE']);

/** Reads the JSON bodies of the console's routes, after the guards have passed. An absent body counts as `{}`. */
@Injectable()
export class JsonBodyInterceptor implements NestInterceptor {
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = requestOf(context);
    if (surfaceOf(request.path) === 'console' && !WITHOUT_BODY.has(request.method)) {
      const bytes = await readBody(request, LIMITS.consoleBodyMaxBytes);
      request.body = bytes.length === 0 ? {} : parseJsonObject(bytes, { maxBytes: LIMITS.consoleBodyMaxBytes }).value;
    }
    return next.handle();
  }
}
