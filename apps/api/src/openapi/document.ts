import { VERSION } from '../config/version';
import type { RecordedAnswers } from './answers';
import { Components } from './components';
import type { ApiDocument } from './document-types';
import { ERROR_SCHEMAS } from './error-schemas';
import { HEADERS } from './headers';
import { messageSchemas } from './message-bodies';
import { Operations } from './operation';
import type { Entries, OperationEntry } from './operations/entry';
import type { Route } from './routes';
import { SECURITY_SCHEMES } from './security';
import { shareAnswers } from './shared-answers';
import type { Sources } from './sources';
import { tagsOf } from './tags';

const DESCRIPTION = `WhatsApp Business for many tenants: send, follow and pay for messages.

| surface | for | errors |
|---|---|---|
| \`/v1/wa\` | tenants' programs: Meta's message objects, one route | \`V1Error\` |
| \`/v2\` | tenants' programs: flat fields, media, templates | \`V2Error\` |
| \`/media\` | files that webhooks name | \`MediaError\` |
| \`/v23.0/…\` (any Graph version) | existing Cloud API SDKs, pointed at this platform | \`GraphError\` |
| \`/console/v1\` | people at the console, and their scripts | \`Problem\` |

Money is a decimal string, never a float; times are RFC 3339 in UTC. Every answer carries \`X-Request-Id\`.`;

/** What the making of a document gives: the document, and what keeps it from being complete. */
export interface BuiltDocument {
  document: ApiDocument;
  /** Each with the route's name. */
  problems: string[];
}

/** Makes the description of an API from its routes, its sources, and what only people know. */
export function buildDocument(
  routes: readonly Route[],
  sources: Sources,
  { entries, answers }: { entries: Entries; answers: RecordedAnswers },
): BuiltDocument {
  const components = new Components();
  const operations = new Operations(sources, components, answers);
  const paths: ApiDocument['paths'] = {};
  const problems: string[] = [];
  for (const route of routes) {
    try {
      const entry = entries[route.key];
      if (!entry) problems.push(`${route.key}: has no entry in openapi/operations.`);
      (paths[route.path] ??= {})[route.method] = operations.describe(route, entry ?? entryOf(route));
    } catch (error) {
      problems.push(`${route.key}: ${(error as Error).message}`);
    }
  }
  const known = new Set(routes.map(({ key }) => key));
  problems.push(
    ...Object.keys(entries)
      .filter((key) => !known.has(key))
      .map((key) => `${key}: has an entry, but is no route.`),
  );
  const schemas = { ...components.sorted(), ...messageSchemas(), ...ERROR_SCHEMAS };
  return { document: shareAnswers(documentOf(routes, paths, schemas)), problems };
}

function documentOf(
  routes: readonly Route[],
  paths: ApiDocument['paths'],
  schemas: ApiDocument['components']['schemas'],
): ApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Switchboard',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: tagsOf(routes),
    paths,
    components: { securitySchemes: SECURITY_SCHEMES, schemas, headers: { ...HEADERS }, parameters: {}, responses: {} },
  };
}

/** What a route is called until someone has written its entry. */
function entryOf({ handler }: Route): OperationEntry {
  const words = handler.replace(/([A-Z])/g, ' $1').toLowerCase();
  return { summary: `${words.charAt(0).toUpperCase()}${words.slice(1)}` };
}
