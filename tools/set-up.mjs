import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hydratePostgres } from './hydrate-postgres.mjs';

// What a fresh clone needs before anything of ours can run. This file and its imports use nothing but Node 20 itself.
// `npm run build` runs it alone.

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const MINIMAL_SYSTEM_NODE = [22, 12];
const LOCK = path.join(root, '.nx', 'set-up.lock');
const LOCK_POLL_MS = 200;
const LOCK_SIGN_OF_LIFE_MS = 1_000;
const LOCK_STALE_AFTER_MS = 30_000;
const STAMPS = path.join(root, 'node_modules', '.switchboard');
const GENERATED_CLIENT = path.join(root, 'libs', 'database', 'src', 'generated', 'prisma', 'client.ts');
const OUTPUT_LINES_ON_FAILURE = 100;
const PARENT_POLL_MS = 500;
const HEARTBEAT_MS = 15_000;

/** A step that failed; its message is meant for the person at the terminal. */
export class SetUpError extends Error {}

/**
 * Installs packages, generates the Prisma client and builds, each only when something it depends on has changed.
 * Safe when several commands start at once: one works, the others wait for it.
 */
export async function setUp() {
  await withLock(async () => {
    await installPackages();
    hydratePostgres(root);
    await generatePrismaClient();
    await build();
  });
}

/**
 * The Node that runs the product: the one npm brought in, else the system's when it is new enough.
 * @returns {string} the path of the executable
 */
export function projectNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const brought = path.join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', name);
  // It may be there and not run: a musl system, for instance, refuses a glibc binary.
  if (existsSync(brought) && spawnSync(brought, ['--version'], { stdio: 'ignore' }).status === 0) return brought;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = MINIMAL_SYSTEM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return process.execPath;
  throw new SetUpError(
    `Switchboard runs on Node ${MINIMAL_SYSTEM_NODE.join('.')} or newer. npm brings Node 24 along for Linux (x64, arm64, glibc) and Windows (x64); ` +
      `for ${process.platform}-${process.arch} it did not, and this is Node ${process.versions.node}. Install a newer Node and run the command again.`,
  );
}

/**
 * Calls back once when whoever started us is gone. npm runs us in a shell that dies of a signal without telling us, and when npm
 * itself is killed not even that shell notices: without this, ending `npm start` could leave the platform running.
 */
export function onParentGone(callback) {
  const ancestors = () => `${process.ppid} ${process.env.npm_lifecycle_event ? parentOf(process.ppid) : ''}`;
  const before = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(timer);
    callback();
  }, PARENT_POLL_MS);
  timer.unref();
}

/** The parent of a process where the system tells (Linux). */
function parentOf(pid) {
  try {
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** The JavaScript file behind a package's command, so that the project's Node runs it whatever the system's is. */
export function commandFile(packageName, command = packageName) {
  const directory = path.join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
  return path.join(directory, typeof bin === 'string' ? bin : bin[command]);
}

/** The environment for the project's own tools: their binaries, and the Node beside them, come first on the PATH. */
export function toolEnvironment(extra = {}) {
  const binaries = path.join(root, 'node_modules', '.bin');
  const node = path.dirname(projectNode());
  const { PATH, Path, ...rest } = process.env;
  return {
    ...rest,
    PATH: [node, binaries, PATH ?? Path ?? ''].join(path.delimiter),
    NX_DAEMON: 'false',
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    ...extra,
  };
}

/**
 * Runs a command and waits for it. What it prints is kept and shown only when it fails.
 * @param {{ title: string, done?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} step `quiet` prints nothing when all is well
 */
export async function runStep(command, args, { title, done = title, env = process.env, quiet = false }) {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  if (!quiet) console.log(`${title} …`);
  const heartbeat = setInterval(() => console.log(`${title} … ${seconds()}`), HEARTBEAT_MS);
  try {
    const { code, output } = await capture(command, args, env);
    if (code === 0) {
      if (!quiet) console.log(`${done} (${seconds()})`);
      return output;
    }
    const lines = output.trimEnd().split('\n').slice(-OUTPUT_LINES_ON_FAILURE).join('\n');
    throw new SetUpError(`${title} failed (exit code ${code}):\n${lines}`);
  } finally {
    clearInterval(heartbeat);
  }
}

async function capture(command, args, env) {
  // npm is a shell script on Windows, which only a shell can start; none of our arguments needs quoting.
  const shell = process.platform === 'win32' && !command.endsWith('.exe');
  const child = spawn(command, args, { cwd: root, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  // Interrupted, we take the step with us: nobody else may work on half an installation beside it.
  const stop = () => child.kill();
  process.once('exit', stop);
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? signal));
  }).finally(() => process.removeListener('exit', stop));
  return { code, output: Buffer.concat(chunks).toString() };
}

