import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** curl itself reads the escape. */
const REPORT = ['--silent', '--max-time', '30', '--write-out', '\\n%{http_code} %{size_upload}'];

/** What curl got, and what it told on the way. */
export interface CurlAnswer {
  status: number;
  body: string;
  /** Of the body that it sent. */
  uploadedBytes: number;
  /** What it wrote to standard error: with `-v` the headers of both sides. */
  log: string;
}

/**
 * Runs the real curl, as a user would. An argument is passed on as it is, without a shell.
 * @throws Error when there is no curl on this machine, or it fails
 */
export async function curl(folder: string, ...args: string[]): Promise<CurlAnswer> {
  return answerOf(await execute(folder, 'curl', [...args, ...REPORT]));
}

/** Runs a command of curl as it is pasted into a terminal. */
export async function pastedCurl(folder: string, command: string): Promise<CurlAnswer> {
  const report = REPORT.map((argument) => `'${argument}'`).join(' ');
  return answerOf(await execute(folder, 'sh', ['-c', `${command} ${report}`]));
}

function answerOf({ stdout, stderr }: { stdout: string; stderr: string }): CurlAnswer {
  const at = stdout.lastIndexOf('\n');
  const [status, uploadedBytes] = stdout
    .slice(at + 1)
    .split(' ')
    .map(Number);
  return { status: status ?? 0, body: stdout.slice(0, at), uploadedBytes: uploadedBytes ?? 0, log: stderr };
}

async function execute(
  folder: string,
  program: string,
  args: readonly string[],
): Promise<{ stdout: string; stderr: string }> {
  try {
    return await run(program, [...args], { cwd: folder });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error('There is no curl on this machine: users upload with it, so these tests need it.', {
        cause: error,
      });
    throw error;
  }
}
