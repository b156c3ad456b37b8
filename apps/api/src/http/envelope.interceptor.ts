import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';

/** Wraps what a v1 handler returns as `{"isSuccess":true,"data":…}`. */
@Injectable()
export class V1EnvelopeInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<{ isSuccess: true; data: unknown }> {
    return next.handle().pipe(map((data: unknown) => ({ isSuccess: true as const, data })));
  }
}

/** Wraps what a v2 handler returns as `{"success":true,"data":…}`. */
@Injectable()
export class V2EnvelopeInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<{ success: true; data: unknown }> {
    return next.handle().pipe(map((data: unknown) => ({ success: true as const, data })));
  }
}

/** For controllers of v1: their handlers return plain data. */
export const V1Envelope = () => UseInterceptors(V1EnvelopeInterceptor);

/**
 * For controllers or single handlers of v2: they return plain data. A handler that writes to the response itself (`@Res()`) is left
 * alone: Nest sends nothing of what such a handler returns, wrapped or not.
 */
export const V2Envelope = () => UseInterceptors(V2EnvelopeInterceptor);
