import { createHash } from 'node:crypto';
import { MESSAGE_EXAMPLES } from '@switchboard/contracts';
import { RECIPIENT } from './support/bodies';
import { expectStatus } from './support/http-client';
import { type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

/** A PNG of one pixel and a PDF of one line: bytes that cannot be mistaken for text. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n%%EOF\n', 'latin1');

let bed: Testbed;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed({ simulator: { statusDelaysMs: { sent: 5, delivered: 10, read: 15 } } });
  tenant = await bed.operator.openTenant({ throughput: 1_000 });
});
afterAll(() => bed?.close());

const MESSAGES = MESSAGE_EXAMPLES.filter(({ type }) => type !== 'read');
const RECEIPTS = MESSAGE_EXAMPLES.filter(({ type }) => type === 'read');

describe('every message of the contract', () => {
  it.each(MESSAGES)('is accepted and read: $title', async ({ type, body }) => {
    const { id, wamid } = await tenant.client.sendAccepted(body);
    expect(wamid).toMatch(/^wamid\./);
    const message = await tenant.client.messageWith('read', id);
    expect(message.type).toBe(type);
    expect(message.cost.reserved).toBe('0.000000');
  });

  it.each(MESSAGES)('is accepted in the sandbox: $title', async ({ body }) => {
    expect((await tenant.client.sendAccepted(body, { query: '?is_fake=true' })).wamid).toMatch(/^wamid\.FAKE_\d+$/);
  });

  it.each(MESSAGES)('has a quote: $title', async ({ body }) => {
    expect(await tenant.client.quote(body)).toMatchObject({
      currency: 'USD',
      total: expect.stringMatching(/^0\.\d{6}$/),
    });
  });
});

describe('a read receipt', () => {
  it.each(RECEIPTS)('is forwarded, free of charge and not a message of the log: $title', async ({ body }) => {
    await waitFor(
      'everything before to be settled',
      async () => (await tenant.client.balance()).reserved === '0.000000',
    );
    const before = await tenant.client.balance();
    const newest = await newestMessage();
    const answer = await tenant.client.send(body);
    expect(expectStatus(answer, 200)).toEqual({ isSuccess: true, data: { success: true } });
    const [arrived] = await bed.simulator.messages({ phoneNumberId: tenant.number.phoneNumberId });
    expect(JSON.parse(arrived!.rawBody)).toEqual(body);
    expect(await tenant.client.balance()).toEqual(before);
    expect(await newestMessage()).toEqual(newest);
  });

  it('does not leave the house in the sandbox', async () => {
    const { received } = await bed.simulator.counts();
    const answer = await tenant.client.send(RECEIPTS[0]!.body, { query: '?is_fake=true' });
    expect(expectStatus(answer, 200)).toEqual({ isSuccess: true, data: { success: true } });
    expect((await bed.simulator.counts()).received).toBe(received);
  });
});

async function newestMessage(): Promise<unknown> {
  return expectStatus(await tenant.client.http.get('/v1/wa/messages?limit=1'), 200).data.items[0].id;
}

describe('media as base64', () => {
  it.each([
    [
      'an image',
      { type: 'image', image: { data_base64: PNG.toString('base64'), mime_type: 'image/png', caption: 'One pixel' } },
      PNG,
      'image/png',
    ],
    [
      'an image as a data URL',
      { type: 'image', image: { link: `data:image/png;base64,${PNG.toString('base64')}`, caption: 'One pixel' } },
      PNG,
      'image/png',
    ],
    [
      'a document',
      {
        type: 'document',
        document: { data_base64: PDF.toString('base64'), mime_type: 'application/pdf', filename: 'Rechnung №1.pdf' },
      },
      PDF,
      'application/pdf',
    ],
  ] as const)('arrives at Meta byte for byte and is sent by its id: %s', async (_, content, bytes, mimeType) => {
    const { id } = await tenant.client.sendAccepted({ messaging_product: 'whatsapp', to: RECIPIENT, ...content });
    const [arrived] = await bed.simulator.messages({ phoneNumberId: tenant.number.phoneNumberId });
    const media = (JSON.parse(arrived!.rawBody) as Record<string, Record<string, string>>)[content.type]!;
    expect(media).toEqual({
      id: expect.stringMatching(/^\d+$/),
      ...('caption' in media ? { caption: 'One pixel' } : { filename: 'Rechnung №1.pdf' }),
    });

    const uploaded = await downloadFromMeta(media['id']!);
    expect(uploaded.bytes.equals(bytes)).toBe(true);
    expect(uploaded.mimeType).toBe(mimeType);
    // The log keeps what was sent, not the file.
    const logged = JSON.stringify((await tenant.client.message(id)).payload);
    expect(logged).not.toContain(bytes.toString('base64'));
    expect(logged).toContain(createHash('sha256').update(bytes).digest('hex'));
  });

  it('is taken up to the cap of its kind', async () => {
    const bytes = Buffer.alloc(5 * 1024 * 1024, 0);
    PNG.copy(bytes);
    const image = { data_base64: bytes.toString('base64'), mime_type: 'image/png' };
    await tenant.client.sendAccepted({ messaging_product: 'whatsapp', to: RECIPIENT, type: 'image', image });
    const [arrived] = await bed.simulator.messages({ phoneNumberId: tenant.number.phoneNumberId });
    const { id } = (JSON.parse(arrived!.rawBody) as { image: { id: string } }).image;
    expect((await downloadFromMeta(id)).bytes.equals(bytes)).toBe(true);
  });
});

/** Reads a file back from the simulated Meta, as the number's owner could. */
async function downloadFromMeta(mediaId: string): Promise<{ bytes: Buffer; mimeType: string }> {
  const headers = { authorization: `Bearer ${tenant.number.accessToken}` };
  const described = await fetch(`${bed.simulator.baseUrl}/v25.0/${mediaId}`, { headers });
  const { url, mime_type: mimeType } = (await described.json()) as { url: string; mime_type: string };
  const file = await fetch(url, { headers });
  return { bytes: Buffer.from(await file.arrayBuffer()), mimeType };
}
