import { createHash } from 'node:crypto';

import { NUMBER, startSession } from '../test/simulator-session';
import type { SimulatorSession } from '../test/simulator-session';

let session: SimulatorSession;

beforeEach(async () => {
  session = await startSession();
});
afterEach(() => session.close());

describe('media', () => {
  const bytes = Buffer.from('not really a picture');

  async function upload(
    parts: (form: FormData) => void,
    query = '',
  ): Promise<{ status: number; json: { id?: string } }> {
    const form = new FormData();
    parts(form);
    const response = await fetch(`${session.simulator.baseUrl}/v25.0/${NUMBER}/media${query}`, {
      method: 'POST',
      headers: { authorization: 'Bearer EAA' },
      body: form,
    });
    return { status: response.status, json: (await response.json()) as { id?: string } };
  }
  const withFile = (form: FormData): void => {
    form.append('file', new Blob([bytes], { type: 'image/png' }), 'a.png');
    form.append('messaging_product', 'whatsapp');
  };

  it('is stored and described, and its URL gives the bytes to the bearer', async () => {
    const { json } = await upload(withFile);
    const { json: media } = await session.graph('GET', `${json.id}?phone_number_id=${NUMBER}`);
    expect(media).toEqual({
      messaging_product: 'whatsapp',
      url: expect.stringContaining(session.simulator.baseUrl),
      mime_type: 'image/png',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      file_size: bytes.length,
      id: json.id,
    });
    const url = String(media.url);
    const download = await fetch(url, { headers: { authorization: 'Bearer EAA' } });
    expect(download.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(`${url}0`, { headers: { authorization: 'Bearer EAA' } })).status).toBe(404);
  });

  it('has a URL that dies', async () => {
    await session.control('PATCH', 'config', { mediaUrlTtlMs: 0 });
    const { json } = await upload(withFile);
    const { json: media } = await session.graph('GET', String(json.id));
    const expiredMs = Number(new URL(String(media.url)).searchParams.get('ext'));
    while (Date.now() <= expiredMs) await new Promise((resolve) => setImmediate(resolve));
    expect((await fetch(String(media.url), { headers: { authorization: 'Bearer EAA' } })).status).toBe(404);
  });

  it('takes the product from the query and the type from the field', async () => {
    const { json } = await upload((form) => {
      form.append('type', 'application/pdf');
      form.append('file', new Blob([bytes]), 'a.pdf');
    }, '?messaging_product=whatsapp');
    expect((await session.graph('GET', String(json.id))).json.mime_type).toBe('application/pdf');
  });

  it('is refused without a file, without a product, and above the cap of its kind', async () => {
    expect((await upload((form) => form.append('messaging_product', 'whatsapp'))).status).toBe(400);
    expect((await upload((form) => form.append('file', new Blob(['x'], { type: 'image/png' })))).status).toBe(400);
    const large = await upload((form) => {
      form.append('messaging_product', 'whatsapp');
      form.append('file', new Blob([Buffer.alloc(501 * 1024)], { type: 'image/webp' }), 'a.webp');
    });
    expect(large.json).toMatchObject({ error: { code: 131053 } });
  });

  it('is gone after a deletion, and hidden from other numbers', async () => {
    const { json } = await upload(withFile);
    const unknown = { status: 400, json: { error: { code: 100, error_subcode: 33 } } };
    expect(await session.graph('GET', `${json.id}?phone_number_id=1`)).toMatchObject(unknown);
    expect((await session.graph('DELETE', String(json.id))).json).toEqual({ success: true });
    expect(await session.graph('GET', String(json.id))).toMatchObject(unknown);
  });

  it('must exist to be sent by a strict simulator', async () => {
    await session.control('POST', 'phone-numbers', { phoneNumberId: NUMBER, token: 'EAAtoken' });
    const { json } = await upload(withFile);
    await session.control('PATCH', 'config', { strict: true });
    expect((await session.send({ type: 'image', image: { id: json.id } })).status).toBe(200);
    expect((await session.send({ type: 'image', image: { id: '1' } })).json.error).toMatchObject({ code: 100 });
  });
});
