import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port';
import { waitFor } from './wait-for';

export const PROJECT = path.resolve(__dirname, '../../../..');
const MAIN = path.join(PROJECT, 'apps/api/dist/main.js');
const END_WITH_PARENT = path.join(__dirname, 'end-with-parent.cjs');

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const OUTPUT_MAX_CHARS = 200_000;

/** What all Switchboards of a test share; two of them on one database must agree on the key and the secrets. */
export const SECRETS = {
  META_APP_SECRET: 'app-secret-of-the-tests',
  META_VERIFY_TOKEN: 'verify-token-of-the-tests',
  MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  ADMIN_EMAIL: 'operator@example.com',
  ADMIN_PASSWORD: 'correct horse battery staple',
} as const;

export interface SwitchboardOptions {
  databaseUrl: string;
  graphBaseUrl: string;
  /** Beyond the usual, and instead of it. */
  env?: Readonly<Record<string, string>>;
}

/** A Switchboard in a process of its own, as an operator would run it. */
export class Switchboard {
  private child?: ChildProcess;
  private text = '';

  private constructor(
    private readonly port: number,
    private readonly dataDir: string,
    private readonly options: SwitchboardOptions,
  ) {}

  /** Starts the program and waits until it says that it is ready. */
  static async start(options: SwitchboardOptions): Promise<Switchboard> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'switchboard-e2e-data-'));
    chmodSync(dataDir, 0o755);
    const switchboard = new Switchboard(await freePort(), dataDir, options);
    await switchboard.restart();
    return switchboard;
  }

  /** Stays the same over restarts. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('Switchboard does not run.');
    return this.child.pid;
  }

  /** What it has printed, of all its lives. */
  get output(): string {
    return this.text;
  }

  /** Starts it again on the same port, folder and database. It must have ended before. */
  async restart(): Promise<void> {
    const child = spawn(process.execPath, ['--require', END_WITH_PARENT, MAIN], {
      cwd: this.dataDir,
      env: this.environment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => this.keep(chunk));
    // Its end is noticed by `exit`; a broken pipe on the way there is no news.
    child.stdin.on('error', () => undefined);
    const state = await waitFor('Switchboard to be ready', () => this.stateOf(child), START_TIMEOUT_MS);
    if (state === 'ended') throw new Error(`Switchboard did not start (${describeEnd(child)}):\n${this.text}`);
  }

  /** Ends it at once, by default as a crash would. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Asks it to end and waits; removes its folder. What does not end by itself is killed, and told. */
  async stop(): Promise<void> {
    const overtime = setTimeout(() => {
      this.text += '\nIt did not end by itself.\n';
      this.child?.kill('SIGKILL');
    }, STOP_TIMEOUT_MS);
    await this.kill('SIGTERM');
    clearTimeout(overtime);
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async stateOf(child: ChildProcess): Promise<'ended' | 'ready' | null> {
    if (child.exitCode !== null || child.signalCode !== null) return 'ended';
    const { status } = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) });
    return status === 200 ? 'ready' : null;
  }

  private keep(chunk: Buffer): void {
    this.text = (this.text + chunk.toString()).slice(-OUTPUT_MAX_CHARS);
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['E2E_COMPILE_CACHE'],
      HOME: this.dataDir,
      HOST: '127.0.0.1',
      PORT: String(this.port),
      DATA_DIR: this.dataDir,
      DATABASE_URL: this.options.databaseUrl,
      GRAPH_BASE_URL: this.options.graphBaseUrl,
      DEMO: 'false',
      LOG_LEVEL: 'warn',
      ...SECRETS,
      ...this.options.env,
    };
  }
}

function describeEnd({ exitCode, signalCode }: ChildProcess): string {
  return signalCode === null ? `exit code ${exitCode}` : signalCode;
}
