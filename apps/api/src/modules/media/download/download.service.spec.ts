import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { GatewayError, uuidv7 } from '@switchboard/contracts';
import type { Response } from 'express';
import type { EdgeRequest } from '../../../http/principal';
import type { PhoneNumberSnapshot } from '../../tenant/tenant-directory';
import type { MediaRecord } from '../media.repository';
import type { MetaFile, MetaMediaService } from '../meta-media.service';
import type { Vault } from '../vault.service';
import { DownloadService, type DownloadTarget } from './download.service';

const BYTES = Buffer.from('0123456789');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const ETAG = `"${SHA256}"`;
const NUMBER = { id: uuidv7(), phoneNumberId: '106540352242922' } as PhoneNumberSnapshot;
const SOURCE = { metaMediaId: '17', number: NUMBER };

const RECORD = {
  tenantId: uuidv7(),
  id: uuidv7(),
  phoneNumberId: NUMBER.id,
  direction: 'inbound',
  state: 'stored',
  metaMediaId: '17',
  filename: 'Übersicht.pdf',
  kind: 'document',
  mimeType: 'application/pdf',
  sizeBytes: BYTES.length,
  sha256: SHA256,
  objectKey: 'an object',
} as MediaRecord;

function target(given: Partial<DownloadTarget> = {}): DownloadTarget {
  const { tenantId } = RECORD;
  return { tenantId, media: RECORD, source: SOURCE, disposition: 'inline', knownTypesOnly: false, ...given };
}

/** What a client sees of an answer. */
class Answer extends Writable {
  statusCode = 200;
  headersSent = false;
  readonly headers: Record<string, unknown> = {};
  readonly taken: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.headersSent = true;
    this.taken.push(chunk);
    done();
  }
  override _final(done: () => void): void {
    this.headersSent = true;
    done();
  }
  setHeader(name: string, value: unknown): this {
    this.headers[name] = value;
    return this;
  }
  status(code: number): this {
    this.statusCode = code;
    return this;
  }
  setTimeout(): void {
    // Nobody stands still here.
  }

  get body(): string {
    return Buffer.concat(this.taken).toString();
  }
}

function request(headers: Record<string, string> = {}, method = 'GET'): EdgeRequest {
  return { method, id: 'request', get: (name: string) => headers[name] } as unknown as EdgeRequest;
}

/** What the vault has, what Meta has, and what is kept of that. */
class World {
  vaultBytes: Buffer | null = BYTES;
  metaFile: Partial<MetaFile> = {};
  metaError: Error | null = null;
  canBegin = true;
  asked = 0;
  readonly kept: unknown[] = [];
  readonly discarded: string[] = [];

  readonly service = new DownloadService(
    {
      open: async (_: MediaRecord, range?: { start: number; end: number }) => {
        const bytes = this.vaultBytes;
        const part = range ? bytes?.subarray(range.start, range.end + 1) : bytes;
        return part && bytes && { body: Readable.from([part], { objectMode: false }), sizeBytes: bytes.length };
      },
      begin: async () => {
        if (!this.canBegin) throw new GatewayError('SYS_002');
        return {
          write: async () => undefined,
          commit: async () => undefined,
          keep: async (file: unknown) => void this.kept.push(file),
          discard: async () => void this.discarded.push('draft'),
        };
      },
    } as unknown as Vault,
    {
      open: async (): Promise<MetaFile> => {
        this.asked += 1;
        if (this.metaError) throw this.metaError;
        const body = Readable.from([BYTES], { objectMode: false });
        const announced = { mimeType: 'application/pdf; charset=x', sha256: SHA256, fileSize: BYTES.length };
        return { id: '17', url: 'http://127.0.0.1/', ...announced, body, ...this.metaFile };
      },
    } as unknown as MetaMediaService,
  );

  async send(
    given: Partial<DownloadTarget> = {},
    headers = {},
    method = 'GET',
    answer = new Answer(),
  ): Promise<Answer> {
    await this.service.send(target(given), request(headers, method), answer as unknown as Response);
    return answer;
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});
beforeAll(() => Logger.overrideLogger(false));

describe('A file of the vault', () => {
  it('is sent whole, and said what it is', async () => {
    const answer = await world.send();
    expect(answer.body).toBe(BYTES.toString());
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toEqual({
      'Content-Type': 'application/pdf',
      'Content-Length': BYTES.length,
      'Content-Disposition': `inline; filename="_bersicht.pdf"; filename*=UTF-8''%C3%9Cbersicht.pdf`,
      ETag: ETAG,
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'private, max-age=0, must-revalidate',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
    });
    expect(world.asked).toBe(0);
  });

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=0-1,3-4', 200, '0123456789', undefined],
  ])('is sent in part when %s is asked for', async (range, status, body, contentRange) => {
    const answer = await world.send({}, { range });
    expect([answer.statusCode, answer.body, answer.headers['Content-Range']]).toEqual([status, body, contentRange]);
    if (status !== 416) expect(answer.headers['Content-Length']).toBe(body.length);
  });

  it('is sent whole when the part was asked of another file', async () => {
    expect((await world.send({}, { range: 'bytes=0-3', 'if-range': '"other"' })).statusCode).toBe(200);
    expect((await world.send({}, { range: 'bytes=0-3', 'if-range': ETAG })).statusCode).toBe(206);
  });

  it('is not sent to who has it', async () => {
    const answer = await world.send({}, { 'if-none-match': `W/${ETAG}` });
    expect([answer.statusCode, answer.body, answer.headers['ETag']]).toEqual([304, '', ETAG]);
  });

  it('is only described to HEAD', async () => {
    const answer = await world.send({}, {}, 'HEAD');
    expect([answer.statusCode, answer.body, answer.headers['Content-Length']]).toEqual([200, '', BYTES.length]);
  });

  it('is of any type, where WhatsApp does not know its own', async () => {
    const media = { ...RECORD, mimeType: 'text/html' };
    expect((await world.send({ media, knownTypesOnly: true })).headers['Content-Type']).toBe(
      'application/octet-stream',
    );
    expect((await world.send({ media })).headers['Content-Type']).toBe('text/html');
    expect((await world.send({ knownTypesOnly: true })).headers['Content-Type']).toBe('application/pdf');
  });

  it('is asked of Meta when the vault has lost it, and kept under the record that there is', async () => {
    world.vaultBytes = null;
    const answer = await world.send();
    expect(answer.body).toBe(BYTES.toString());
    expect(answer.headers['Accept-Ranges']).toBe('none');
    expect(world.kept).toEqual([expect.objectContaining({ expected: RECORD, filename: RECORD.filename })]);
  });
});

