import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

// The API's own description, which its build writes, as TypeScript: src/api/schema.d.ts.

const ADMIN = path.resolve(import.meta.dirname, '..');
const DESCRIPTION = path.resolve(ADMIN, '../api/dist/openapi.json');
const TYPES = path.join(ADMIN, 'src', 'api', 'schema.d.ts');

if (!existsSync(DESCRIPTION)) {
  console.error(`${DESCRIPTION} is missing: build the API first (npx nx build @switchboard/api).`);
  process.exit(1);
}
const types = astToString(await openapiTS(pathToFileURL(DESCRIPTION), { alphabetize: true }));
mkdirSync(path.dirname(TYPES), { recursive: true });
writeFileSync(
  TYPES,
  `// Generated from the API's description by tools/generate-api-types.mjs; not to be edited.\n\n${types}`,
);
