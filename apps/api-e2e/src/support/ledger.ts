import { execFile } from 'node:child_process';
import path from 'node:path';
import { PROJECT } from './switchboard';

const TIMEOUT_MS = 60_000;

/** Runs a program of the build to its end. */
export function runProgram(
  file: string,
  env: Readonly<Record<string, string>>,
  timeoutMs = TIMEOUT_MS,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const options = {
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['E2E_COMPILE_CACHE'], ...env },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: 16 << 20,
    } as const;
    execFile(process.execPath, [path.join(PROJECT, file)], options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

/** `npm run ledger:check` on a database: exit code 0 means that every invariant holds. */
export function checkLedger(databaseUrl: string): Promise<{ code: number; output: string }> {
  return runProgram('apps/api/dist/ledger-check.js', { DATABASE_URL: databaseUrl });
}

/** Fails with the check's own words when an invariant of the ledger is broken. */
export async function expectSoundLedger(databaseUrl: string): Promise<void> {
  const { code, output } = await checkLedger(databaseUrl);
  if (code !== 0) throw new Error(`The ledger is not sound (exit code ${code}):\n${output}`);
}
