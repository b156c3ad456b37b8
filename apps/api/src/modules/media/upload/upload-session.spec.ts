import { GatewayError, MEDIA_KINDS, padTo, SAMPLE_FILES, type SampleFile } from '@switchboard/contracts';
import type { GraphClient, GraphMediaUpload, GraphUploadOutcome } from '@switchboard/graph-client';
import type { PhoneNumberSnapshot } from '../../tenant/tenant-directory';
import type { Vault } from '../vault.service';
import { UploadSession, type UploadTerms } from './upload-session';

const TENANT_ID = '0198c0de-0000-7000-8000-000000000001';
const META_ID = '1234567890';

const SENDER: PhoneNumberSnapshot = {
  id: '0198c0de-0000-7000-8000-000000000002',
  phoneNumberId: '106540352242922',
  wabaId: '102290129340398',
  displayPhoneNumber: '+1 555-078-3881',
  throughput: 80,
  timeZone: 'UTC',
  status: 'connected',
  accessToken: 'EAAG',
};

const { jpeg, pdf, webp } = SAMPLE_FILES;

/** A vault and a Meta that write down what is done to them, in its order. */
class Worlds {
  readonly done: string[] = [];
  readonly inVault: Uint8Array[] = [];
  readonly atMeta: Uint8Array[] = [];
  /** Of the upload that was opened. */
  opened: { mimeType: string; filename: string; sizeBytes?: number } | null = null;
  /** Meta answers so at the end, or as soon as it has been written to. */
  outcome: GraphUploadOutcome = { kind: 'accepted', status: 200, rawBody: '', json: { id: META_ID } };
  isRefusedEarly = false;
  room: () => void = () => undefined;
  keep: () => void = () => undefined;
  /** The vault was asked to begin a file; it has when `begun` is over. */
  readonly asked = Promise.withResolvers<undefined>();
  begun: Promise<unknown> = Promise.resolve();

  private readonly draft = {
    sizeBytes: 0,
    write: async (chunk: Uint8Array): Promise<void> => {
      this.inVault.push(chunk);
      this.draft.sizeBytes += chunk.byteLength;
    },
    commit: async (): Promise<void> => this.note('commit'),
    read: async () => ({ body: this.inVault, sizeBytes: this.draft.sizeBytes }),
    keep: async (file: object) => {
      this.note('keep');
      this.keep();
      return {
        id: 'ours',
        path: 'media/…',
        sha256: 'ab',
        sizeBytes: this.draft.sizeBytes,
        expiresAt: new Date(0),
        file,
      };
    },
    discard: async (): Promise<void> => this.note('discard'),
  };

  readonly vault = {
    begin: async () => {
      this.asked.resolve(undefined);
      await this.begun;
      this.note('begin');
      return this.draft;
    },
    assertRoom: async () => {
      this.note('room');
      this.room();
    },
  } as unknown as Vault;

  readonly graph = {
    openUpload: (request: { mimeType: string; filename: string; sizeBytes?: number }): GraphMediaUpload => {
      const { mimeType, filename, sizeBytes } = request;
      this.opened = { mimeType, filename, sizeBytes };
      this.note('open');
      return this.upload();
    },
    deleteMedia: async ({ mediaId }: { mediaId: string }) => this.note(`delete ${mediaId}`),
  } as unknown as GraphClient;

  private upload(): GraphMediaUpload {
    const upload = {
      outcome: null as GraphUploadOutcome | null,
      get failed(): boolean {
        return upload.outcome !== null && upload.outcome.kind !== 'accepted';
      },
      write: async (chunk: Uint8Array): Promise<void> => {
        this.atMeta.push(chunk);
        if (this.isRefusedEarly) upload.outcome = this.outcome;
      },
      finish: async () => {
        this.note('finish');
        upload.outcome = this.outcome;
        return this.outcome;
      },
      abort: () => this.note('abort'),
    };
    return upload;
  }

  private note(what: string): void {
    this.done.push(what);
  }
}

