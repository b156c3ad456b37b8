import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { AppConfig } from '../../config/env';
import { InboundEventRepository } from './inbound-event.repository';
import type { InboundEventService } from './inbound-event.service';
import { InboundWorker } from './inbound-worker.service';

const POLL_MS = 5;
/** What reading one event takes where a test wants it to take long. */
const EVENT_MS = 40;
const SHORTEST_PAUSE_MS = 900;

let test: TestDatabase;
let repository: InboundEventRepository;
const workers: InboundWorker[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  test = await createTestDatabase();
  repository = new InboundEventRepository(test.database);
});
afterAll(() => test.drop());
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.onModuleDestroy()));
  await test.database.pool.query('DELETE FROM inbound_events');
});

/** Reads events one by one as the program does, and tells which process read which. */
class Reading {
  readonly read: { by: string; text: string }[] = [];
  /** How many processes read at the same time. */
  atOnce = 0;
  most = 0;
  /** Runs in the middle of each event. */
  during: (by: string) => Promise<void> | void = () => undefined;

  by(name: string): InboundEventService {
    const processNext = async (): Promise<number> => {
      this.atOnce += 1;
      this.most = Math.max(this.most, this.atOnce);
      try {
        const [event] = await repository.findPending(1, 1 << 20);
        if (!event) return 0;
        await this.during(name);
        await repository.conclude([{ id: event.id, state: 'processed', note: null }]);
        this.read.push({ by: name, text: event.body.toString() });
        return 1;
      } finally {
        this.atOnce -= 1;
      }
    };
    return { processNext } as unknown as InboundEventService;
  }

  get texts(): string[] {
    return this.read.map(({ text }) => text);
  }
}

function start(reading: Reading, name: string, given: Partial<AppConfig> = {}): InboundWorker {
  const config = Object.assign(new AppConfig(), { databaseUrl: test.url, ...given });
  const worker = new InboundWorker(config, reading.by(name));
  workers.push(worker);
  worker.onApplicationBootstrap();
  return worker;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(POLL_MS);
}

/** The connections of workers that hold the lock (or wait beside its holder). */
async function connections(isLeader: boolean): Promise<number[]> {
  const { rows } = await test.database.pool.query<{ pid: number }>(
    `SELECT a.pid FROM pg_stat_activity a
      WHERE a.datname = current_database() AND a.application_name = 'switchboard-inbound'
        AND EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.granted) = $1`,
    [isLeader],
  );
  return rows.map(({ pid }) => pid);
}

async function terminate(pids: readonly number[]): Promise<void> {
  const administrator = new Client({ connectionString: test.url });
  await administrator.connect();
  await administrator.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids]);
  await administrator.end();
}

const keep = async (...texts: readonly string[]): Promise<void> => {
  for (const text of texts) await repository.keep(Buffer.from(text));
};

describe('Reading what Meta posts', () => {
  it('begins with what was posted while nobody read, in the order in which it came', async () => {
    await keep('a', 'b', 'c');
    const reading = new Reading();
    start(reading, 'one');
    await until(() => reading.read.length === 3);
    expect(reading.texts).toEqual(['a', 'b', 'c']);
  });

  it('follows at once when more is posted, not at the next look', async () => {
    const reading = new Reading();
    start(reading, 'one');
    await until(async () => (await connections(true)).length === 1);
    await keep('first');
    await until(() => reading.read.length === 1);
    const startedAt = performance.now();
    for (let count = 0; count < 10; count += 1) {
      await keep(String(count));
      await until(() => reading.read.length === count + 2);
    }
    // Ten looks a second apart would take ten seconds.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('misses nothing that is posted while it reads', async () => {
    const reading = new Reading();
    let posted = 0;
    reading.during = async () => {
      if (posted < 20) await keep(`while reading ${(posted += 1)}`);
    };
    start(reading, 'one');
    await keep('first');
    await until(() => reading.read.length === 21);
    expect(reading.texts).toEqual(['first', ...Array.from({ length: 20 }, (_, index) => `while reading ${index + 1}`)]);
  });

  it('does not sleep over what is posted just after it looked', async () => {
    const witness = new Client({ connectionString: test.url });
    await witness.connect();
    await witness.query('LISTEN switchboard_inbound');
    const looks: number[] = [];
    const processNext = async (): Promise<number> => {
      if (looks.push(performance.now()) > 1) return 0;
      const announced = new Promise((resolve) => witness.once('notification', resolve));
      await keep('late');
      await announced;
      looks[0] = performance.now();
      return 0;
    };
    const config = Object.assign(new AppConfig(), { databaseUrl: test.url });
    const worker = new InboundWorker(config, { processNext } as unknown as InboundEventService);
    workers.push(worker);
    worker.onApplicationBootstrap();
    await until(() => looks.length === 2);
    await witness.end();
    expect(looks[1]! - looks[0]!).toBeLessThan(SHORTEST_PAUSE_MS);
  });

  it('is left to processes with the role worker', async () => {
    await keep('a');
    const [api, worker] = [new Reading(), new Reading()];
    start(api, 'api', { roles: ['api'] });
    start(worker, 'worker', { roles: ['worker'] });
    await until(() => worker.read.length === 1);
    expect(api.read).toEqual([]);
  });
});

