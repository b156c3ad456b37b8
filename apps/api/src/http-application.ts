import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import type { Express } from 'express';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module';
import type { AppConfig } from './config/env';
import { serveConsole } from './http/console-page';
import { crossOrigin } from './http/cross-origin.middleware';
import { graphSurface } from './http/graph-surface.middleware';
import { answerMalformed } from './http/malformed-request';
import { ProgramLogger } from './http/program-logger';
import { requestId } from './http/request-id.middleware';
import { serveReference } from './http/reference';
import { boundUnreadBodies } from './http/unread-bodies';
import { workerOnly } from './http/worker-only.middleware';
import { timeRequests } from './modules/health/metrics.middleware';
import { MetricsService } from './modules/health/metrics.service';
import { MetaWebhookReceiver } from './modules/webhook/meta-webhook-receiver.service';

/** A request must have sent its headers, and all of itself, within these times; idle connections are closed after the last. */
const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 10 * 60_000;
/** Longer than usual load balancers keep theirs (60 s), so that they never write to a connection that we are closing. */
const KEEP_ALIVE_MS = 65_000;

/** The program over HTTP, ready to listen: the same for production and for tests. */
export async function createHttpApplication(config: AppConfig): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config), {
    bodyParser: false,
    bufferLogs: true,
  });
  app.useLogger(new ProgramLogger(app.get(Logger)));
  // One proxy: the address that it saw, not the first of the header, which a client can write.
  app.set('trust proxy', config.trustProxy ? 1 : false);
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.disable('x-powered-by');
  app.use(requestId, timeRequests(app.get(MetricsService)), crossOrigin, graphSurface);
  const express: Express = app.getHttpAdapter().getInstance();
  if (config.roles.includes('api')) {
    const { handle } = app.get(MetaWebhookReceiver, { strict: false });
    express.post('/webhooks/meta', handle);
  }
  app.use(helmet({ contentSecurityPolicy: false, crossOriginResourcePolicy: { policy: 'same-site' } }), cookieParser());
  if (!config.roles.includes('api')) app.use(workerOnly);
  serveConsole(express);
  serveReference(app, config);
  const server = app.getHttpServer();
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('clientError', answerMalformed);
  boundUnreadBodies(server);
  return app;
}
