import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { Reflector } from '@nestjs/core';
import { LIMITS } from '@switchboard/contracts';
import type { Observable } from 'rxjs';
import { readBody } from './body';
import { JSON_BODY_MAX_BYTES, READS_OWN_BODY } from './console-body';
import { csvBody, isCsv, TAKES_CSV } from './csv-body';
import { parseJsonObject } from './json/parse-json';
import { requestOf } from './principal';
import { surfaceOf } from './surface';
import { parseV2Json, readV2Body } from './v2-json';

const WITHOUT_BODY = new Set(['GET', 'HEAD', 'DELETE']);
/** Nest's number for `@Body()` among a handler's arguments (RouteParamtypes, which it does not export for programs). */
const BODY_ARGUMENT = '3:';

/**
 * Reads the JSON bodies of the console's routes, and of those routes of v2 whose handlers take one by `@Body()`, after the guards have
 * passed. An absent body counts as `{}`; routes that take CSV get it as text.
 */
@Injectable()
export class JsonBodyInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = requestOf(context);
    const surface = WITHOUT_BODY.has(request.method) ? null : surfaceOf(request.path);
    if (surface === 'console' && !this.declares(READS_OWN_BODY, context)) {
      const maxBytes = this.jsonMaxBytes(context);
      const bytes = await readBody(request, maxBytes);
      request.body = this.declares(TAKES_CSV, context) && isCsv(request) ? csvBody(bytes) : parseJson(bytes, maxBytes);
    } else if (surface === 'v2' && takesBody(context)) {
      const bytes = await readV2Body(request);
      request.body = bytes.length === 0 ? {} : parseV2Json(bytes).value;
    }
    return next.handle();
  }

  private declares(mark: string, context: ExecutionContext): boolean {
    return this.reflector.get<boolean | undefined>(mark, context.getHandler()) === true;
  }

  private jsonMaxBytes(context: ExecutionContext): number {
    return (
      this.reflector.get<number | undefined>(JSON_BODY_MAX_BYTES, context.getHandler()) ?? LIMITS.consoleBodyMaxBytes
    );
  }
}

function takesBody(context: ExecutionContext): boolean {
  const declared: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name);
  return Object.keys(declared ?? {}).some((argument) => argument.startsWith(BODY_ARGUMENT));
}

function parseJson(bytes: Buffer, maxBytes: number): unknown {
  return bytes.length === 0 ? {} : parseJsonObject(bytes, { maxBytes, restMaxBytes: LIMITS.consoleBodyMaxBytes }).value;
}
