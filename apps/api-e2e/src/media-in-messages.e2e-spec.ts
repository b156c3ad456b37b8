import type { RequestListener } from 'node:http';
import { type MediaKind, padTo, type SampleFile, SAMPLE_FILES, type SampleName } from '@switchboard/contracts';
import { RECIPIENT } from './support/bodies';
import { type Answer, expectStatus } from './support/http-client';
import { LinkServer } from './support/link-server';
import { sha256Of } from './support/media-client';
import { MediaTestbed, type MediaTenant, V2_PLAN } from './support/media-testbed';
import { waitFor } from './support/wait-for';

const MIB = 1024 * 1024;
const { png: PNG, pdf: PDF, html: HTML } = SAMPLE_FILES;

let links: LinkServer;
let media: MediaTestbed;
let distinct = 0;
/** Takes 20 seconds, and begins first. */
let waitedInVain: ReturnType<typeof waitInVain>;

const startMedia = (): Promise<MediaTestbed> => MediaTestbed.start({ env: { SSRF_ALLOW_HOSTS: links.host } });

beforeAll(async () => {
  links = await LinkServer.start();
  waitedInVain = waitInVain();
  // A failure is told by its own test, at the end.
  waitedInVain.catch(() => undefined);
  media = await startMedia();
});
afterAll(async () => {
  await media?.close();
  await waitedInVain?.catch(() => undefined);
  await links?.close();
});
afterEach(() => media.bed.simulator.clearFaults());

/** An image that no other test has. */
function newImage(): SampleFile {
  distinct += 1;
  return padTo(PNG, PNG.bytes.length + distinct);
}

function message(kind: MediaKind, content: object, to = RECIPIENT): object {
  return { messaging_product: 'whatsapp', to, type: kind, [kind]: content };
}

function embedded({ bytes, mimeType }: SampleFile, to?: string): object {
  return message('image', { data_base64: Buffer.from(bytes).toString('base64'), mime_type: mimeType }, to);
}

/** A tenant whose links are fetched and kept. */
async function openStoring(wishes: { money?: string; planCode?: string } = {}, at = media): Promise<MediaTenant> {
  const tenant = await at.openTenant(wishes);
  await at.bed.operator.request(200, 'PATCH', `/tenants/${tenant.id}`, { storeLinks: true });
  const refused = message('image', { link: 'http://10.0.0.1/a.png' });
  await waitFor('the setting to be known', async () => {
    const { status } = await tenant.client.send(refused, { query: '?is_fake=true' });
    return status === 422;
  });
  return tenant;
}

/** What Meta was told last by a number: the content of the message, as it was written. */
async function contentAtMeta({ number }: MediaTenant): Promise<Record<string, unknown>> {
  const [latest] = await media.bed.simulator.messages({ phoneNumberId: number.phoneNumberId });
  const body = JSON.parse(latest!.rawBody) as Record<string, Record<string, unknown>>;
  return body[latest!.type]!;
}

async function mediaIdsOf({ number }: MediaTenant): Promise<string[]> {
  const messages = await media.bed.simulator.messages({ phoneNumberId: number.phoneNumberId });
  return messages.map(({ rawBody }) => (JSON.parse(rawBody) as { image: { id: string } }).image.id);
}

async function uploadsOf({ number }: Pick<MediaTenant, 'number'>): Promise<number> {
  return (await media.bed.simulator.uploads({ phoneNumberId: number.phoneNumberId })).length;
}

function codeOf(answer: Answer): [number, string] {
  return [answer.status, answer.json.errors?.code];
}

/** Sends what must fail: it costs nothing and leaves nothing, and Meta hears of no message. */
async function sendInVain(
  tenant: MediaTenant,
  body: unknown,
  options: Parameters<MediaTenant['client']['send']>[1] = {},
): Promise<Answer> {
  const before = await waitFor('all messages before to be delivered', async () => {
    const balance = await tenant.client.balance();
    return balance.reserved === '0.000000' ? balance : null;
  });
  const { received } = await media.bed.simulator.counts();
  const answer = await media.leavesNothing(() => tenant.client.send(body, options));
  expect(await tenant.client.balance()).toEqual(before);
  expect((await media.bed.simulator.counts()).received).toBe(received);
  return answer;
}

