import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { GatewayError } from '@switchboard/contracts';
import { MediaMismatch } from '../announced-bytes';
import type { VaultDraft } from '../vault.service';
import { CLIENT_PATIENCE_MS, ClientGone, relay, type RelayCopy, type RelayedFile } from './meta-relay';

const CHUNK_BYTES = 16 * 1024;
const CHUNKS = Array.from({ length: 40 }, (_, index) => Buffer.alloc(CHUNK_BYTES, index));
const WHOLE = Buffer.concat(CHUNKS);
const DIGEST = createHash('sha256').update(WHOLE).digest('hex');

/** A file of Meta's; `fault` ends it early. */
function fromMeta(chunks: readonly Buffer[] = CHUNKS, fault?: Error): RelayedFile {
  const bytes = function* (): Generator<Buffer> {
    yield* chunks;
    if (fault) throw fault;
  };
  return { body: Readable.from(bytes(), { objectMode: false }), announced: { sizeBytes: null, sha256: [DIGEST] } };
}

/** A client that takes everything at once, or only when the test says so. */
class Client extends Writable {
  readonly taken: Buffer[] = [];
  private next?: () => void;

  constructor(private readonly isSlow = false) {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.taken.push(chunk);
    if (this.isSlow) this.next = done;
    else done();
  }

  takeOneMore(): void {
    this.next?.();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.taken);
  }
}

/** A place in the vault that remembers what became of it. */
class Copy implements RelayCopy {
  readonly events: string[] = [];
  readonly errors: unknown[] = [];
  readonly written: Buffer[] = [];
  readonly draft: VaultDraft;

  constructor(private readonly faults: { write?: Error; keep?: Error } = {}) {
    const draft = {
      write: async (chunk: Buffer) => {
        if (this.faults.write) throw this.faults.write;
        this.written.push(Buffer.from(chunk));
      },
      discard: async () => void this.events.push('discarded'),
    };
    this.draft = draft as unknown as VaultDraft;
  }

  keep = async (): Promise<void> => {
    if (this.faults.keep) throw this.faults.keep;
    this.events.push('kept');
  };
  failed = (error: unknown): void => void this.errors.push(error);
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('A file that comes from Meta', () => {
  it('goes to the client and into the vault, byte for byte', async () => {
    const [client, copy] = [new Client(), new Copy()];
    await relay(fromMeta(), client, copy);
    expect(client.bytes.equals(WHOLE)).toBe(true);
    expect(client.writableEnded).toBe(true);
    expect(Buffer.concat(copy.written).equals(WHOLE)).toBe(true);
    expect(copy.events[0]).toBe('kept');
  });

  it('is in the vault before the client has the last of it', async () => {
    const client = new Client();
    const copy = new Copy();
    copy.keep = async () => {
      expect(client.bytes.length).toBe(WHOLE.length - CHUNK_BYTES);
    };
    await relay(fromMeta(), client, copy);
    expect(copy.errors).toEqual([]);
  });

  it('is not read faster than the client takes it', async () => {
    const [client, file] = [new Client(true), fromMeta()];
    const done = relay(file, client, null);
    await turns();
    expect(client.taken.length).toBe(1);
    expect(file.body.readableLength).toBeLessThanOrEqual(file.body.readableHighWaterMark + CHUNK_BYTES);
    for (let taken = 0; taken < CHUNKS.length; taken += 1) {
      client.takeOneMore();
      await turns();
    }
    await done;
    expect(client.bytes.equals(WHOLE)).toBe(true);
  });
});

describe('A file that breaks on its way', () => {
  it('is not kept when Meta breaks off, and the client is not told that it is whole', async () => {
    const [client, copy] = [new Client(), new Copy()];
    await expect(relay(fromMeta(CHUNKS.slice(0, 20), new Error('cut off')), client, copy)).rejects.toThrow('cut off');
    expect(client.writableEnded).toBe(false);
    expect(copy.events).toEqual(['discarded']);
  });

  it.each([
    ['other bytes', [...CHUNKS.slice(0, -1), Buffer.alloc(CHUNK_BYTES, 99)]],
    ['too few bytes', CHUNKS.slice(0, -1)],
    ['too many bytes', [...CHUNKS, Buffer.alloc(1)]],
  ])('never gives the client its last bytes when Meta sends %s', async (_, chunks) => {
    const [client, copy, file] = [new Client(), new Copy(), fromMeta(chunks)];
    await expect(relay(file, client, copy)).rejects.toThrow(MediaMismatch);
    expect(client.bytes.length).toBeLessThan(Buffer.concat(chunks).length);
    expect(client.writableEnded).toBe(false);
    expect(copy.events).toEqual(['discarded']);
    expect(file.body.destroyed).toBe(true);
  });

  it('gives the client nothing at all when it is small', async () => {
    const client = new Client();
    await expect(relay(fromMeta([Buffer.from('wrong')]), client, null)).rejects.toThrow(MediaMismatch);
    expect(client.taken).toEqual([]);
  });

  it('is let go when the client leaves', async () => {
    const [client, copy, file] = [new Client(true), new Copy(), fromMeta()];
    const done = relay(file, client, copy);
    await turns();
    client.destroy();
    await expect(done).rejects.toThrow(ClientGone);
    expect(copy.events).toEqual(['discarded']);
    expect(file.body.destroyed).toBe(true);
  });

  it('is let go when the client was gone before it came', async () => {
    const [client, copy] = [new Client(), new Copy()];
    client.destroy();
    await expect(relay(fromMeta(), client, copy)).rejects.toThrow(ClientGone);
    expect(copy.events).toEqual(['discarded']);
  });

  it('is let go when the client stands still', async () => {
    const timeouts = jest.spyOn(AbortSignal, 'timeout').mockImplementation((timeoutMs) => {
      expect(timeoutMs).toBe(CLIENT_PATIENCE_MS);
      return AbortSignal.abort();
    });
    const [client, file] = [new Client(true), fromMeta()];
    await expect(relay(file, client, null)).rejects.toThrow(ClientGone);
    expect(file.body.destroyed).toBe(true);
    timeouts.mockRestore();
  });
});

describe('A vault that cannot keep a file', () => {
  it.each([
    ['cannot write', { write: new GatewayError('SYS_002') }],
    ['has no room', { keep: new GatewayError('MEDIA_002') }],
  ])('does not keep it from the client when it %s', async (_, faults) => {
    const [client, copy] = [new Client(), new Copy(faults)];
    await relay(fromMeta(), client, copy);
    expect(client.bytes.equals(WHOLE)).toBe(true);
    expect(client.writableEnded).toBe(true);
    expect(copy.errors).toEqual(Object.values(faults));
    expect(copy.events).toEqual(['discarded']);
  });
});
