import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { commandFile, onParentGone, projectNode, root, setUp, SetUpError, toolEnvironment } from './set-up.mjs';

// `npm test`: sets up what is missing, then runs every test. `npm test -- unit|integration|e2e|load|redis|browser [Jest's arguments]` runs one kind.
// The kind `redis` needs a Redis that REDIS_TEST_URL names; where it names none, it is not part of `npm test`. The kind `browser` needs a
// Chromium and is run by its own name only (`npm run test:browser`).

const LIMIT_MS = 9 * 60_000;
const KILL_AFTER_MS = 10_000;

/** Variables of the product: a test run must never reach a database or a gateway that someone uses. */
const PRODUCT_VARIABLES =
  /^(PORT|HOST|PUBLIC_URL|DATABASE_URL|DATA_DIR|REDIS_URL|MEDIA_STORE|S3_.*|GRAPH_.*|META_.*|MASTER_KEY|ADMIN_.*|DEMO|ROLES|TRUST_PROXY|SSRF_ALLOW_HOSTS|ALLOW_HTTP_WEBHOOKS|SMTP_URL|MAIL_FROM|LOG_LEVEL|OTEL_.*|NODE_ENV)$/;

const KINDS = {
  unit: { title: 'Unit tests', configs: unitConfigs, args: ['--maxWorkers=2'] },
  integration: {
    title: 'Integration tests',
    configs: () => ['apps/api/jest.integration.config.js'],
    args: ['--maxWorkers=2'],
  },
  redis: { title: 'Redis tests', configs: () => ['apps/api/jest.redis.config.js'], args: ['--runInBand'] },
  e2e: { title: 'End-to-end tests', configs: () => ['apps/api-e2e/jest.config.js'], args: ['--maxWorkers=2'] },
  load: {
    title: 'End-to-end tests under load',
    configs: () => ['apps/api-e2e/jest.load.config.js'],
    args: ['--runInBand'],
  },
  browser: {
    title: 'Browser tests',
    configs: () => ['apps/api-e2e/jest.browser.config.js'],
    args: ['--runInBand'],
  },
};

/** What else a kind needs than this repository: `npm test` runs it only where that is there. */
const NEEDS = { redis: () => process.env.REDIS_TEST_URL !== undefined, browser: () => false };

/** Every project but the end-to-end one keeps its unit tests behind jest.config.js. */
function unitConfigs() {
  return ['apps', 'libs']
    .flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}/jest.config.js`))
    .filter((config) => existsSync(path.join(root, config)) && config !== 'apps/api-e2e/jest.config.js');
}

/**
 * Runs Jest once over one kind of test.
 * @returns {Promise<{ passed: number, failed: number }>} a suite that could not even start counts as one failure
 */
async function runJest(kind, jestArgs, resultsDirectory) {
  const { title, configs, args } = KINDS[kind];
  const outputFile = path.join(resultsDirectory, `${kind}.json`);
  console.log(`\n${title}`);
  const found = configs();
  const which = found.length === 1 ? ['--config', found[0]] : ['--projects', ...found];
  const child = spawn(
    projectNode(),
    [commandFile('jest'), ...which, ...args, '--passWithNoTests', '--json', `--outputFile=${outputFile}`, ...jestArgs],
    {
      cwd: root,
      // Jest prints its JSON report, which also goes to the file, on stdout and everything for people on stderr.
      stdio: ['ignore', 'ignore', 'inherit'],
      env: testEnvironment(resultsDirectory),
    },
  );
  const code = await exitOf(child, title);
  return { code, ...count(outputFile, code, title) };
}

function testEnvironment(clustersFolder) {
  const environment = toolEnvironment({
    // All databases are removed at the very end: right after many files were removed, ext4 is slow to create new ones.
    TEST_CLUSTERS_FOLDER: clustersFolder,
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  });
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !PRODUCT_VARIABLES.test(name)));
}

/** Jest waits for ever on a test that leaves something open; a run that never ends is a failed run. */
async function exitOf(child, title) {
  const overtime = setTimeout(() => {
    console.error(`${title}: not finished after ${LIMIT_MS / 60_000} minutes; stopped.`);
    child.kill();
    setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref();
  }, LIMIT_MS);
  const stop = () => child.kill();
  process.once('exit', stop);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status, signal) => resolve(status ?? signal));
    });
  } finally {
    clearTimeout(overtime);
    process.removeListener('exit', stop);
  }
}

function count(outputFile, code, title) {
  if (!existsSync(outputFile)) {
    console.error(`${title}: Jest ended with ${code} and left no report.`);
    return { passed: 0, failed: 1 };
  }
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(outputFile, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  // Jest can fail for reasons of its own, such as a broken global set-up or an open handle.
  return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

async function main([first, ...rest]) {
  const isKind = first !== undefined && Object.hasOwn(KINDS, first);
  const everyKind = Object.keys(KINDS).filter((kind) => NEEDS[kind]?.() ?? true);
  const kinds = isKind ? [first] : everyKind;
  const jestArgs = isKind || first === undefined ? rest : [first, ...rest];
  await setUp();
  const resultsDirectory = mkdtempSync(path.join(tmpdir(), 'switchboard-tests-'));
  // PostgreSQL does not run as root: its own user must be able to pass through.
  chmodSync(resultsDirectory, 0o755);
  const total = { passed: 0, failed: 0 };
  try {
    for (const kind of kinds) {
      const { passed, failed } = await runJest(kind, jestArgs, resultsDirectory);
      total.passed += passed;
      total.failed += failed;
    }
  } finally {
    rmSync(resultsDirectory, { recursive: true, force: true, maxRetries: 3 });
  }
  if (total.passed + total.failed === 0) console.error('\nNo test matches.');
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
onParentGone(() => process.exit(130));
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof SetUpError ? error.message : error);
  process.exitCode = 1;
}