describe('the same file for many', () => {
  it('goes to Meta once for 30 recipients at a time, and for those who follow', async () => {
    const tenant = await media.openTenant();
    const image = newImage();
    const recipients = Array.from({ length: 30 }, (_, index) => `9053212345${10 + index}`);
    await Promise.all(recipients.map((to) => tenant.client.sendAccepted(embedded(image, to))));
    await tenant.client.sendAccepted(embedded(image));
    expect(await uploadsOf(tenant)).toBe(1);
    const ids = await mediaIdsOf(tenant);
    expect([ids.length, new Set(ids).size]).toEqual([31, 1]);
    expect(await media.bed.simulator.media({ id: ids[0]! })).toMatchObject([
      { sha256: sha256Of(image.bytes), mimeType: 'image/png' },
    ]);
    // And it is kept, once.
    expect(await tenant.media.list()).toMatchObject([
      { id: ids[0], sha256: sha256Of(image.bytes), direction: 'outbound', inVault: true },
    ]);
    expect((await tenant.media.download(ids[0]!)).bytes.equals(Buffer.from(image.bytes))).toBe(true);
  });

  it('goes to Meta for each number and each tenant that sends it', async () => {
    const [tenant, stranger] = [await media.openTenant(), await media.openTenant()];
    const second = await media.bed.operator.addNumber(tenant.id);
    const image = embedded(newImage());
    const from = (phoneNumberId: string) => ({ query: `?phone_number_id=${phoneNumberId}` });
    await waitFor('the second number to be known', async () => {
      const query = `${from(second.phoneNumberId).query}&is_fake=true`;
      return (await tenant.client.send(image, { query })).status === 200;
    });
    for (const { phoneNumberId } of [tenant.number, second, tenant.number, second])
      await tenant.client.sendAccepted(image, from(phoneNumberId));
    await stranger.client.sendAccepted(image);
    expect([await uploadsOf(tenant), await uploadsOf({ number: second }), await uploadsOf(stranger)]).toEqual([
      1, 1, 1,
    ]);
  });

  it('goes to Meta anew when it was deleted', async () => {
    const tenant = await media.openTenant();
    const image = embedded(newImage());
    await tenant.client.sendAccepted(image);
    const [before] = await mediaIdsOf(tenant);
    expectStatus(await tenant.media.call('DELETE', `/v2/media/${before}`), 200);
    await tenant.client.sendAccepted(image);
    const [after] = await mediaIdsOf(tenant);
    expect(after).not.toBe(before);
    expect(await uploadsOf(tenant)).toBe(2);
    expect(await media.bed.simulator.media({ id: after! })).toHaveLength(1);
  });

  it('goes to Meta anew, and the message arrives, when Meta has forgotten it before its time', async () => {
    const tenant = await media.openTenant({ money: '1.00' });
    const image = embedded(newImage());
    await tenant.client.sendAccepted(image);
    const [forgotten] = await mediaIdsOf(tenant);
    await media.bed.simulator.expireMedia(forgotten!);
    await media.bed.simulator.fault({ kind: 'error', code: 131053, match: { operation: 'message' }, times: 1 });
    await tenant.client.sendAccepted(image);
    expect((await mediaIdsOf(tenant))[0]).not.toBe(forgotten);
    await tenant.client.sendAccepted(image);
    expect(await uploadsOf(tenant)).toBe(2);
  });

  it('is kept under the name that the message gives it', async () => {
    const tenant = await media.openTenant();
    const document = { data_base64: Buffer.from(PDF.bytes).toString('base64'), mime_type: PDF.mimeType };
    await tenant.client.sendAccepted(message('document', { ...document, filename: 'Rechnung №1.pdf' }));
    expect(await tenant.media.list()).toMatchObject([{ filename: 'Rechnung №1.pdf', mimeType: 'application/pdf' }]);
  });
});