describe('A file that only Meta has', () => {
  it('is sent and kept', async () => {
    const answer = await world.send({ media: null });
    expect(answer.body).toBe(BYTES.toString());
    expect(answer.headers).toMatchObject({
      'Content-Type': 'application/pdf',
      'Content-Length': BYTES.length,
      'Content-Disposition': 'inline; filename="file.pdf"',
      ETag: ETAG,
    });
    expect(world.kept).toEqual([
      {
        phoneNumberId: NUMBER.id,
        direction: 'inbound',
        metaMediaId: '17',
        metaExpiresAt: null,
        filename: null,
        kind: 'document',
        mimeType: 'application/pdf',
      },
    ]);
  });

  it('is sent also when the vault can take nothing', async () => {
    world.canBegin = false;
    expect((await world.send({ media: null })).body).toBe(BYTES.toString());
  });

  it.each([
    ['HEAD asks for it', {}, 'HEAD', 200],
    ['the client has it', { 'if-none-match': ETAG }, 'GET', 304],
  ])('is not fetched when %s', async (_, headers, method, status) => {
    const body = Readable.from([BYTES], { objectMode: false });
    world.metaFile = { body };
    const answer = await world.send({ media: null }, headers, method);
    expect([answer.statusCode, answer.body]).toEqual([status, '']);
    expect(body.destroyed).toBe(true);
    expect(world.kept).toEqual([]);
  });

  it('is nowhere when it has no source', async () => {
    await expect(world.send({ media: null, source: null })).rejects.toMatchObject({ code: 'MEDIA_001' });
  });

  it.each(['MEDIA_001', 'GW_003', 'GW_004'] as const)('is refused as Meta refuses it: %s', async (code) => {
    world.metaError = new GatewayError(code);
    await expect(world.send({ media: null })).rejects.toMatchObject({ code });
  });

  it.each<[string, Partial<MetaFile>, Partial<DownloadTarget>]>([
    ['is not what Meta announced', { sha256: 'f'.repeat(64) }, { media: null }],
    ['is shorter than Meta announced', { fileSize: BYTES.length + 1 }, { media: null }],
    [
      'is not what the webhook announced',
      {},
      { media: { ...RECORD, state: 'pending', sizeBytes: null, objectKey: null, sha256: 'f'.repeat(64) } },
    ],
  ])('is a failure of Meta’s when it %s and nothing of it was sent yet', async (_, file, given) => {
    world.metaFile = file;
    await expect(world.send(given)).rejects.toMatchObject({ code: 'GW_003' });
    expect(world.kept).toEqual([]);
    expect(world.discarded).toEqual(['draft']);
  });

  it('is broken off when it breaks after some of it was sent', async () => {
    const chunks = function* (): Generator<Buffer> {
      yield* [BYTES, BYTES];
      throw new Error('cut off');
    };
    world.metaFile = { body: Readable.from(chunks(), { objectMode: false, highWaterMark: 1 }), fileSize: 30 };
    const answer = await world.send({ media: null });
    expect(answer.body).toBe(BYTES.toString());
    expect(answer.destroyed).toBe(true);
    expect(answer.writableEnded).toBe(false);
    expect(world.kept).toEqual([]);
  });
});

describe('A client that leaves', () => {
  it('is told nothing, and is no failure', async () => {
    const answer = new Answer();
    answer.destroy();
    await expect(world.send({}, {}, 'GET', answer)).resolves.toBe(answer);
    await expect(world.send({ media: null }, {}, 'GET', answer)).resolves.toBe(answer);
    expect(answer.taken).toEqual([]);
  });
});

describe('More downloads at once than the process takes', () => {
  it('are refused until one has ended', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const held = jest.spyOn(world['service']['vault'], 'open').mockImplementation(async () => {
      await gate;
      return null;
    });
    world.metaError = new GatewayError('MEDIA_001');
    const running = Array.from({ length: 512 }, () => world.send().catch((error: GatewayError) => error.code));
    await expect(world.send()).rejects.toMatchObject({ code: 'SYS_002' });
    release();
    expect(new Set(await Promise.all(running))).toEqual(new Set(['MEDIA_001']));
    held.mockRestore();
    expect((await world.send()).statusCode).toBe(200);
  });
});
