import { setImmediate as nextRound } from 'node:timers/promises';
import { GatewayError } from '@switchboard/contracts';
import fc from 'fast-check';
import { GroupCommit, type GroupCommitOptions } from './group-commit';

/** A batch that is being written: the test decides when and how it ends. */
interface Writing {
  batch: readonly number[];
  succeed(): void;
  fail(error: Error): void;
}

/** A writer that answers each item with ten times itself, when told to. */
function manualWriter(given: Partial<GroupCommitOptions<number, number>> = {}): {
  commits: GroupCommit<number, number>;
  writing: Writing[];
} {
  const writing: Writing[] = [];
  const commits = new GroupCommit<number, number>({
    sizeOf: () => 1,
    maxRows: 100,
    maxBytes: 1_000,
    maxQueuedRows: 1_000,
    maxQueuedBytes: 10_000,
    writers: 1,
    write: (batch) =>
      new Promise((resolve, reject) => {
        const end = (): void => void writing.splice(writing.indexOf(entry), 1);
        const entry: Writing = {
          batch,
          succeed: () => {
            end();
            resolve(batch.map((item) => item * 10));
          },
          fail: (error) => {
            end();
            reject(error);
          },
        };
        writing.push(entry);
      }),
    ...given,
  });
  return { commits, writing };
}

/** A writer that writes at once and keeps what it wrote; `poison` items fail their whole batch. */
function instantWriter(
  given: Partial<GroupCommitOptions<number, number>> & { isPoison?: (item: number) => boolean; failure?: unknown } = {},
): { commits: GroupCommit<number, number>; batches: number[][] } {
  const { isPoison = () => false, failure = new Error('poison'), ...options } = given;
  const batches: number[][] = [];
  const { commits } = manualWriter({
    write: async (batch) => {
      await nextRound();
      if (batch.some(isPoison)) throw failure as Error;
      batches.push([...batch]);
      return batch.map((item) => item * 10);
    },
    ...options,
  });
  return { commits, batches };
}

/** Rounds of the event loop after which everything that can begin has begun. */
async function settled(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await nextRound();
}

const count = (to: number): number[] => Array.from({ length: to }, (_, index) => index);
const submitAll = (
  commits: GroupCommit<number, number>,
  items: readonly number[],
): Promise<PromiseSettledResult<number>[]> => Promise.allSettled(items.map((item) => commits.submit(item)));

/** What became of each item: its answer, or why it failed. */
const ends = (results: readonly PromiseSettledResult<number>[]): unknown[] =>
  results.map((result) =>
    result.status === 'fulfilled'
      ? result.value
      : result.reason instanceof GatewayError
        ? result.reason.code
        : (result.reason as Error).message,
  );

describe('A write', () => {
  it('waits for nobody when it is alone', async () => {
    const { commits, writing } = manualWriter();
    const written = commits.submit(4);
    await nextRound();
    expect(writing.map(({ batch }) => batch)).toEqual([[4]]);
    writing[0]!.succeed();
    expect(await written).toBe(40);
  });

  it('shares a batch with those that came in the same round of the event loop', async () => {
    const { commits, writing } = manualWriter();
    const early = submitAll(commits, [1, 2]);
    const late = Promise.resolve().then(() => submitAll(commits, [3]));
    await nextRound();
    expect(writing.map(({ batch }) => batch)).toEqual([[1, 2, 3]]);
    writing[0]!.succeed();
    expect(ends([...(await early), ...(await late)])).toEqual([10, 20, 30]);
  });

  it('is answered when its own batch is durable, not before and not with another', async () => {
    const { commits, writing } = manualWriter({ writers: 2, maxRows: 1 });
    const answered: number[] = [];
    const all = [1, 2].map((item) => commits.submit(item).then((answer) => answered.push(answer)));
    await nextRound();
    await nextRound();
    expect(writing.map(({ batch }) => batch)).toEqual([[1], [2]]);
    expect(answered).toEqual([]);
    writing[1]!.succeed();
    await all[1];
    expect(answered).toEqual([20]);
    writing[0]!.succeed();
    await all[0];
    expect(answered).toEqual([20, 10]);
  });

  it('that comes while all writers are busy fills the next batch, which opens as soon as one is free', async () => {
    const { commits, writing } = manualWriter();
    const first = commits.submit(1);
    await nextRound();
    const rest = submitAll(commits, [2, 3, 4]);
    await nextRound();
    expect(writing.map(({ batch }) => batch)).toEqual([[1]]);
    expect(commits.pending).toBe(3);
    writing[0]!.succeed();
    await first;
    await settled();
    expect(writing.map(({ batch }) => batch)).toEqual([[2, 3, 4]]);
    expect(commits.pending).toBe(0);
    writing[0]!.succeed();
    expect(ends(await rest)).toEqual([20, 30, 40]);
  });
});

