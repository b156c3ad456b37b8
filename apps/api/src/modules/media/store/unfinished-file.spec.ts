import { isAbandoned, THIS_PROCESS, unfinishedName, type WriterProcess, writerOf } from './unfinished-file';

const SELF: WriterProcess = { host: 'a'.repeat(16), pid: 100, instance: '1'.repeat(16) };
const ELSEWHERE = { ...SELF, host: 'b'.repeat(16) };
const ANOTHER_LIFE = { ...SELF, instance: '2'.repeat(16) };
const HOUR_MS = 60 * 60 * 1_000;
const LIVING = [100, 101];

describe('A file that is not finished', () => {
  it('says in its name who writes it', () => {
    expect(writerOf(unfinishedName(SELF))).toEqual(SELF);
    expect(writerOf(unfinishedName(THIS_PROCESS))).toEqual({ ...THIS_PROCESS, pid: process.pid });
  });

  it('never has the same name twice', () => {
    expect(unfinishedName(SELF)).not.toBe(unfinishedName(SELF));
  });

  it.each(['', 'README', '../x.part', `${unfinishedName(SELF)}.bak`, unfinishedName(SELF).replace('-100-', '-x-')])(
    'named %j is none of ours',
    (name) => {
      expect(writerOf(name)).toBeNull();
    },
  );

  it.each<[string, WriterProcess, number, boolean]>([
    ['kept while this process writes it, however slowly', SELF, 100 * HOUR_MS, false],
    ['removed when it is of an earlier process with our number', ANOTHER_LIFE, 0, true],
    ['removed at once when its process has ended', { ...ANOTHER_LIFE, pid: 102 }, 0, true],
    ['kept while its process lives', { ...ANOTHER_LIFE, pid: 101 }, HOUR_MS, false],
    ['removed after an idle hour, whoever has its number now', { ...ANOTHER_LIFE, pid: 101 }, HOUR_MS + 1, true],
    ['kept for an hour when it is of another host', { ...ELSEWHERE, pid: 102 }, HOUR_MS, false],
    ['removed after an idle hour when it is of another host', ELSEWHERE, HOUR_MS + 1, true],
  ])('is %s', (_, writer, idleMs, expected) => {
    expect(isAbandoned(writer, idleMs, SELF, (pid) => LIVING.includes(pid))).toBe(expected);
  });
});