describe('a file in a message that is not what it should be', () => {
  let tenant: MediaTenant;
  beforeAll(async () => (tenant = await media.openTenant()));

  const data = (sample: SampleName): string => Buffer.from(SAMPLE_FILES[sample].bytes).toString('base64');

  it.each<[string, MediaKind, object, [number, string]]>([
    ['base64 that is none', 'image', { data_base64: 'a*b=', mime_type: 'image/png' }, [400, 'VAL_001']],
    ['half of base64', 'image', { data_base64: data('png').slice(0, -1), mime_type: 'image/png' }, [400, 'VAL_001']],
    ['a data URL that is none', 'image', { link: 'data:image/png;base64,%%%%' }, [400, 'VAL_001']],
    ['a PDF as an image', 'image', { data_base64: data('pdf'), mime_type: 'image/png' }, [415, 'MEDIA_003']],
    [
      'a PDF as an image, in a data URL',
      'image',
      { link: `data:image/jpeg;base64,${data('pdf')}` },
      [415, 'MEDIA_003'],
    ],
    ['a page as a PDF', 'document', { data_base64: data('html'), mime_type: 'application/pdf' }, [415, 'MEDIA_003']],
    ['a GIF as an image', 'image', { data_base64: data('gif'), mime_type: 'image/gif' }, [415, 'MEDIA_003']],
    ['a JPEG as a PNG', 'image', { data_base64: data('jpeg'), mime_type: 'image/png' }, [415, 'MEDIA_003']],
    ['Vorbis as sound', 'audio', { data_base64: data('oggVorbis'), mime_type: 'audio/ogg' }, [415, 'MEDIA_003']],
  ])('is refused before anything is written: %s', async (_, kind, content, expected) => {
    const answer = await sendInVain(tenant, message(kind, content));
    expect(codeOf(answer)).toEqual(expected);
    expect(answer.headers).not.toHaveProperty('x-message-id');
    // The sandbox tells the same, so that programs can be tested there.
    const inSandbox = await sendInVain(tenant, message(kind, content), { query: '?is_fake=true' });
    expect(codeOf(inSandbox)).toEqual(expected);
  });

  it('does not leave the house in the sandbox, and is not kept', async () => {
    const body = embedded(newImage());
    await media.leavesNothing(() => tenant.client.sendAccepted(body, { query: '?is_fake=true' }));
    expect(await uploadsOf(tenant)).toBe(0);
  });

  it('costs nothing when the plan keeps no more bytes, and is sent when it does again', async () => {
    const plan = { ...V2_PLAN, code: 'E2E_SMALL_VAULT', name: 'Small', storedBytes: 1_000 };
    await media.bed.operator.putPlan(plan);
    const small = await media.openTenant({ planCode: plan.code });
    const image = padTo(newImage(), 1_001);
    const options = { headers: { 'idempotency-key': 'vault' } };
    const answer = await sendInVain(small, embedded(image), options);
    expect(codeOf(answer)).toEqual([413, 'MEDIA_002']);
    const logged = await small.client.message(String(answer.headers['x-message-id']));
    expect(logged).toMatchObject({ status: 'failed', error: { code: 'MEDIA_002' } });
    await media.bed.operator.putPlan({ ...plan, storedBytes: 2_000 });
    await small.client.sendAccepted(embedded(image), options);
  });
});

