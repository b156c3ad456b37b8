import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { GatewayError, MEDIA_KINDS, padTo, type SampleFile, SAMPLE_FILES } from '@switchboard/contracts';
import { GraphClient } from '@switchboard/graph-client';
import { type GraphSimulator, startGraphSimulator } from '@switchboard/graph-sim';
import { sha256Of, TestVault } from '../../../../test/support/test-vault';
import { OutboundClient } from '../../../outbound/outbound-client';
import { MetaMediaService } from '../meta-media.service';
import { DiskMediaStore } from '../store/disk-media-store';
import { KeptUploadService } from './kept-upload.service';
import { LinkFetchService } from './link-fetch.service';
import type { CarriedFile, FileAtMeta, FileOwner, LinkedFile } from './outbound-file';
import { OutboundMediaService } from './outbound-media.service';

const { png: PNG, pdf: PDF } = SAMPLE_FILES;
const MIB = 1024 * 1024;

let rig: TestVault;
let folder: string;
let simulator: GraphSimulator;
let graph: GraphClient;
let outbound: OutboundClient;
let service: OutboundMediaService;
let server: Server;
/** How the tenants' server answers, and what it was asked for. */
let answer: RequestListener;
let requests: string[];

beforeAll(async () => {
  Logger.overrideLogger(false);
  rig = await TestVault.start((given) => new DiskMediaStore((folder = given)));
  simulator = await startGraphSimulator({ appSecret: 'secret', config: { throughputPerSecond: 0, pairLimit: false } });
  graph = new GraphClient({ baseUrl: simulator.baseUrl, version: 'v25.0', timeoutMs: 5_000 });
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  outbound = new OutboundClient({ allowHttp: false, allowHosts: [new URL(linkTo('/')).host] });
});
afterAll(async () => {
  outbound.close();
  server.closeAllConnections();
  server.close();
  await graph.close();
  await simulator.close();
  await rig.stop();
});

beforeEach(async () => {
  requests = [];
  await control('DELETE', 'faults');
  service = open();
});
afterEach(() => jest.restoreAllMocks());

/** As another process would have it: what is remembered in memory is not shared. */
function open(): OutboundMediaService {
  const fetcher = new LinkFetchService(outbound, rig.vault);
  const uploader = new KeptUploadService(graph, rig.vault);
  return new OutboundMediaService(rig.repository, uploader, fetcher, new MetaMediaService(graph));
}

function linkTo(path: string): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

async function openOwner(plan: { storedBytes?: number } = {}): Promise<FileOwner> {
  const { id: tenantId, phoneNumberId, metaPhoneNumberId } = await rig.openTenant(plan);
  return ownerOf(tenantId, phoneNumberId, metaPhoneNumberId);
}

function ownerOf(tenantId: string, id: string, phoneNumberId: string): FileOwner {
  return { tenantId, sender: { id, phoneNumberId, accessToken: 'EAAG' } as FileOwner['sender'] };
}

function carried({ bytes, mimeType }: SampleFile, kind: CarriedFile['kind'] = 'image', filename?: string): CarriedFile {
  return { source: 'message', kind, mimeType, bytes: Buffer.from(bytes), filename };
}

function linked(path: string, kind: LinkedFile['kind'] = 'image', filename?: string): LinkedFile {
  return { source: 'link', kind, url: linkTo(path), filename };
}

function serve({ bytes, mimeType }: SampleFile, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': mimeType, 'content-length': bytes.length, ...headers }).end(bytes);
  };
}

async function send(file: CarriedFile | LinkedFile, owner: FileOwner, by = service): Promise<FileAtMeta> {
  return by.bringToMeta(await by.check(file), owner);
}

function idOf(atMeta: FileAtMeta): string {
  if (atMeta.kind === 'ready') return atMeta.metaMediaId;
  throw new Error(`The file is not at Meta: ${JSON.stringify(atMeta)}`);
}

