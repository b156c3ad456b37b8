import {
  applyDecorators,
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

/** For controllers of v1: their handlers return plain data. */
export const V1Envelope = () => applyDecorators(UseInterceptors(V1EnvelopeInterceptor));
