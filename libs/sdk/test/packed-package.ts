import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIBRARY = path.resolve(__dirname, '..');
const PUBLISHED = ['package.json', 'README.md', 'LICENSE'];

interface Tarball {
  filename: string;
  files: { path: string }[];
}

/** The package as users get it: built from the sources as they are now, packed, and installed in a folder that has nothing else. */
export class PackedPackage {
  private constructor(
    private readonly folder: string,
    /** The paths in the tarball. */
    readonly files: readonly string[],
  ) {}

  static async install(): Promise<PackedPackage> {
    const folder = await mkdtemp(path.join(tmpdir(), 'switchboard-sdk-'));
    try {
      const library = path.join(folder, 'library');
      await mkdir(library);
      await mkdir(path.join(folder, 'app'));
      for (const file of PUBLISHED) await cp(path.join(LIBRARY, file), path.join(library, file));
      await run(process.execPath, [path.join(LIBRARY, 'build.mjs'), path.join(library, 'dist')]);
      // Some versions of npm report a list, others an object by the packages' names.
      const report = JSON.parse(await npm(library, 'pack', '--json', '--ignore-scripts')) as Record<string, Tarball>;
      const { filename, files } = Object.values(report)[0]!;
      const installed = new PackedPackage(folder, files.map((file) => file.path).toSorted());
      await installed.write('package.json', '{ "name": "app", "private": true }');
      const options = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
      await npm(installed.path(), 'install', path.join(library, filename), ...options);
      return installed;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Of a file of the program that uses the package. */
  path(file = ''): string {
    return path.join(this.folder, 'app', file);
  }

  async write(file: string, text: string): Promise<string> {
    await writeFile(this.path(file), text);
    return this.path(file);
  }

  /** Runs a program that uses the package, and gives what it printed. */
  async run(file: string, source: string): Promise<string> {
    await this.write(file, source);
    return (await run(process.execPath, [this.path(file)], { cwd: this.path(), env: {} })).stdout.trim();
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function npm(folder: string, ...args: string[]): Promise<string> {
  const options = {
    cwd: folder,
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  };
  return (await run('npm', args, options)).stdout;
}
