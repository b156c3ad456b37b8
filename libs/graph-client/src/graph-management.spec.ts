import { answerJson, startScriptedServer } from '../test/scripted-server';
import type { ScriptedServer } from '../test/scripted-server';

import { GraphClient } from './graph-client';

let server: ScriptedServer;
let client: GraphClient;

beforeEach(async () => {
  server = await startScriptedServer(answerJson(200, { success: true }));
  client = new GraphClient({ baseUrl: server.origin, version: 'v25.0', timeoutMs: 5_000 });
});

afterEach(() => Promise.all([client.close(), server.close()]));

describe('managing numbers, templates and media', () => {
  it('uploads a file as Meta’s documentation shows it', async () => {
    server.reply = answerJson(200, { id: '1003383421387256' });
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45]);
    const outcome = await client.uploadMedia({
      phoneNumberId: '106540352242922',
      accessToken: 'EAA-token',
      bytes,
      mimeType: 'image/png',
      filename: 'a "quoted"\r\nname.png',
    });
    expect(outcome).toMatchObject({ kind: 'accepted', json: { id: '1003383421387256' } });
    const [arrived] = server.received;
    expect(arrived?.url).toBe('/v25.0/106540352242922/media');
    const form = await new Response(new Uint8Array(arrived?.body ?? []), {
      headers: { 'content-type': arrived?.headers['content-type'] ?? '' },
    }).formData();
    expect(form.get('messaging_product')).toBe('whatsapp');
    expect(form.get('type')).toBe('image/png');
    const file = form.get('file') as File;
    expect(file.type).toBe('image/png');
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('describes and deletes a media object for one number', async () => {
    const url = 'https://lookaside.fbsbx.com/x?mid=1';
    server.reply = answerJson(200, { id: '7', url, mime_type: 'image/png', sha256: 'A'.repeat(64), file_size: '12' });
    const request = { mediaId: '7', phoneNumberId: '106540352242922', accessToken: 'EAA-token' };
    expect(await client.getMedia(request)).toMatchObject({
      kind: 'accepted',
      json: { id: '7', url, mimeType: 'image/png', sha256: 'a'.repeat(64), fileSize: 12 },
    });
    server.reply = answerJson(200, { success: true });
    expect(await client.deleteMedia(request)).toMatchObject({ kind: 'accepted', json: { success: true } });
    expect(server.received.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
      'GET /v25.0/7?phone_number_id=106540352242922',
      'DELETE /v25.0/7?phone_number_id=106540352242922',
    ]);
    expect(server.received[1]?.headers.authorization).toBe('Bearer EAA-token');
  });

  it('asks for the named fields of a number', async () => {
    server.reply = answerJson(200, { id: '1', display_phone_number: '+1 555' });
    const outcome = await client.getPhoneNumber('1', 'token', ['display_phone_number', 'health_status']);
    expect(outcome).toMatchObject({ kind: 'accepted', json: { display_phone_number: '+1 555' } });
    expect(server.received[0]?.url).toBe('/v25.0/1?fields=display_phone_number%2Chealth_status');
  });

  it('registers and deregisters a number', async () => {
    server.reply = answerJson(200, { success: true });
    expect((await client.register('1', 'token', '123456')).kind).toBe('accepted');
    expect((await client.deregister('1', 'token')).kind).toBe('accepted');
    expect(server.received.map(({ url }) => url)).toEqual(['/v25.0/1/register', '/v25.0/1/deregister']);
    expect(JSON.parse(String(server.received[0]?.body))).toEqual({ messaging_product: 'whatsapp', pin: '123456' });
  });

  it('pages through templates and phone numbers', async () => {
    server.reply = answerJson(200, { data: [], paging: { cursors: { after: 'Y2' } } });
    expect(await client.listTemplates('77', 'token', 'Y1')).toMatchObject({ kind: 'accepted', json: { data: [] } });
    await client.listPhoneNumbers('77', 'token');
    expect(server.received[0]?.url).toMatch(/^\/v25\.0\/77\/message_templates\?fields=.*&limit=100&after=Y1$/);
    expect(server.received[1]?.url).toMatch(/^\/v25\.0\/77\/phone_numbers\?/);
  });

  it('reports an object that Meta does not know as Meta does', async () => {
    server.reply = answerJson(400, {
      error: { message: 'Unsupported get request', type: 'GraphMethodException', code: 100, error_subcode: 33 },
    });
    const outcome = await client.listTemplates('0', 'token');
    expect(outcome).toMatchObject({ kind: 'refused', error: { code: 100, error_subcode: 33 } });
  });
});