describe('Several processes', () => {
  it('read one at a time, so that no event overtakes another', async () => {
    const reading = new Reading();
    for (const name of ['one', 'two', 'three']) start(reading, name);
    const texts = Array.from({ length: 60 }, (_, index) => String(index));
    await keep(...texts);
    await until(() => reading.read.length === 60);
    expect(reading.texts).toEqual(texts);
    expect(reading.most).toBe(1);
    expect(new Set(reading.read.map(({ by }) => by)).size).toBe(1);
  });

  it('replace the one that reads when it dies', async () => {
    const reading = new Reading();
    start(reading, 'one');
    await until(async () => (await connections(true)).length === 1);
    start(reading, 'two');
    await until(async () => (await connections(false)).length === 1);
    await workers[0]!.onModuleDestroy();
    await keep('after');
    await until(() => reading.read.length === 1);
    expect(reading.read).toEqual([{ by: 'two', text: 'after' }]);
  });

  it('replace the one that lost its connection, and it waits for its turn again', async () => {
    const reading = new Reading();
    start(reading, 'one');
    await until(async () => (await connections(true)).length === 1);
    start(reading, 'two');
    await until(async () => (await connections(false)).length === 1);
    const [leader] = await connections(true);
    await terminate([leader!]);
    await until(async () => (await connections(true)).some((pid) => pid !== leader));
    await until(async () => (await connections(false)).length === 1);
    // Long enough for one that has lost its turn, and does not know, to look again.
    reading.during = () => delay(EVENT_MS);
    const texts = Array.from({ length: 50 }, (_, index) => String(index));
    await keep(...texts);
    await until(() => reading.read.length === 50);
    expect(reading.most).toBe(1);
    expect(reading.texts).toEqual(texts);
    expect(new Set(reading.read.map(({ by }) => by)).size).toBe(1);
  });
});

describe('A process that reads', () => {
  it('tries again what it could not read, after a pause', async () => {
    const reading = new Reading();
    const attempts: number[] = [];
    reading.during = () => {
      if (attempts.push(performance.now()) < 3) throw new Error('the database is away');
    };
    start(reading, 'one');
    await keep('a', 'b');
    await until(() => reading.read.length === 2);
    expect(reading.texts).toEqual(['a', 'b']);
    expect(attempts[2]! - attempts[0]!).toBeGreaterThan(2 * SHORTEST_PAUSE_MS);
  });

  it('does not storm a database that refuses it', async () => {
    const attempts: number[] = [];
    const server = createServer((socket) => {
      attempts.push(performance.now());
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    start(new Reading(), 'one', { databaseUrl: `postgresql://u:p@127.0.0.1:${port}/none` });
    await until(() => attempts.length === 3);
    server.close();
    expect(attempts[2]! - attempts[0]!).toBeGreaterThan(2 * SHORTEST_PAUSE_MS);
  });

  it('finishes what it reads when it is stopped, and leaves the rest', async () => {
    const reading = new Reading();
    let finish: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      reading.during = () => {
        resolve();
        return new Promise<void>((end) => (finish = end));
      };
    });
    const worker = start(reading, 'one');
    await keep('a', 'b');
    await begun;
    let isStopped = false;
    const stopped = worker.onModuleDestroy().then(() => (isStopped = true));
    await delay(POLL_MS);
    expect(isStopped).toBe(false);
    finish();
    await stopped;
    expect(reading.texts).toEqual(['a']);
    expect((await repository.findPending(10, 1 << 20)).map(({ body }) => body.toString())).toEqual(['b']);
    expect([...(await connections(true)), ...(await connections(false))]).toEqual([]);
  });

  it('that has nothing to read stops at once', async () => {
    const worker = start(new Reading(), 'one');
    await until(async () => (await connections(true)).length === 1);
    const startedAt = performance.now();
    await worker.onModuleDestroy();
    expect(performance.now() - startedAt).toBeLessThan(SHORTEST_PAUSE_MS);
    await until(async () => (await connections(true)).length === 0);
  });

  it('that never came to its database stops, too', async () => {
    const worker = start(new Reading(), 'one', { databaseUrl: 'postgresql://u:p@127.0.0.1:1/none' });
    await worker.onModuleDestroy();
  });
});
