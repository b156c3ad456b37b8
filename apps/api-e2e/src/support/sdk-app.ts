import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from './switchboard';

const run = promisify(execFile);
const TIMEOUT_MS = 30_000;
const LIBRARY = path.join(PROJECT, 'libs/sdk');

/** A folder that was empty, with nothing in it but the SDK's tarball, installed without a network. */
export class SdkApp {
  private readonly running: ChildProcess[] = [];

  private constructor(private readonly root: string) {}

  static async install(): Promise<SdkApp> {
    const root = mkdtempSync(path.join(tmpdir(), 'switchboard-e2e-sdk-'));
    const app = new SdkApp(root);
    try {
      mkdirSync(app.folder);
      await npm(LIBRARY, 'pack', '--ignore-scripts', '--pack-destination', root);
      const tarball = readdirSync(root).find((file) => file.endsWith('.tgz')) ?? '';
      const options = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
      await npm(app.folder, 'install', path.join(root, tarball), ...options);
      return app;
    } catch (error) {
      app.remove();
      throw error;
    }
  }

  get folder(): string {
    return path.join(this.root, 'app');
  }

  write(file: string, content: string | Uint8Array): string {
    writeFileSync(path.join(this.folder, file), content);
    return file;
  }

  /** What is installed beside the program. */
  packages(): string[] {
    const modules = path.join(this.folder, 'node_modules');
    return readdirSync(modules, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.name === 'package.json' && !/dist/.test(entry.parentPath))
      .map((entry) => path.relative(modules, entry.parentPath));
  }

  /** Runs a program to its end, and gives the lines that it printed. It fails when the program does. */
  async run(file: string, env: Readonly<Record<string, string>>): Promise<string[]> {
    const options = { cwd: this.folder, env, timeout: TIMEOUT_MS };
    return (await run(process.execPath, [file], options)).stdout.trim().split('\n');
  }

  /** Starts a program that runs until the end of the test. */
  start(file: string, env: Readonly<Record<string, string>>): { output: () => string } {
    const child = spawn(process.execPath, [file], { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.running.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { output: () => text };
  }

  async stop(): Promise<void> {
    for (const child of this.running.splice(0)) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.kill()) await ended;
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

async function npm(folder: string, ...args: string[]): Promise<void> {
  await run('npm', args, { cwd: folder, timeout: TIMEOUT_MS, shell: process.platform === 'win32' });
}