describe('a link in a message', () => {
  it('is passed to Meta as it is, unless the tenant wishes otherwise', async () => {
    const tenant = await media.openTenant();
    const link = links.serveFile('/untouched.png', newImage());
    await tenant.client.sendAccepted(message('image', { link, caption: 'Menu' }));
    expect(await contentAtMeta(tenant)).toEqual({ link, caption: 'Menu' });
    expect(links.requests).not.toContain('/untouched.png');
    expect(await tenant.media.list()).toEqual([]);
  });

  it('is fetched, kept and sent by id when the tenant wishes so, and as before when it no longer does', async () => {
    const tenant = await openStoring();
    const link = links.serveFile('/files/order%2042.pdf?x=1', PDF);
    const text = `{ "messaging_product":"whatsapp","to":"${RECIPIENT}", "type":"document",
      "document":{"caption":"c\\u00e9", "link" : "${link.replaceAll('/', '\\/')}", "new":1e2}}`;
    const { id, wamid } = await tenant.client.sendAccepted(text);
    const [atMeta] = await media.bed.simulator.messages({ wamid });
    const [file] = await tenant.media.list();
    expect(atMeta!.rawBody).toContain(`"document":{"id":"${file!.id}","caption":"c\\u00e9","new":1e2}`);
    expect(file).toMatchObject({ filename: 'order 42.pdf', mimeType: PDF.mimeType, sha256: sha256Of(PDF.bytes) });
    expect(await media.bed.simulator.media({ id: file!.id })).toMatchObject([{ sha256: sha256Of(PDF.bytes) }]);
    expect((await tenant.media.download(file!.id)).bytes.equals(Buffer.from(PDF.bytes))).toBe(true);
    // The log keeps what the tenant wrote.
    expect((await tenant.client.message(id)).payload).toEqual(JSON.parse(text));

    await media.bed.operator.request(200, 'PATCH', `/tenants/${tenant.id}`, { storeLinks: false });
    const later = links.serveFile('/later.png', newImage());
    await waitFor('links to be passed on again', async () => {
      await tenant.client.sendAccepted(message('image', { link: later }));
      return (await contentAtMeta(tenant))['link'] === later;
    });
  });

  it('is fetched once for 30 recipients at a time, and for those who follow', async () => {
    const tenant = await openStoring();
    const link = links.serveFile('/for-many.png', newImage());
    const recipients = Array.from({ length: 30 }, (_, index) => `9053212345${10 + index}`);
    await Promise.all(recipients.map((to) => tenant.client.sendAccepted(message('image', { link }, to))));
    await tenant.client.sendAccepted(message('image', { link, caption: 'another' }));
    expect(links.requests.filter((path) => path === '/for-many.png')).toHaveLength(1);
    expect(await uploadsOf(tenant)).toBe(1);
    const ids = await mediaIdsOf(tenant);
    expect([ids.length, new Set(ids).size]).toEqual([31, 1]);
  });

  it('is fetched and sent anew when its file was deleted', async () => {
    const tenant = await openStoring();
    const link = links.serveFile('/deleted.png', newImage());
    await tenant.client.sendAccepted(message('image', { link }));
    const [before] = await mediaIdsOf(tenant);
    expectStatus(await tenant.media.call('DELETE', `/v2/media/${before}`), 200);
    await tenant.client.sendAccepted(message('image', { link }));
    expect((await mediaIdsOf(tenant))[0]).not.toBe(before);
    expect([links.requests.filter((path) => path === '/deleted.png').length, await uploadsOf(tenant)]).toEqual([2, 2]);
  });

  it('may lead to 100 MB', async () => {
    const tenant = await openStoring();
    const file = padTo(PDF, 100 * MIB);
    const link = links.serveFile('/large.pdf', file);
    await tenant.client.sendAccepted(message('document', { link }));
    const sha256 = sha256Of(file.bytes);
    const [kept] = await tenant.media.list();
    expect(kept).toMatchObject({ sha256, fileSize: 100 * MIB, filename: 'large.pdf' });
    expect(await media.bed.simulator.media({ id: kept!.id })).toMatchObject([{ sha256, sizeBytes: 100 * MIB }]);
  });

  it('is not fetched in the sandbox, nor in the header of a template', async () => {
    const tenant = await openStoring();
    const link = links.serveFile('/not-fetched.png', newImage());
    await tenant.client.sendAccepted(message('image', { link }), { query: '?is_fake=true' });
    const components = [{ type: 'header', parameters: [{ type: 'image', image: { link } }] }];
    const template = { name: 'summer_sale', language: { code: 'en' }, components };
    await tenant.client.sendAccepted({ messaging_product: 'whatsapp', to: RECIPIENT, type: 'template', template });
    expect(await contentAtMeta(tenant)).toEqual(template);
    expect(links.requests).not.toContain('/not-fetched.png');
    expect(await uploadsOf(tenant)).toBe(0);
  });

  it('leads through up to three redirects', async () => {
    const tenant = await openStoring();
    const file = links.serveFile('/end.png', newImage());
    const redirect = (path: string, location: string): string =>
      links.serve(path, (_request, response) => response.writeHead(302, { location }).end());
    const link = redirect('/one', redirect('/two', redirect('/three', file)));
    await tenant.client.sendAccepted(message('image', { link }));
    const answer = await sendInVain(tenant, message('image', { link: redirect('/zero', link) }));
    expect(codeOf(answer)).toEqual([422, 'MEDIA_004']);
  });
});

/** Begins an answer of a PNG, and lets the test go on with it. */
function begun(more: (response: Parameters<RequestListener>[1]) => void, headers = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'image/png', ...headers });
    response.write(PNG.bytes, () => more(response));
  };
}

/** Writes as fast as it is read, until nobody reads any more. */
function withoutEnd(response: Parameters<RequestListener>[1]): void {
  const chunk = Buffer.alloc(64 * 1024, 1);
  const write = (): void => {
    while (!response.closed) if (!response.write(chunk)) return void response.once('drain', write);
  };
  write();
}

/** Writes a byte now and then, until nobody reads any more. */
function dripping(response: Parameters<RequestListener>[1]): void {
  const drops = setInterval(() => response.write('.'), 200);
  response.on('close', () => clearInterval(drops));
}

/**
 * Sends three links to files that do not end, each of a tenant of its own, and sees that nothing is left of them. This happens
 * on another platform while the tests before it run: they look at all that a platform has under way.
 */
