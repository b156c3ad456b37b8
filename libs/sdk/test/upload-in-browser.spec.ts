/** @jest-environment jsdom */
import { Switchboard, type UploadProgress } from '../src';
import { answer, FakeGateway, type Reaction, stayQuiet } from './fake-gateway';

/** The page comes from another origin, so the server must allow what the SDK sends. */
const CORS = {
  'access-control-allow-origin': 'http://localhost',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-expose-headers': 'x-request-id',
  'access-control-max-age': '600',
};
const preflight: Reaction = answer(204, '', CORS);
const SIZE_BYTES = 400_000;
let gateway: FakeGateway;
let client: Switchboard;

beforeAll(async () => {
  gateway = await FakeGateway.start();
  client = new Switchboard({ baseUrl: gateway.url, apiKey: 'pk_test', phoneNumberId: '106', maxRetries: 0 });
});
afterEach(() => gateway.reset());
afterAll(() => gateway.close());

const file = (): File => new File([new Uint8Array(SIZE_BYTES).fill(65)], 'menu.pdf', { type: 'application/pdf' });

describe('an upload in a browser', () => {
  it('tells how far it is, up to the last byte of the file', async () => {
    gateway.will(preflight, answer(200, { id: '5257' }, CORS));
    const told: UploadProgress[] = [];
    const upload = client.media.uploadMedia(file(), { onProgress: (progress) => told.push(progress) });
    await expect(upload).resolves.toEqual({ id: '5257' });
    expect(told.at(-1)).toEqual({ sentBytes: SIZE_BYTES, totalBytes: SIZE_BYTES });
    const { headers, body, url } = gateway.requests[1]!;
    expect([url.pathname, headers.authorization]).toEqual(['/v23.0/106/media', 'Bearer pk_test']);
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(body.toString('latin1')).toContain('A'.repeat(SIZE_BYTES));
    expect(body.toString('latin1')).toContain('filename="menu.pdf"');
  });

  it('is refused as anywhere else', async () => {
    const error = { error: { message: 'Rate limit hit', code: 130429 } };
    gateway.will(preflight, answer(400, error, { ...CORS, 'x-request-id': 'r-1' }));
    const upload = client.media.uploadMedia(file(), { onProgress: () => undefined });
    await expect(upload).rejects.toMatchObject({ code: 'GRAPH_130429', group: 'TOO_MANY_REQUESTS', requestId: 'r-1' });
  });

  it('is ended by its signal, with its own reason', async () => {
    const reason = new Error('The user went away.');
    const controller = new AbortController();
    gateway.will(preflight, () => controller.abort(reason));
    const upload = client.media.uploadMedia(file(), { signal: controller.signal, onProgress: () => undefined });
    await expect(upload).rejects.toBe(reason);
  });

  it('is ended when it takes too long', async () => {
    gateway.will(preflight, stayQuiet);
    const upload = client.media.uploadMedia(file(), { timeoutMs: 300, onProgress: () => undefined });
    await expect(upload).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('tells that nobody listens', async () => {
    const nobody = await FakeGateway.start();
    const { url } = nobody;
    await nobody.close();
    // jsdom also prints what the page is told.
    jest.spyOn(console, 'error').mockImplementation();
    const lost = new Switchboard({ baseUrl: url, apiKey: 'pk_test', phoneNumberId: '106', maxRetries: 0 });
    const upload = lost.media.uploadMedia(file(), { onProgress: () => undefined });
    await expect(upload).rejects.toMatchObject({ code: 'NETWORK' });
  });
});