function refusalOf(atMeta: FileAtMeta): { code: string; params: unknown } {
  if (atMeta.kind !== 'unusable') throw new Error(`It was not refused: ${JSON.stringify(atMeta)}`);
  return { code: atMeta.error.code, params: atMeta.error.params };
}

async function control(method: string, path: string, body?: object): Promise<Record<string, never>> {
  const response = await fetch(`${simulator.baseUrl}/_sim/${path}`, { method, body: body && JSON.stringify(body) });
  return (await response.json()) as Record<string, never>;
}

interface AtMeta {
  id: string;
  sha256: string;
  mimeType: string;
  filename?: string;
}

/** What Meta has of a number. */
async function mediaOf({ sender }: FileOwner): Promise<AtMeta[]> {
  return (await control('GET', `media?phoneNumberId=${sender.phoneNumberId}`))['items'] as unknown as AtMeta[];
}

async function uploadsOf({ sender }: FileOwner): Promise<unknown[]> {
  return (await control('GET', `uploads?phoneNumberId=${sender.phoneNumberId}`))['items'] as unknown as unknown[];
}

const rowsOf = ({ tenantId }: FileOwner) => rig.repository.list(tenantId, { take: 100 });

/** Nothing of the tenant's in the vault, nothing of anybody's unfinished, and nothing at Meta. */
async function expectNothingLeft(owner: FileOwner): Promise<void> {
  expect(await rowsOf(owner)).toEqual([]);
  expect(await rig.objects(owner.tenantId)).toEqual([]);
  expect(readdirSync(`${folder}/unfinished`)).toEqual([]);
  expect(await mediaOf(owner)).toEqual([]);
}

