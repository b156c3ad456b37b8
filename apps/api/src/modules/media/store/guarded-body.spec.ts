import { once } from 'node:events';
import { Readable } from 'node:stream';
import { GuardedBody } from './guarded-body';

const STALL_MS = 30_000;
const CHUNK = Buffer.alloc(64 * 1024, 7);

/** A connection: bytes come when the test says so. */
const source = (): Readable => new Readable({ read: () => undefined });
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const causeOf = (error: unknown): string => ((error as Error).cause as Error).message;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('The body of an object', () => {
  it('arrives whole and in order', async () => {
    const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(50_000, index));
    const received: Buffer[] = [];
    for await (const chunk of new GuardedBody(Readable.from(chunks, { objectMode: false }), STALL_MS))
      received.push(chunk as Buffer);
    expect(Buffer.concat(received).equals(Buffer.concat(chunks))).toBe(true);
  });

  it('ends with an error when the store falls silent while somebody waits', async () => {
    const sender = source();
    const body = new GuardedBody(sender, STALL_MS);
    const failure = once(body, 'error') as Promise<[Error]>;
    body.resume();
    sender.push(CHUNK);
    await turns();
    jest.advanceTimersByTime(STALL_MS - 1);
    expect(body.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    const [error] = await failure;
    expect(error).toMatchObject({ code: 'SYS_002' });
    expect(causeOf(error)).toBe('The store has stopped sending.');
    expect(sender.destroyed).toBe(true);
  });

  it('may take any time as long as something comes', async () => {
    const sender = source();
    const body = new GuardedBody(sender, STALL_MS);
    body.resume();
    for (let round = 0; round < 5; round += 1) {
      jest.advanceTimersByTime(STALL_MS - 1);
      sender.push(CHUNK);
      await turns();
    }
    expect(body.destroyed).toBe(false);
    body.destroy();
  });

  it('waits for a reader that rests, without reading on and without an end', async () => {
    const sender = source();
    for (let count = 0; count < 100; count += 1) sender.push(CHUNK);
    const body = new GuardedBody(sender, STALL_MS);
    body.read(0);
    await turns();
    const ahead = body.readableLength;
    jest.advanceTimersByTime(100 * STALL_MS);
    await turns();
    expect(body.destroyed).toBe(false);
    expect(body.readableLength).toBe(ahead);
    expect(ahead).toBeLessThanOrEqual(256 * 1024 + CHUNK.length);
    sender.push(null);
    let sizeBytes = 0;
    for await (const chunk of body) sizeBytes += (chunk as Buffer).length;
    expect(sizeBytes).toBe(100 * CHUNK.length);
  });

  it('that breaks off is an error, never a short object', async () => {
    const sender = source();
    const body = new GuardedBody(sender, STALL_MS);
    const failure = once(body, 'error') as Promise<[Error]>;
    body.resume();
    sender.push(CHUNK);
    sender.destroy();
    const [error] = await failure;
    expect(causeOf(error)).toBe('The answer of the store ended too early.');
  });

  it('lets its connection go when nobody wants it any more', async () => {
    const sender = source();
    const body = new GuardedBody(sender, STALL_MS);
    body.destroy();
    await once(body, 'close');
    expect(sender.destroyed).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});
