import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { transformSync } from '@swc/core';
import { readOrGenerateSecrets } from './generated-secrets';

let folder: string;

/** Runs the real code in threads that begin each round at the same instant; each answers with what it read, or the failure. */
function startTogether(base: string, { threads, rounds }: { threads: number; rounds: number }): Promise<string[]>[] {
  const { code } = transformSync(readFileSync(path.join(__dirname, 'generated-secrets.ts'), 'utf8'), {
    jsc: { parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const body = `${code}
    const { parentPort, workerData } = require('node:worker_threads');
    const { base, threads, rounds, shared } = workerData;
    const arrived = new Int32Array(shared);
    const read = (round) => {
      Atomics.add(arrived, round, 1);
      while (Atomics.load(arrived, round) < threads);
      try {
        return JSON.stringify(readOrGenerateSecrets(base + '/' + round));
      } catch (error) {
        return String(error);
      }
    };
    parentPort.postMessage(Array.from({ length: rounds }, (_, round) => read(round)));`;
  const workerData = { base, threads, rounds, shared: new SharedArrayBuffer(4 * rounds) };
  return Array.from({ length: threads }, async () => {
    const worker = new Worker(body, { eval: true, workerData });
    const [answers] = (await once(worker, 'message')) as [string[]];
    await worker.terminate();
    return answers;
  });
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('The generated secrets', () => {
  it('are new on every machine, and long enough for what they protect', () => {
    const [one, other] = ['one', 'other'].map((name) => readOrGenerateSecrets(path.join(folder, name)));
    for (const name of ['masterKey', 'metaAppSecret', 'metaVerifyToken', 'databasePassword'] as const) {
      expect(one![name]).not.toBe(other![name]);
    }
    expect(Buffer.from(one!.masterKey, 'base64')).toHaveLength(32);
    expect(one!.metaAppSecret).toMatch(/^[0-9a-f]{32}$/);
    expect(one!.metaVerifyToken).toMatch(/^[0-9a-f]{32}$/);
    expect(Buffer.from(one!.databasePassword, 'base64url')).toHaveLength(24);
  });

  it('stay the same from start to start', () => {
    const first = readOrGenerateSecrets(folder);
    const written = readFileSync(path.join(folder, 'secrets.json'), 'utf8');
    expect(readOrGenerateSecrets(folder)).toEqual(first);
    expect(readFileSync(path.join(folder, 'secrets.json'), 'utf8')).toBe(written);
  });

  it('can be read by their owner alone, whatever the umask', () => {
    const before = process.umask(0);
    try {
      readOrGenerateSecrets(folder);
    } finally {
      process.umask(before);
    }
    expect(statSync(path.join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('appear whole: nothing half-written is left beside them', () => {
    const dataDir = path.join(folder, 'deep', 'data');
    readOrGenerateSecrets(dataDir);
    expect(readdirSync(dataDir)).toEqual(['secrets.json']);
  });

  it('are the same ones, and whole, for all that start at the same moment', async () => {
    const rounds = await Promise.all(startTogether(folder, { threads: 2, rounds: 200 }));
    expect(rounds[0]).toHaveLength(200);
    expect(rounds[0]!.every((secrets) => secrets.includes('masterKey'))).toBe(true);
    expect(rounds[1]).toEqual(rounds[0]);
  });

  it('that cannot be written stop the start instead of being lost at its end', () => {
    const file = path.join(folder, 'not-a-folder');
    writeFileSync(file, '');
    expect(() => readOrGenerateSecrets(path.join(file, 'data'))).toThrow(/ENOTDIR/);
  });
});
