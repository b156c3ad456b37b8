import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { AppConfig } from '../config/env';

/** Serves the API's description at /openapi.json and a page to read and try it at /docs, where `/` leads too. */
export function serveReference(app: NestExpressApplication, config: AppConfig): void {
  const description = new DocumentBuilder()
    .setTitle('Switchboard')
    .setDescription('WhatsApp Business for many tenants: send, follow and pay for messages.')
    .setVersion('1')
    .addServer(config.publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key: pk_…' })
    .setOpenAPIVersion('3.1.0')
    .build();
  app
    .getHttpAdapter()
    .getInstance()
    .get('/', (_request, response) => response.redirect('/docs'));
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, description), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
  });
}
