import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { mergeMap, type Observable } from 'rxjs';
import { requestOf } from '../http/principal';
import { surfaceOf } from '../http/surface';
import { CacheNotices } from './cache-notices';

const READING = new Set(['GET', 'HEAD']);

/** A change made at the console counts for the very next request of its maker, also where that is answered from memory. */
@Injectable()
export class CaughtUpInterceptor implements NestInterceptor {
  constructor(private readonly notices: CacheNotices) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const { method, path } = requestOf(context);
    if (surfaceOf(path) !== 'console' || READING.has(method)) return next.handle();
    return next.handle().pipe(
      mergeMap(async (answer) => {
        await this.notices.caughtUp();
        return answer;
      }),
    );
  }
}
