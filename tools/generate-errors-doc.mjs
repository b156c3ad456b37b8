/**
 * Writes docs/errors.md from the error catalogue, so that the two can never disagree.
 * `node tools/generate-errors-doc.mjs` writes the file; with `--check` it only compares, and fails when the file
 * is out of date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCE = join(ROOT, 'libs', 'contracts', 'src', 'error-catalogue.ts');
const TARGET = join(ROOT, 'docs', 'errors.md');

const { ERROR_CATALOGUE } = await importTypeScript(SOURCE);

const INTRO = `# Errors

This file is generated from \`libs/contracts/src/error-catalogue.ts\` by \`tools/generate-errors-doc.mjs\`; change it there.

Every failed request of the gateway API (\`/v1/wa\`) is answered with

\`\`\`json
{
  "isSuccess": false,
  "errors": { "code": "BILL_001", "group": "PAYMENT_REQUIRED", "description": "…", "params": {} },
  "requestId": "…"
}
\`\`\`

\`code\` is stable: decide by it. \`description\` is for people and may change. \`params\` is present where the code says
so. \`requestId\` is also in the \`X-Request-Id\` header and in the log of the gateway. A refused request
has cost nothing; with \`GW_004\` the money is held until the outcome is known.
`;

function section([code, error]) {
  const retry = error.retry.charAt(0).toUpperCase() + error.retry.slice(1);
  return `## ${code}

${error.description}

| | |
| --- | --- |
| HTTP status | ${error.httpStatus} ${STATUS_CODES[error.httpStatus]} |
| Group | \`${error.group}\` |

**Cause.** ${error.cause}

**What to do.** ${error.remedy}

**Retry.** ${retry}.
`;
}

function overview(entries) {
  const rows = entries.map(
    ([code, error]) =>
      `| [${code}](#${code.toLowerCase()}) | ${error.httpStatus} | \`${error.group}\` | ${error.description} |`,
  );
  return ['| Code | HTTP | Group | Meaning |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

/** Transpiled here rather than built before, so that the check needs no build and runs on any Node. */
async function importTypeScript(path) {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

const entries = Object.entries(ERROR_CATALOGUE);
const text = [INTRO, overview(entries), ...entries.map(section)].join('\n');
const name = relative(ROOT, TARGET);

if (process.argv.includes('--check')) {
  if (!existsSync(TARGET) || readFileSync(TARGET, 'utf8') !== text) {
    console.error(`${name} is out of date: run \`node tools/generate-errors-doc.mjs\`.`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(TARGET), { recursive: true });
  writeFileSync(TARGET, text);
  console.log(`wrote ${name} (${entries.length} codes)`);
}
