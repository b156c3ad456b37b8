import type { ExchangeListener } from './exchange-handler';
import type { GraphConnection, HttpRequest } from './graph-connection';
import { StreamedUpload } from './media-upload';
import { frameMultipart } from './multipart';

const KIB = 1024;
const TIMEOUTS = { answerMs: 15_000, stallMs: 30_000, silenceMs: 120_000 };

let listener: ExchangeListener;
let taker: AsyncIterator<Uint8Array>;
let reports: string[];
let upload: StreamedUpload;

/** A connection that takes what the test takes from it. */
const connection = {
  open: (request: HttpRequest, told: ExchangeListener) => {
    taker = (request.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    let isStarted = false;
    listener = { ...told, started: () => ((isStarted = true), told.started?.()) };
    return {
      get isStarted() {
        return isStarted;
      },
      giveUp: (cause: Error) => told.settled({ kind: 'unknown', cause }),
    };
  },
} as unknown as GraphConnection;

beforeEach(() => {
  jest.useFakeTimers();
  reports = [];
  upload = new StreamedUpload({
    connection,
    request: { path: '/v25.0/1/media', headers: {} },
    frame: frameMultipart({}, { mimeType: 'image/jpeg', filename: 'cat.jpg' }),
    timeouts: TIMEOUTS,
    report: ({ kind }) => reports.push(kind),
  });
});

afterEach(() => {
  upload.abort();
  jest.useRealTimers();
});

const take = async (): Promise<number> => ((await taker.next()).value as Uint8Array | undefined)?.byteLength ?? 0;

describe('an upload over a slow line', () => {
  beforeEach(async () => {
    listener.started?.();
    await take();
  });

  it('goes on as long as a slice of it goes out in time, however large its chunks are', async () => {
    const written = upload.write(Buffer.alloc(1_000 * KIB));
    for (const sizeBytes of [256 * KIB, 256 * KIB, 256 * KIB, 232 * KIB]) {
      expect(await take()).toBe(sizeBytes);
      await jest.advanceTimersByTimeAsync(29_999);
    }
    void take();
    await written;
    expect(upload.outcome).toBeNull();
  });

  it('is given up when a slice does not, and the host is to blame', async () => {
    const written = upload.write(Buffer.alloc(1_000 * KIB));
    await take();
    await take();
    await jest.advanceTimersByTimeAsync(30_000);
    await written;
    expect(upload.outcome).toMatchObject({ kind: 'unknown', cause: { message: 'no byte was taken within 30000 ms' } });
    expect(reports).toEqual(['unknown']);
  });

  it('goes on while its writer is silent, for two minutes at a time; then the host is not to blame', async () => {
    void take();
    for (let count = 0; count < 3; count += 1) {
      await jest.advanceTimersByTimeAsync(119_999);
      const written = upload.write(Buffer.alloc(KIB));
      void take();
      await written;
    }
    expect(upload.outcome).toBeNull();
    await jest.advanceTimersByTimeAsync(120_000);
    expect(upload.outcome).toMatchObject({ kind: 'refused', fromMeta: false });
    expect(reports).toEqual([]);
  });

  it('has its time for the answer from its end on', async () => {
    await jest.advanceTimersByTimeAsync(100_000);
    const finished = upload.finish();
    await jest.advanceTimersByTimeAsync(15_000);
    expect(await finished).toMatchObject({ kind: 'unknown', cause: { message: 'no complete answer within 15000 ms' } });
  });
});

it('an upload waits for a connection no longer than for an answer, written or not', async () => {
  void upload.write(Buffer.alloc(KIB));
  await jest.advanceTimersByTimeAsync(14_999);
  expect(upload.outcome).toBeNull();
  await jest.advanceTimersByTimeAsync(1);
  expect(upload.failed).toBe(true);
});

it('leaves no timer behind', async () => {
  listener.started?.();
  void upload.write(Buffer.alloc(KIB));
  listener.settled({ kind: 'answered', answer: { status: 401, headers: {}, body: '' } });
  await upload.finish();
  expect(upload.failed).toBe(true);
  expect(jest.getTimerCount()).toBe(0);
});