function termsOf(terms: Partial<Omit<UploadTerms, 'clues'>> & Partial<UploadTerms['clues']> = {}) {
  const { sender = SENDER, isComplete = true, declared = null, override = null, precedence = 'override' } = terms;
  return { sender, isComplete, clues: { declared, override, precedence } };
}

async function* chunksOf(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const incoming = ({ bytes, filename }: SampleFile, sizeBytes: number | null = null) => ({
  bytes: chunksOf(bytes),
  filename,
  sizeBytes,
});

let worlds: Worlds;
let session: UploadSession;
beforeEach(() => {
  worlds = new Worlds();
  session = new UploadSession(TENANT_ID, worlds);
});

describe('An upload whose sender and type are known', () => {
  const file = padTo(pdf, 20_500);

  it('goes to the vault and to Meta at the same time, and is closed at Meta when it is durable', async () => {
    await session.receive(incoming(file, file.bytes.length), termsOf());
    expect(worlds.done).toEqual(['begin', 'open']);
    expect(worlds.opened).toEqual({ mimeType: pdf.mimeType, filename: pdf.filename, sizeBytes: file.bytes.length });
    expect(Buffer.concat(worlds.inVault).equals(file.bytes)).toBe(true);
    expect(Buffer.concat(worlds.atMeta).equals(file.bytes)).toBe(true);

    const uploaded = await session.finish(termsOf({ sender: SENDER }) as Parameters<UploadSession['finish']>[0]);
    expect(worlds.done).toEqual(['begin', 'open', 'commit', 'room', 'finish', 'keep']);
    expect(uploaded).toMatchObject({ metaMediaId: META_ID, mimeType: pdf.mimeType, sizeBytes: file.bytes.length });
  });

  it('is broken off at Meta and in the vault when it is aborted', async () => {
    await session.receive(incoming(file), termsOf());
    await session.abort();
    expect(worlds.done).toEqual(['begin', 'open', 'abort', 'discard']);
  });

  it('is read no further when Meta refuses it', async () => {
    worlds.isRefusedEarly = true;
    worlds.outcome = {
      kind: 'refused',
      httpStatus: 401,
      error: { message: 'expired', code: 190 },
      fromMeta: true,
      retryClass: 'never',
    };
    await expect(session.receive(incoming(padTo(pdf, 1_000_000)), termsOf())).rejects.toMatchObject({ code: 'GW_003' });
    expect(worlds.atMeta).toHaveLength(1);
  });
});

describe('An upload whose sender comes after the file', () => {
  const file = padTo(jpeg, 20_500);

  it('goes to Meta from the vault, with its length', async () => {
    await session.receive(incoming(file), { ...termsOf({ isComplete: false }), sender: null });
    expect(worlds.done).toEqual(['begin']);
    await session.finish(termsOf() as Parameters<UploadSession['finish']>[0]);
    expect(worlds.done).toEqual(['begin', 'commit', 'room', 'open', 'finish', 'keep']);
    expect(worlds.opened).toEqual({ mimeType: jpeg.mimeType, filename: jpeg.filename, sizeBytes: file.bytes.length });
    expect(Buffer.concat(worlds.atMeta).equals(file.bytes)).toBe(true);
  });

  it('goes to Meta at once when the type is named already, and not before it is', async () => {
    const generic = { precedence: 'declared' as const, declared: 'application/octet-stream', isComplete: false };
    await session.receive(incoming(file), termsOf(generic));
    expect(worlds.opened).toBeNull();
    session = new UploadSession(TENANT_ID, worlds);
    await session.receive(incoming(file), termsOf({ ...generic, declared: 'image/jpeg' }));
    expect(worlds.opened).not.toBeNull();
  });

  it('is refused when its type turns out to be another, and nothing goes to Meta', async () => {
    await session.receive(incoming(file), { ...termsOf({ isComplete: false }), sender: null });
    const finishing = session.finish(
      termsOf({ override: 'application/pdf' }) as Parameters<UploadSession['finish']>[0],
    );
    await expect(finishing).rejects.toMatchObject({ code: 'MEDIA_003' });
    await session.abort();
    expect(worlds.done).toEqual(['begin', 'discard']);
  });
});

describe('The cap of an upload', () => {
  const { maxBytes } = MEDIA_KINDS.sticker;

  it('is that of its kind, to the byte', async () => {
    await session.receive(incoming(padTo(webp, maxBytes), maxBytes), termsOf());
    session = new UploadSession(TENANT_ID, worlds);
    const receiving = session.receive(incoming(padTo(webp, maxBytes + 1)), termsOf());
    const params = { kind: 'sticker', maxBytes };
    await expect(receiving).rejects.toMatchObject({ code: 'MEDIA_002', params });
  });

  it('is seen in the length that was told, before anything is begun', async () => {
    const receiving = session.receive(incoming(padTo(webp, maxBytes + 1), maxBytes + 1), termsOf());
    await expect(receiving).rejects.toMatchObject({ code: 'MEDIA_002' });
    expect(worlds.done).toEqual([]);
  });

  it('is looked at again when the type comes after the file', async () => {
    const terms = { ...termsOf({ isComplete: false }), sender: null };
    await session.receive(incoming(padTo(webp, maxBytes + 1)), terms);
    const finishing = session.finish(termsOf() as Parameters<UploadSession['finish']>[0]);
    await expect(finishing).rejects.toMatchObject({ code: 'MEDIA_002', params: { kind: 'sticker', maxBytes } });
    expect(worlds.done).toEqual(['begin']);
  });
});

describe('An upload that cannot be kept', () => {
  const full = (): never => {
    throw new GatewayError('MEDIA_002');
  };
  const finish = (): Promise<unknown> => session.finish(termsOf() as Parameters<UploadSession['finish']>[0]);
  beforeEach(() => session.receive(incoming(padTo(pdf, 20_500)), termsOf()));

  it('is not completed at Meta when there is no room for it', async () => {
    worlds.room = full;
    await expect(finish()).rejects.toMatchObject({ code: 'MEDIA_002' });
    await session.abort();
    expect(worlds.done).toEqual(['begin', 'open', 'commit', 'room', 'abort', 'discard']);
  });

  it('is deleted at Meta when the last room was taken meanwhile', async () => {
    worlds.keep = full;
    await expect(finish()).rejects.toMatchObject({ code: 'MEDIA_002' });
    await session.abort();
    expect(worlds.done.slice(-4)).toEqual(['keep', `delete ${META_ID}`, 'abort', 'discard']);
  });

  it('is not kept when nobody knows whether Meta has it', async () => {
    worlds.outcome = { kind: 'unknown', cause: new Error('no answer') };
    await expect(finish()).rejects.toMatchObject({ code: 'GW_004' });
    expect(worlds.done).not.toContain('keep');
  });
});

describe('An upload', () => {
  it.each([
    ['is refused when it is empty', { ...jpeg, bytes: new Uint8Array() }, termsOf(), 'VAL_001'],
    ['is refused when its bytes are not what is declared', pdf, termsOf({ declared: 'image/jpeg' }), 'MEDIA_003'],
  ])('%s, before anything is begun', async (_what, file, terms, code) => {
    await expect(session.receive(incoming(file), terms)).rejects.toMatchObject({ code });
    await session.abort();
    expect(worlds.done).toEqual([]);
  });

  it('that is aborted while its file is being begun leaves nothing open', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    worlds.begun = promise;
    const receiving = session.receive(incoming(padTo(pdf, 20_500)), termsOf());
    const outcome = expect(receiving).rejects.toThrow('aborted');
    await worlds.asked.promise;
    await session.abort();
    resolve(undefined);
    await outcome;
    expect(worlds.done).toEqual(['begin', 'discard']);
    expect(worlds.inVault).toEqual([]);
  });
});
