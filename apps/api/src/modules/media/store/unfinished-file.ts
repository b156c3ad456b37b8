import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process writes a file. */
export interface WriterProcess {
  /** Where `pid` means the same process: 16 hexadecimal digits. */
  host: string;
  pid: number;
  /** Random at the start of the process, because numbers of processes are used again: 16 hexadecimal digits. */
  instance: string;
}

export const THIS_PROCESS: WriterProcess = {
  host: hostIdentity(),
  pid: process.pid,
  instance: randomBytes(8).toString('hex'),
};

/** A file of another host, or of a number that may have a new owner, that nobody has written to for this long. */
const ABANDONED_AFTER_MS = 60 * 60 * 1_000;

const NAME = /^([0-9a-f]{16})-(\d{1,10})-([0-9a-f]{16})-[0-9a-f-]{36}\.part$/;

export function unfinishedName({ host, pid, instance }: WriterProcess): string {
  return `${host}-${pid}-${instance}-${randomUUID()}.part`;
}

/** Who writes the file of that name; null when it is none of ours. */
export function writerOf(name: string): WriterProcess | null {
  const [, host, pid, instance] = NAME.exec(name) ?? [];
  return host && pid && instance ? { host, pid: Number(pid), instance } : null;
}

/**
 * Whether nobody will ever finish a file. A process of this host tells by being alive; one of another host, which cannot be asked,
 * by not having written for an hour. The same hour holds for a living process of this host, whose number may be a second use.
 */
export function isAbandoned(
  writer: WriterProcess,
  idleMs: number,
  self: WriterProcess = THIS_PROCESS,
  isAlive: (pid: number) => boolean = isProcessAlive,
): boolean {
  if (writer.host === self.host) {
    if (writer.pid === self.pid) return writer.instance !== self.instance;
    if (!isAlive(writer.pid)) return true;
  }
  return idleMs > ABANDONED_AFTER_MS;
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * The name of the machine alone is not enough: containers may share a name, and a volume, and still count their processes apart.
 * Where the system does not tell (it does on Linux), the name must do.
 */
function hostIdentity(): string {
  const parts = [
    hostname(),
    orNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    orNothing(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
