import type { AddressInfo } from 'node:net';
import { type CanActivate, type LoggerService, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ErrorFilter } from '../../src/http/error.filter';
import { JsonBodyInterceptor } from '../../src/http/json-body.interceptor';
import { requestId } from '../../src/http/request-id.middleware';
import { boundUnreadBodies } from '../../src/http/unread-bodies';
import { DtoValidationPipe } from '../../src/http/validation.pipe';

/** The edge of the program around a test's own controllers, listening on a port of its own. */
export interface EdgeApplication {
  url: string;
  port: number;
  /** What was logged as an error, oldest first. */
  errors: unknown[];
  close(): Promise<void>;
}

/**
 * Starts controllers behind the program's own filter, body reader and validation; without modules or a database.
 * @param guards run before the handlers, in this order
 * @param graceMs see `boundUnreadBodies`
 */
export async function startEdge(
  controllers: Type[],
  { guards = [], graceMs }: { guards?: readonly CanActivate[]; graceMs?: number } = {},
): Promise<EdgeApplication> {
  @Module({
    controllers,
    providers: [
      { provide: APP_FILTER, useClass: ErrorFilter },
      { provide: APP_INTERCEPTOR, useClass: JsonBodyInterceptor },
      { provide: APP_PIPE, useClass: DtoValidationPipe },
    ],
  })
  class EdgeModule {}

  const errors: unknown[] = [];
  const ignore = (): void => undefined;
  const logger: LoggerService = { log: ignore, warn: ignore, error: (message: unknown) => errors.push(message) };
  const app = await NestFactory.create<NestExpressApplication>(EdgeModule, { bodyParser: false, logger });
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.use(requestId);
  app.useGlobalGuards(...guards);
  boundUnreadBodies(app.getHttpServer(), { graceMs });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, errors, close: () => app.close() };
}