async function waitInVain(): Promise<{ answers: Answer[]; tookMs: number }> {
  const elsewhere = await startMedia();
  try {
    const paths = [
      links.serve('/silent', () => undefined),
      links.serve(
        '/stalled',
        begun(() => undefined),
      ),
      links.serve('/dripping', begun(dripping)),
    ];
    const tenants = await Promise.all(paths.map(() => openStoring({ money: '1.00' }, elsewhere)));
    const startedAt = performance.now();
    const answers = await Promise.all(
      tenants.map(({ client }, index) => client.send(message('image', { link: paths[index] }))),
    );
    const tookMs = performance.now() - startedAt;
    for (const slow of tenants) {
      expect(await slow.client.balance()).toMatchObject({ available: '1.000000', reserved: '0.000000' });
      expect(await slow.media.list()).toEqual([]);
    }
    expect((await elsewhere.bed.simulator.uploadCounts()).begun).toBe(0);
    expect(elsewhere.files()).toEqual([]);
    return { answers, tookMs };
  } finally {
    await elsewhere.close();
  }
}

describe('a link that leads to no file to send', () => {
  let tenant: MediaTenant;
  beforeAll(async () => (tenant = await openStoring()));

  it.each([
    ['a private address', 'http://10.0.0.1/a.png'],
    ['this machine', 'http://127.0.0.1:1/a.png'],
    ['this machine by name', 'http://localhost/a.png'],
    ['this machine as a number', 'http://0x7f000001/a.png'],
    ['this machine in IPv6', 'http://[::1]/a.png'],
    ['a private address within IPv6', 'http://[::ffff:10.0.0.1]/a.png'],
    ['carrier-grade NAT', 'http://100.64.0.1/a.png'],
    ['the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/'],
    ['a multicast address', 'http://224.0.0.1/a.png'],
    ['a database', 'https://example.com:5432/a.png'],
  ])('is refused at once: %s', async (_, link) => {
    const answer = await sendInVain(tenant, message('image', { link }));
    expect(codeOf(answer)).toEqual([422, 'MEDIA_004']);
    expect(answer.json.errors.params).toEqual({ reason: expect.stringMatching(/^\S.*\.$/) });
    expect(answer.headers).not.toHaveProperty('x-message-id');
  });

  it.each<[string, RequestListener, [number, string]]>([
    ['nothing', (_, response) => response.writeHead(404).end(), [422, 'MEDIA_004']],
    ['a failing server', (_, response) => response.writeHead(503).end('busy'), [422, 'MEDIA_004']],
    ['an empty file', (_, response) => response.writeHead(200).end(), [422, 'MEDIA_004']],
    [
      'our network',
      (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      [422, 'MEDIA_004'],
    ],
    [
      'our network, on its own port',
      (_, response) => response.writeHead(302, { location: media.url }).end(),
      [422, 'MEDIA_004'],
    ],
    ['itself', (request, response) => response.writeHead(302, { location: request.url }).end(), [422, 'MEDIA_004']],
    ['a body that breaks off', begun((response) => response.destroy()), [422, 'MEDIA_004']],
    [
      'a body that is shorter than it says',
      begun((response) => response.destroy(), { 'content-length': 100_000 }),
      [422, 'MEDIA_004'],
    ],
    [
      'a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(HTML.bytes),
      [415, 'MEDIA_003'],
    ],
    [
      'a page that calls itself an image',
      (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(HTML.bytes),
      [415, 'MEDIA_003'],
    ],
    ['a body without end', begun(withoutEnd), [413, 'MEDIA_002']],
    [
      'a body that is said to be too large',
      begun(() => undefined, { 'content-length': 5 * MIB + 1 }),
      [413, 'MEDIA_002'],
    ],
  ])('costs nothing, leaves nothing and is told: %s', async (what, listener, expected) => {
    const link = links.serve(`/${encodeURIComponent(what)}`, listener);
    const options = { headers: { 'idempotency-key': encodeURIComponent(what) } };
    const answer = await sendInVain(tenant, message('image', { link }), options);
    expect(codeOf(answer)).toEqual(expected);
    const logged = await tenant.client.message(String(answer.headers['x-message-id']));
    expect(logged).toMatchObject({ status: 'failed', error: { code: expected[1] }, payload: { image: { link } } });
    expect(logged.charges.map(({ kind }) => kind)).toEqual(['reserve', 'release']);
    // Once the link is mended, the same request may be made again.
    links.serveFile(`/${encodeURIComponent(what)}`, newImage());
    await tenant.client.sendAccepted(message('image', { link }), options);
  });

  it('is waited for 20 seconds, and not longer', async () => {
    const { answers, tookMs } = await waitedInVain;
    expect(answers.map(codeOf)).toEqual(answers.map(() => [422, 'MEDIA_004']));
    expect(answers.map(({ json }) => json.errors.params.reason)).toEqual(
      answers.map(() => expect.stringMatching(/within \d+ ms\.$/)),
    );
    expect(answers).toHaveLength(3);
    expect(tookMs).toBeLessThan(25_000);
  });
});