async function installPackages() {
  const lockfile = path.join(root, 'package-lock.json');
  const fingerprint = hashFiles([lockfile], `${process.platform}-${process.arch}`);
  if (readStamp('packages') === fingerprint) return;
  // Someone who ran npm by hand has what the lockfile says: npm leaves its own copy of it, newer than ours.
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  const byHand = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs;
  if (!byHand) {
    const args = [
      'ci',
      '--include=dev',
      '--include=optional',
      '--ignore-scripts',
      '--loglevel=error',
      '--no-audit',
      '--no-fund',
    ];
    const [command, first] = npmCommand();
    await runStep(command, [...first, ...args], { title: 'Installing packages', done: 'Packages installed' });
  }
  writeStamp('packages', fingerprint);
}

/** The npm that started us, so that a machine with several uses the same one; else the one on the PATH. */
function npmCommand() {
  const { npm_execpath: script } = process.env;
  if (script && /npm-cli\.c?js$/.test(script) && existsSync(script)) return [process.execPath, [script]];
  return ['npm', []];
}

async function generatePrismaClient() {
  const inputs = ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'].map((file) => path.join(root, file));
  const fingerprint = hashFiles(inputs);
  if (readStamp('prisma-client') === fingerprint && existsSync(GENERATED_CLIENT)) return;
  await runStep(projectNode(), [path.join(root, 'tools', 'prisma-generate.mjs')], {
    title: 'Generating the Prisma client',
    env: toolEnvironment(),
    quiet: true,
  });
  writeStamp('prisma-client', fingerprint);
}

/** Nx decides what to build again; with nothing changed it answers from its cache in less than a second. */
async function build() {
  const built = existsSync(path.join(root, 'apps', 'api', 'dist', 'main.js'));
  const args = [commandFile('nx'), 'run-many', '-t', 'build', '--output-style=static'];
  await runStep(projectNode(), args, { title: 'Building', done: 'Built', env: toolEnvironment(), quiet: built });
}

function hashFiles(files, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function readStamp(name) {
  const file = path.join(STAMPS, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function writeStamp(name, value) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(path.join(STAMPS, name), value);
}

/** Lets one process at a time work. A lock whose owner has died, or no longer shows signs of life, is taken over. */
async function withLock(work) {
  mkdirSync(path.dirname(LOCK), { recursive: true });
  let announced = false;
  while (!tryLock()) {
    if (takeOverStaleLock()) continue;
    if (!announced) console.log('Waiting for another command that is setting up …');
    announced = true;
    await delay(LOCK_POLL_MS);
  }
  const signOfLife = setInterval(() => utimesSync(LOCK, new Date(), new Date()), LOCK_SIGN_OF_LIFE_MS);
  const release = () => rmSync(LOCK, { force: true });
  process.once('exit', release);
  try {
    await work();
  } finally {
    clearInterval(signOfLife);
    process.removeListener('exit', release);
    release();
  }
}

function tryLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Renaming is what only one of several waiting processes can do. */
function takeOverStaleLock() {
  const found = readLock();
  if (found === undefined) return true;
  if (isAlive(found.pid) && Date.now() - found.touchedAtMs < LOCK_STALE_AFTER_MS) return false;
  const aside = `${LOCK}.${process.pid}`;
  try {
    renameSync(LOCK, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return true;
}

function readLock() {
  try {
    return { pid: Number(readFileSync(LOCK, 'utf8')), touchedAtMs: statSync(LOCK).mtimeMs };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid) {
  // Between creating the file and writing the number there is a moment.
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  try {
    await setUp();
  } catch (error) {
    console.error(error instanceof SetUpError ? error.message : error);
    process.exitCode = 1;
  }
}
