import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const KIB = 1_024;

/** How much memory of the machine a process holds now: Linux tells it in a file, other Unix systems by `ps`. */
export function residentBytesOf(pid: number): number {
  const kibibytes =
    process.platform === 'linux'
      ? procStatus(pid, 'VmRSS')
      : Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  if (!(kibibytes > 0)) throw new Error(`The system does not tell the memory of process ${pid}.`);
  return kibibytes * KIB;
}

/** The most that a process has held since its peak was reset. Of Linux only. */
export function peakBytesOf(pid: number): number {
  return procStatus(pid, 'VmHWM') * KIB;
}

function procStatus(pid: number, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
