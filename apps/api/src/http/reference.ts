import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type OpenAPIObject, type SwaggerCustomOptions, SwaggerModule } from '@nestjs/swagger';
import type { AppConfig } from '../config/env';

/** Made by the build (`src/openapi/generate.ts`); the same file for the compiled program and for tests that run the sources. */
const DESCRIPTION = path.resolve(__dirname, '../../dist/openapi.json');

/** Swagger UI has a dark look, which a page has to ask for: it follows what the reader has chosen for the machine. */
const FOLLOW_THE_SYSTEM = `
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
`;

const STYLE = `
.swagger-ui .topbar { display: none }
.swagger-ui .info { margin: 32px 0 }
html.dark-mode body { background: #1c2022 }
`;

const PAGE: SwaggerCustomOptions = {
  jsonDocumentUrl: 'openapi.json',
  yamlDocumentUrl: 'openapi.yaml',
  customSiteTitle: 'Switchboard API',
  customCss: STYLE,
  customJsStr: FOLLOW_THE_SYSTEM,
  swaggerOptions: {
    docExpansion: 'none',
    filter: true,
    persistAuthorization: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
  },
};

/** Serves the API's description at /openapi.json and a page to read and try it at /docs. */
export function serveReference(app: NestExpressApplication, config: AppConfig): void {
  // Read when it is asked for first: it costs no time at the start.
  SwaggerModule.setup('docs', app, () => readDescription(config.publicUrl), PAGE);
}

function readDescription(publicUrl: string): OpenAPIObject {
  const description = JSON.parse(readFileSync(DESCRIPTION, 'utf8')) as OpenAPIObject;
  return { ...description, servers: [{ url: publicUrl }] };
}
