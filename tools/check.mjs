import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { commandFile, onParentGone, projectNode, root, setUp, SetUpError, toolEnvironment } from './set-up.mjs';

// `npm run check`: everything that can be judged without running the tests. Each check's output is shown only when it fails.

const AT_ONCE = 2;

/** Checks need no network and tell nobody of themselves. */
const OFFLINE = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

const tool = (name) => path.join(root, 'tools', name);

/** Longest first: they then finish together. */
const checks = () => [
  ['lint', commandFile('eslint'), '.'],
  ['types', commandFile('typescript', 'tsc'), '-p', 'tsconfig.json', '--noEmit'],
  ['types of the console', commandFile('typescript', 'tsc'), '-p', 'apps/admin/tsconfig.json', '--noEmit'],
  ['formatting', commandFile('prettier'), '--check', '.'],
  ['boundaries: the rules bite', tool('check-boundaries.mjs')],
  ['schema and migrations', tool('check-schema.mjs')],
  ['docs/errors.md', tool('generate-errors-doc.mjs'), '--check'],
  [
    'openapi.json',
    commandFile('@redocly/cli', 'redocly'),
    'lint',
    'apps/api/dist/openapi.json',
    '--config',
    'redocly.yaml',
  ],
  ['containers', tool('check-containers.mjs')],
  ['lockfile', tool('check-lockfile.mjs')],
];

async function run([title, ...args]) {
  const startedAt = Date.now();
  const child = spawn(projectNode(), args, {
    cwd: root,
    env: toolEnvironment(OFFLINE),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill();
  process.once('exit', stop);
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? signal));
  });
  process.removeListener('exit', stop);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
  if (code !== 0) console.log(Buffer.concat(chunks).toString().trimEnd().replace(/^/gm, '       '));
  return code === 0;
}

async function main() {
  const startedAt = Date.now();
  await setUp();
  const waiting = checks();
  const total = waiting.length;
  let passed = 0;
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) if (await run(next)) passed += 1;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  console.log(`\n${passed} of ${total} checks passed in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  return passed === total ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
onParentGone(() => process.exit(130));
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof SetUpError ? error.message : error);
  process.exitCode = 1;
}