describe('A file that a message carries', () => {
  it('is at Meta and in the vault, as it is', async () => {
    const owner = await openOwner();
    const id = idOf(await send(carried(PDF, 'document', '../Rechnung\r\n№1.pdf'), owner));
    const sha256 = sha256Of(PDF.bytes);
    expect(await mediaOf(owner)).toEqual([
      expect.objectContaining({ id, sha256, mimeType: 'application/pdf', filename: 'Rechnung№1.pdf' }),
    ]);
    const [row] = await rowsOf(owner);
    expect(row).toMatchObject({
      state: 'stored',
      direction: 'outbound',
      phoneNumberId: owner.sender.id,
      metaMediaId: id,
      kind: 'document',
      mimeType: 'application/pdf',
      filename: 'Rechnung№1.pdf',
      sha256,
    });
    expect(await rig.read(row!.objectKey!)).toEqual(Buffer.from(PDF.bytes));
    expect(await rig.faults(owner.tenantId)).toEqual([]);
  });

  it('goes to Meta once for 100 messages at a time, and for all that follow', async () => {
    const owner = await openOwner();
    const together = await Promise.all(Array.from({ length: 100 }, () => send(carried(PNG), owner)));
    const later = await send(carried(PNG), owner);
    const elsewhere = await send(carried(PNG), owner, open());
    expect(new Set([...together, later, elsewhere].map(idOf)).size).toBe(1);
    expect(await uploadsOf(owner)).toHaveLength(1);
    expect(await rowsOf(owner)).toHaveLength(1);
  });

  it('goes to Meta anew for another number, another tenant and another type', async () => {
    const owner = await openOwner();
    const second = ownerOf(owner.tenantId, await rig.addNumber(owner.tenantId), '1555000111');
    const stranger = await openOwner();
    const ids = [
      await send(carried(PNG), owner),
      await send(carried(PNG), second),
      await send(carried(PNG), stranger),
      await send(carried({ ...PNG, mimeType: 'image/x-own' }, 'document'), owner),
    ].map(idOf);
    expect(new Set(ids).size).toBe(4);
    // Its bytes are in the vault once for each tenant.
    expect(await rig.objects(owner.tenantId)).toHaveLength(1);
    expect(await rig.objects(stranger.tenantId)).toHaveLength(1);
    expect(await rig.faults(owner.tenantId, stranger.tenantId)).toEqual([]);
  });

  it('goes to Meta anew when it has been removed, or when Meta will forget it soon', async () => {
    const owner = await openOwner();
    const ids = [idOf(await send(carried(PNG), owner))];
    const [row] = await rowsOf(owner);
    await rig.remove(owner.tenantId, row!.id);
    ids.push(idOf(await send(carried(PNG), owner)));
    await rig.owner.query(`UPDATE media SET meta_expires_at = now() + interval '59 minutes' WHERE tenant_id = $1`, [
      owner.tenantId,
    ]);
    ids.push(idOf(await send(carried(PNG), owner)));
    expect(new Set(ids).size).toBe(3);
    expect(await uploadsOf(owner)).toHaveLength(3);
  });

  it.each([
    ['a PDF that is declared as an image', { ...PDF, mimeType: 'image/png' }, 'image'],
    ['a page that is declared as an image', { ...SAMPLE_FILES.html, mimeType: 'image/jpeg' }, 'image'],
    ['an image as a sticker', PNG, 'sticker'],
    ['Vorbis', SAMPLE_FILES.oggVorbis, 'audio'],
  ] as const)('is refused before anything happens: %s', async (_, sample, kind) => {
    await expect(service.check(carried(sample, kind))).rejects.toMatchObject({ code: 'MEDIA_003' });
  });

  it('is not kept beyond the plan, and then it does not stay at Meta', async () => {
    const small = await openOwner({ storedBytes: PNG.bytes.length - 1 });
    expect(refusalOf(await send(carried(PNG), small)).code).toBe('MEDIA_002');
    expect(await uploadsOf(small)).toHaveLength(0);
    // Room for one: who comes second finds that out only when Meta has the file.
    const racing = await openOwner({ storedBytes: PNG.bytes.length + 10 });
    const files = [PNG, padTo(PNG, PNG.bytes.length + 1)].map((sample) => carried(sample));
    const outcomes = await Promise.all(files.map((file) => send(file, racing)));
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['ready', 'unusable']);
    expect(await mediaOf(racing)).toHaveLength(1);
    expect(await rowsOf(racing)).toHaveLength(1);
    expect(await rig.faults(small.tenantId, racing.tenantId)).toEqual([]);
  });

  it.each([
    ['refuses it', { kind: 'error', code: 131053 }, 'refused'],
    ['fails', { kind: 'http', httpStatus: 500 }, 'refused'],
    ['breaks off', { kind: 'reset-before' }, 'unreachable'],
  ])('leaves nothing behind when Meta %s', async (_, fault, kind) => {
    const owner = await openOwner();
    await control('POST', 'faults', { ...fault, match: { operation: 'media-upload' } });
    expect(await send(carried(PNG), owner)).toMatchObject({ kind });
    await expectNothingLeft(owner);
  });

  it('leaves nothing behind, also at Meta, when the vault is away', async () => {
    const owner = await openOwner();
    const file = await service.check(carried(PNG));
    const begin = rig.store.begin.bind(rig.store);
    jest.spyOn(rig.store, 'begin').mockImplementationOnce(async (key) => {
      const writer = await begin(key);
      jest.spyOn(writer, 'commit').mockRejectedValueOnce(new GatewayError('SYS_002'));
      return writer;
    });
    expect(refusalOf(await service.bringToMeta(file, owner)).code).toBe('SYS_002');
    expect(await uploadsOf(owner)).toHaveLength(1);
    await expectNothingLeft(owner);
  });

  it('is told as lost, and brought anew, when Meta has forgotten it before its time', async () => {
    const owner = await openOwner();
    const file = await service.check(carried(PNG));
    const refusal = { kind: 'refused', error: { code: 131053 } } as Parameters<OutboundMediaService['isLost']>[2];
    const first = await service.bringToMeta(file, owner);
    const reused = await service.bringToMeta(file, owner);
    if (first.kind !== 'ready' || reused.kind !== 'ready') throw new Error('It is not at Meta.');
    expect([first.isReused, reused.isReused]).toEqual([false, true]);
    expect(await service.isLost(reused, owner, refusal)).toBe(false);
    await control('DELETE', `media/${reused.metaMediaId}`);
    expect(await service.isLost(reused, owner, { ...refusal, error: { code: 131056, message: '' } })).toBe(false);
    expect(await service.isLost(first, owner, refusal)).toBe(false);
    expect(await service.isLost(reused, owner, refusal)).toBe(true);
    const lostId = reused.metaMediaId;
    const anew = await Promise.all([1, 2, 3].map(() => service.bringToMeta(file, owner, lostId)));
    expect(new Set(anew.map(idOf)).size).toBe(1);
    expect(idOf(await service.bringToMeta(file, owner))).toBe(idOf(anew[0]!));
    expect(await uploadsOf(owner)).toHaveLength(2);
  });
});