describe('A batch', () => {
  it('holds no more rows than allowed', async () => {
    const { commits, batches } = instantWriter({ maxRows: 3 });
    await submitAll(commits, count(8));
    expect(batches).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7],
    ]);
  });

  it('holds no more bytes than allowed, but for a single item that is larger', async () => {
    const { commits, batches } = instantWriter({ sizeOf: (item) => item, maxBytes: 10 });
    await submitAll(commits, [4, 6, 1, 25, 9, 2]);
    expect(batches).toEqual([[4, 6], [1], [25], [9], [2]]);
  });

  it('is written by no more than so many writers at once', async () => {
    const { commits, writing } = manualWriter({ writers: 2, maxRows: 1 });
    const all = submitAll(commits, count(6));
    for (const expected of [
      [[0], [1]],
      [[2], [3]],
      [[4], [5]],
    ]) {
      await settled();
      expect(writing.map(({ batch }) => batch)).toEqual(expected);
      for (const each of [...writing]) each.succeed();
    }
    expect(ends(await all)).toEqual([0, 10, 20, 30, 40, 50]);
  });
});

describe('An item that cannot be written', () => {
  it('fails alone; the others of its batch are written, in their order', async () => {
    const { commits, batches } = instantWriter({ isPoison: (item) => item === 3 });
    expect(ends(await submitAll(commits, count(8)))).toEqual([0, 10, 20, 'poison', 40, 50, 60, 70]);
    expect(batches.flat()).toEqual([0, 1, 2, 4, 5, 6, 7]);
  });

  it('does not stop what comes after it', async () => {
    const { commits } = instantWriter({ isPoison: (item) => item === 1 });
    await submitAll(commits, [1]);
    expect(await commits.submit(2)).toBe(20);
  });

  it('fails as it fails alone when the writer throws before it writes', async () => {
    const { commits } = manualWriter({
      write: (batch) => {
        if (batch.includes(2)) throw new RangeError('cannot encode');
        return Promise.resolve(batch.map((item) => item * 10));
      },
    });
    expect(ends(await submitAll(commits, [1, 2, 3]))).toEqual([10, 'cannot encode', 30]);
  });
});

describe('A database that is away', () => {
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

  it('fails the whole batch at once: trying each item alone would take as many time-outs', async () => {
    let attempts = 0;
    const { commits } = manualWriter({
      write: () => {
        attempts += 1;
        return Promise.reject(away);
      },
    });
    expect(ends(await submitAll(commits, count(50)))).toEqual(count(50).map(() => away.message));
    expect(attempts).toBe(1);
  });

  it('fails only what was not yet written when it goes while a bad batch is taken apart', async () => {
    const { commits, writing } = manualWriter();
    const all = submitAll(commits, [1, 2, 3, 4]);
    await nextRound();
    writing[0]!.fail(new Error('poison'));
    await nextRound();
    expect(writing[0]!.batch).toEqual([1, 2]);
    writing[0]!.succeed();
    await nextRound();
    expect(writing[0]!.batch).toEqual([3, 4]);
    writing[0]!.fail(away);
    expect(ends(await all)).toEqual([10, 20, away.message, away.message]);
  });

  it('is written to again when it is back', async () => {
    let isAway = true;
    const { commits } = manualWriter({
      write: (batch) => (isAway ? Promise.reject(away) : Promise.resolve(batch.map((item) => item * 10))),
    });
    await submitAll(commits, [1]);
    isAway = false;
    expect(await commits.submit(2)).toBe(20);
  });
});