describe('A file that a message links to', () => {
  it('is fetched into the vault and brought to Meta, as it is', async () => {
    const owner = await openOwner();
    answer = serve(PDF, { 'content-disposition': 'inline; filename="invoice 42.pdf"' });
    const id = idOf(await send(linked('/download?id=42', 'document'), owner));
    const sha256 = sha256Of(PDF.bytes);
    const filename = 'invoice 42.pdf';
    expect(await mediaOf(owner)).toEqual([expect.objectContaining({ id, sha256, mimeType: PDF.mimeType, filename })]);
    const [row] = await rowsOf(owner);
    expect(row).toMatchObject({ metaMediaId: id, kind: 'document', mimeType: PDF.mimeType, filename, sha256 });
    expect(await rig.read(row!.objectKey!)).toEqual(Buffer.from(PDF.bytes));
    expect(readdirSync(`${folder}/unfinished`)).toEqual([]);
  });

  it('is fetched once for 100 messages at a time, and for all within ten minutes', async () => {
    const owner = await openOwner();
    answer = serve(PNG);
    const ids = (await Promise.all(Array.from({ length: 100 }, () => send(linked('/a.png'), owner)))).map(idOf);
    ids.push(idOf(await send(linked('/a.png'), owner)));
    expect(requests).toEqual(['/a.png']);
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + 10 * 60_000);
    ids.push(idOf(await send(linked('/a.png'), owner)));
    expect(requests).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await uploadsOf(owner)).toHaveLength(1);
    expect(await rowsOf(owner)).toHaveLength(1);
    expect(await rig.objects(owner.tenantId)).toHaveLength(1);
  });

  it('is fetched anew for another tenant, another kind, and when it has been removed', async () => {
    const [owner, stranger] = [await openOwner(), await openOwner()];
    answer = serve(PNG);
    await send(linked('/a.png'), owner);
    await send(linked('/a.png'), stranger);
    await send(linked('/a.png', 'document'), owner);
    expect(requests).toHaveLength(3);
    // The same bytes to the same number.
    expect(await uploadsOf(owner)).toHaveLength(1);
    const rows = await rowsOf(owner);
    await rig.remove(owner.tenantId, ...rows.map(({ id }) => id));
    idOf(await send(linked('/a.png'), owner));
    expect(requests).toHaveLength(4);
    expect(await uploadsOf(owner)).toHaveLength(2);
  });

  it('goes to Meta once when several links lead to the same bytes, or a message has carried them', async () => {
    const owner = await openOwner();
    answer = serve(PNG);
    const ids = [
      ...(await Promise.all(['/a', '/b', '/c'].map((path) => send(linked(path), owner)))),
      await send(carried(PNG), owner),
    ].map(idOf);
    expect(new Set(ids).size).toBe(1);
    expect(await uploadsOf(owner)).toHaveLength(1);
    expect(await rig.objects(owner.tenantId)).toHaveLength(1);
    expect(await rig.faults(owner.tenantId)).toEqual([]);
  });

  it('may be as large as its kind may be, and no larger', async () => {
    const owner = await openOwner();
    const { maxBytes } = MEDIA_KINDS.sticker;
    for (const isDeclared of [true, false]) {
      const given = (sizeBytes: number): RequestListener => {
        const sample = padTo(SAMPLE_FILES.webp, sizeBytes);
        if (isDeclared) return serve(sample);
        return (_request, response) => response.writeHead(200, { 'content-type': 'image/webp' }).end(sample.bytes);
      };
      answer = given(maxBytes);
      idOf(await send(linked(`/at-cap/${isDeclared}`, 'sticker'), owner));
      answer = given(maxBytes + 1);
      const { code, params } = refusalOf(await send(linked(`/over-cap/${isDeclared}`, 'sticker'), owner));
      expect(code).toBe('MEDIA_002');
      expect(params).toEqual({ kind: 'sticker', maxBytes, ...(isDeclared && { sizeBytes: maxBytes + 1 }) });
    }
    expect(await rowsOf(owner)).toHaveLength(1);
    expect(readdirSync(`${folder}/unfinished`)).toEqual([]);
  });

  it('is as long as its server says (RFC 9112, 6.3), whatever comes after', async () => {
    const owner = await openOwner();
    const sizeBytes = PNG.bytes.length + 1;
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': sizeBytes });
      response.end(padTo(PNG, 100_000).bytes);
    };
    idOf(await send(linked('/longer.png'), owner));
    expect(await rowsOf(owner)).toMatchObject([{ sizeBytes, sha256: sha256Of(padTo(PNG, sizeBytes).bytes) }]);
  });

  it('is not waited for when it says that it is too large', async () => {
    const owner = await openOwner();
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': 5 * MIB + 1 }).flushHeaders();
    };
    expect(refusalOf(await send(linked('/huge.png'), owner)).code).toBe('MEDIA_002');
    await expectNothingLeft(owner);
  });

  it.each<[string, RequestListener, string]>([
    ['404', (_, response) => response.writeHead(404).end('gone'), 'The server answered with status 404.'],
    ['500', (_, response) => response.writeHead(500).end(), 'The server answered with status 500.'],
    ['204', (_, response) => response.writeHead(204).end(), 'The server answered with status 204.'],
    ['an unasked part', (_, response) => response.writeHead(206).end('a'), 'The server answered with status 206.'],
    ['an empty file', (_, response) => response.writeHead(200).end(), 'The server answered with an empty file.'],
    [
      'a compressed file',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('zip'),
      'The server answered with a compressed file, which was not asked for.',
    ],
    ['a broken connection', (_, response) => response.destroy(), expect.stringMatching(/closed/) as string],
    [
      'half of a file',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'image/png', 'content-length': PNG.bytes.length + 10_000 });
        response.write(padTo(PNG, 9_000).bytes, () => response.destroy());
      },
      'The connection was closed before the answer was complete.',
    ],
    [
      'half of a file without a length',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'image/png' });
        response.write(padTo(PNG, 9_000).bytes, () => response.destroy());
      },
      'The connection was closed before the answer was complete.',
    ],
    [
      'a way into our network',
      (_, response) => response.writeHead(302, { location: 'http://10.0.0.1/secret.png' }).end(),
      '10.0.0.1 is not an address of the public Internet.',
    ],
    [
      'itself',
      (request, response) => response.writeHead(302, { location: `${request.url}/again` }).end(),
      'The URL redirects too often.',
    ],
    ['nowhere', (_, response) => response.writeHead(302).end(), 'The server answered with status 302.'],
  ])('leaves nothing behind and says why, when the link leads to %s', async (_, listener, reason) => {
    const owner = await openOwner();
    answer = listener;
    expect(refusalOf(await send(linked('/bad.png'), owner))).toEqual({ code: 'MEDIA_004', params: { reason } });
    await expectNothingLeft(owner);
    // It may be mended.
    answer = serve(PNG);
    idOf(await send(linked('/bad.png'), owner));
  });

  it.each([
    ['a page', SAMPLE_FILES.html],
    ['a page by the name of an image', { ...SAMPLE_FILES.html, mimeType: 'image/png' }],
    ['a PDF', PDF],
    ['a program', { ...SAMPLE_FILES.exe, mimeType: 'image/jpeg' }],
  ])('leaves nothing behind when it is %s instead of an image', async (_, sample) => {
    const owner = await openOwner();
    answer = serve(sample);
    expect(refusalOf(await send(linked('/a.png'), owner)).code).toBe('MEDIA_003');
    await expectNothingLeft(owner);
  });

  it('ends at the cap of its kind when it has no end', async () => {
    const owner = await openOwner();
    let sentBytes = 0;
    let isClosed = false;
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      response.write(PNG.bytes);
      const chunk = Buffer.alloc(64 * 1024, 1);
      const more = (): void => {
        while (!isClosed) {
          sentBytes += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      response.on('close', () => (isClosed = true));
      more();
    };
    expect(refusalOf(await send(linked('/endless.png'), owner)).code).toBe('MEDIA_002');
    expect(sentBytes).toBeLessThan(60 * MIB);
    await expectNothingLeft(owner);
  });

  it('leaves nothing behind when Meta does not take it, and is fetched anew then', async () => {
    const owner = await openOwner();
    answer = serve(PNG);
    await control('POST', 'faults', { kind: 'error', code: 131053, match: { operation: 'media-upload' }, times: 1 });
    expect(await send(linked('/a.png'), owner)).toMatchObject({ kind: 'refused', error: { code: 131053 } });
    await expectNothingLeft(owner);
    idOf(await send(linked('/a.png'), owner));
    expect(requests).toHaveLength(2);
  });

  it('leaves nothing behind when the plan keeps no more', async () => {
    const owner = await openOwner({ storedBytes: PNG.bytes.length - 1 });
    answer = serve(PNG);
    expect(refusalOf(await send(linked('/a.png'), owner)).code).toBe('MEDIA_002');
    await expectNothingLeft(owner);
  });

  it.each([
    ['a private address', 'http://10.0.0.1/a.png'],
    ['this machine, as IPv6', 'https://[::ffff:127.0.0.1]/a.png'],
    ['this machine, as a number', 'http://2130706433/a.png'],
    ['this machine, by name', 'http://localhost/a.png'],
    ['the metadata of a cloud', 'http://169.254.169.254/latest/meta-data'],
    ['credentials', 'https://user:secret@example.com/a.png'],
    ['the port of another service', 'http://example.com:22/a.png'],
    ['more than 2,048 characters', `https://example.com/${'a'.repeat(2_048)}`],
  ])('is refused before anything happens when its link holds %s', async (_, url) => {
    await expect(service.check({ source: 'link', kind: 'image', url, filename: undefined })).rejects.toMatchObject({
      code: 'MEDIA_004',
      params: { reason: expect.stringMatching(/^\S.+\.$/) },
    });
  });

  it('is not the link’s fault when the program stops', async () => {
    const owner = await openOwner();
    const stopping = new OutboundClient({ allowHttp: false, allowHosts: [new URL(linkTo('/')).host] });
    const asked = Promise.withResolvers<null>();
    answer = () => asked.resolve(null);
    const fetcher = new LinkFetchService(stopping, rig.vault);
    const fetching = fetcher.fetch(owner.tenantId, linked('/never.png'));
    await asked.promise;
    stopping.close();
    await expect(fetching).rejects.toMatchObject({ code: 'SYS_002' });
    await expectNothingLeft(owner);
  });
});