describe('Too many writes', () => {
  it('are refused with SYS_002 beyond the rows that may wait, and nothing of them is written', async () => {
    const { commits, batches } = instantWriter({ maxQueuedRows: 3 });
    expect(ends(await submitAll(commits, count(5)))).toEqual([0, 10, 20, 'SYS_002', 'SYS_002']);
    expect(batches.flat()).toEqual([0, 1, 2]);
    expect(await commits.submit(7)).toBe(70);
  });

  it('are refused with SYS_002 beyond the bytes that may wait, while smaller ones still fit', async () => {
    const { commits, batches } = instantWriter({ sizeOf: (item) => item, maxQueuedBytes: 10 });
    expect(ends(await submitAll(commits, [6, 5, 4, 1]))).toEqual([60, 'SYS_002', 40, 'SYS_002']);
    expect(batches.flat()).toEqual([6, 4]);
    expect(await commits.submit(10)).toBe(100);
    expect(ends(await submitAll(commits, [11]))).toEqual(['SYS_002']);
  });

  it('do not count what is being written already', async () => {
    const { commits, writing } = manualWriter({ maxQueuedRows: 1 });
    const first = commits.submit(1);
    await nextRound();
    const second = commits.submit(2);
    expect(ends(await submitAll(commits, [3]))).toEqual(['SYS_002']);
    writing[0]!.succeed();
    await first;
    await settled();
    writing[0]!.succeed();
    expect(await second).toBe(20);
  });
});

describe('Any interleaving of writes', () => {
  /** A wave of items that come together; several rounds of the event loop may pass before the next. */
  const waves = fc.array(
    fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 20 }),
      roundsBefore: fc.nat(3),
    }),
    { maxLength: 10 },
  );

  it('answers every item with its own outcome, in order, within all bounds', async () => {
    await fc.assert(
      fc.asyncProperty(
        waves,
        fc.record({
          maxRows: fc.integer({ min: 1, max: 8 }),
          maxBytes: fc.integer({ min: 1, max: 60 }),
          maxQueuedRows: fc.integer({ min: 1, max: 30 }),
          maxQueuedBytes: fc.integer({ min: 30, max: 300 }),
          writers: fc.integer({ min: 1, max: 3 }),
        }),
        fc.func(fc.integer({ min: 1, max: 4 })),
        fc.uniqueArray(fc.nat(100), { maxLength: 5 }),
        async (given, bounds, duration, poisoned) => {
          const sizes = given.flatMap((wave) => wave.sizes);
          const sizeOf = (item: number): number => sizes[item]!;
          const poison = new Set(poisoned);
          const written: number[] = [];
          let [atOnce, most] = [0, 0];
          const commits = new GroupCommit<number, number>({
            ...bounds,
            sizeOf,
            write: async (batch) => {
              atOnce += 1;
              most = Math.max(most, atOnce);
              expect(batch.length).toBeLessThanOrEqual(bounds.maxRows);
              const bytes = batch.reduce((sum, item) => sum + sizeOf(item), 0);
              expect(batch.length === 1 || bytes <= bounds.maxBytes).toBe(true);
              expect([...batch].sort((one, other) => one - other)).toEqual(batch);
              for (let round = duration(batch); round > 0; round -= 1) await nextRound();
              atOnce -= 1;
              if (batch.some((item) => poison.has(item))) throw new Error('poison');
              written.push(...batch);
              return batch.map((item) => item * 10);
            },
          });
          let next = 0;
          const results: Promise<PromiseSettledResult<number>[]>[] = [];
          for (const wave of given) {
            for (let round = wave.roundsBefore; round > 0; round -= 1) await nextRound();
            results.push(
              submitAll(
                commits,
                wave.sizes.map(() => next++),
              ),
            );
            expect(commits.pending).toBeLessThanOrEqual(bounds.maxQueuedRows);
          }
          const outcome = ends((await Promise.all(results)).flat());
          outcome.forEach((end, item) => {
            if (end === 'SYS_002') expect(written).not.toContain(item);
            else expect(end).toBe(poison.has(item) ? 'poison' : item * 10);
          });
          expect([...written].sort((one, other) => one - other)).toEqual(
            count(outcome.length).filter((item) => outcome[item] === item * 10),
          );
          expect(most).toBeLessThanOrEqual(bounds.writers);
          expect(commits.pending).toBe(0);
          if (bounds.writers === 1) expect(written).toEqual([...written].sort((one, other) => one - other));
        },
      ),
      { numRuns: 200 },
    );
  });
});
