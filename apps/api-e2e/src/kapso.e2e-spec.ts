import { GraphApiError, WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { SAMPLE_FILES } from '@switchboard/contracts';
import { RECIPIENT } from './support/bodies';
import { sha256Of } from './support/media-client';
import { type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';

const LINK = 'https://example.com/menu.png';
const MEDIA_ID = '1234567890123456';

/** An SDK for Meta's Cloud API as it is published, told nothing but our address and a key. */
let sdk: WhatsAppClient;
let bed: Testbed;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed({
    simulator: { statuses: ['sent', 'delivered'], statusDelaysMs: { sent: 5, delivered: 10 } as never },
  });
  tenant = await bed.operator.openTenant({ throughput: 1_000 });
  sdk = new WhatsAppClient({ baseUrl: bed.switchboard.url, accessToken: tenant.key.key, fetch: fetchHere });
});
afterAll(() => bed?.close());

/** What Jest's world calls an object is not what Node's `fetch` makes of JSON, and the SDK looks at what an object is made by. */
async function fetchHere(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  return Object.assign(response, { json: async () => JSON.parse(await response.text()) as unknown });
}

type Messages = WhatsAppClient['messages'];
interface Address {
  phoneNumberId: string;
  to: string;
}
type Sent = ReturnType<Messages['sendText']>;

const BODY = { bodyText: 'What will it be?' };
const BUTTONS = [
  { id: 'yes', title: 'Yes' },
  { id: 'no', title: 'No' },
];
const card = (cardIndex: number) => ({
  cardIndex,
  header: { type: 'image' as const, image: { link: LINK } },
  bodyText: `Card ${cardIndex}`,
});

const MESSAGES: readonly (readonly [type: string, title: string, send: (messages: Messages, to: Address) => Sent])[] = [
  ['text', 'text', (messages, to) => messages.sendText({ ...to, body: 'Hello', previewUrl: true })],
  ['text', 'reply', (messages, to) => messages.sendText({ ...to, body: 'Hello', contextMessageId: 'wamid.HBgL' })],
  [
    'text',
    'text to a business-scoped user id',
    (messages, { phoneNumberId }) =>
      messages.sendText({ phoneNumberId, recipient: 'US.13491208655302741918', body: 'Hello' }),
  ],
  [
    'text',
    'text with data of its own',
    (messages, to) => messages.sendText({ ...to, body: 'Hello', bizOpaqueCallbackData: 'order 7' }),
  ],
  ['image', 'image by link', (messages, to) => messages.sendImage({ ...to, image: { link: LINK, caption: 'Menu' } })],
  ['image', 'image by id', (messages, to) => messages.sendImage({ ...to, image: { id: MEDIA_ID } })],
  ['video', 'video', (messages, to) => messages.sendVideo({ ...to, video: { link: LINK, caption: 'Clip' } })],
  ['audio', 'audio', (messages, to) => messages.sendAudio({ ...to, audio: { link: LINK, voice: true } })],
  [
    'document',
    'document',
    (messages, to) => messages.sendDocument({ ...to, document: { link: LINK, filename: 'menu.pdf', caption: 'Menu' } }),
  ],
  ['sticker', 'sticker', (messages, to) => messages.sendSticker({ ...to, sticker: { id: MEDIA_ID } })],
  [
    'location',
    'location',
    (messages, to) =>
      messages.sendLocation({ ...to, location: { latitude: -33.45, longitude: -70.66, name: 'Santiago' } }),
  ],
  [
    'contacts',
    'contacts',
    (messages, to) =>
      messages.sendContacts({
        ...to,
        contacts: [
          { name: { formattedName: 'Ada Lovelace' }, phones: [{ phone: '+15551234567', waId: '15551234567' }] },
        ],
      }),
  ],
  [
    'template',
    'template',
    (messages, to) =>
      messages.sendTemplate({
        ...to,
        template: {
          name: 'order_update',
          language: { code: 'en' },
          components: [
            {
              type: 'body',
              parameters: [
                { type: 'text', text: 'Ada' },
                { type: 'text', text: '1842' },
              ],
            },
          ],
        },
      }),
  ],
  [
    'reaction',
    'reaction',
    (messages, to) => messages.sendReaction({ ...to, reaction: { messageId: 'wamid.HBgL', emoji: '😀' } }),
  ],
  [
    'interactive',
    'buttons',
    (messages, to) =>
      messages.sendInteractiveButtons({
        ...to,
        ...BODY,
        footerText: 'Thank you',
        header: { type: 'image', image: { id: MEDIA_ID } },
        buttons: BUTTONS,
      }),
  ],
  [
    'interactive',
    'list',
    (messages, to) =>
      messages.sendInteractiveList({
        ...to,
        ...BODY,
        buttonText: 'Choose',
        sections: [{ title: 'Today', rows: [{ id: '1', title: 'Soup', description: 'Hot' }] }],
      }),
  ],
  [
    'interactive',
    'product',
    (messages, to) => messages.sendInteractiveProduct({ ...to, ...BODY, catalogId: '7', productRetailerId: 'SKU-1' }),
  ],
  [
    'interactive',
    'product list',
    (messages, to) =>
      messages.sendInteractiveProductList({
        ...to,
        ...BODY,
        header: { type: 'text', text: 'Products' },
        catalogId: '7',
        sections: [{ title: 'Popular', productItems: [{ productRetailerId: 'SKU-1' }] }],
      }),
  ],
  [
    'interactive',
    'flow',
    (messages, to) =>
      messages.sendInteractiveFlow({
        ...to,
        ...BODY,
        parameters: { flowId: '7', flowCta: 'Open', flowAction: 'navigate', flowActionPayload: { screen: 'WELCOME' } },
      }),
  ],
  [
    'interactive',
    'address',
    (messages, to) => messages.sendInteractiveAddress({ ...to, ...BODY, parameters: { country: 'IN' } }),
  ],
  [
    'interactive',
    'request for a location',
    (messages, to) =>
      messages.sendInteractiveLocationRequest({ ...to, ...BODY, parameters: { requestMessage: 'Where are you?' } }),
  ],
  [
    'interactive',
    'request to call',
    (messages, to) =>
      messages.sendInteractiveCallPermission({ ...to, ...BODY, parameters: { phoneNumber: '+15551234567' } }),
  ],
  [
    'interactive',
    'link',
    (messages, to) =>
      messages.sendInteractiveCtaUrl({
        ...to,
        ...BODY,
        parameters: { displayText: 'Look', url: 'https://example.com' },
      }),
  ],
  [
    'interactive',
    'carousel of links',
    (messages, to) =>
      messages.sendInteractiveCarousel({
        ...to,
        ...BODY,
        cards: [0, 1].map((index) => ({ ...card(index), action: { displayText: 'Look', url: 'https://example.com' } })),
      }),
  ],
  [
    'interactive',
    'carousel of replies',
    (messages, to) =>
      messages.sendInteractiveCarousel({
        ...to,
        ...BODY,
        cards: [0, 1].map((index) => ({ ...card(index), action: { buttons: [{ id: `b${index}`, title: 'Yes' }] } })),
      }),
  ],
  [
    'interactive',
    'catalogue',
    (messages, to) =>
      messages.sendInteractiveCatalogMessage({ ...to, ...BODY, parameters: { thumbnailProductRetailerId: 'SKU-1' } }),
  ],
  [
    'interactive',
    'interactive as it is',
    (messages, to) =>
      messages.sendInteractiveRaw({
        ...to,
        interactive: {
          type: 'button',
          body: { text: 'Well?' },
          action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Yes' } }] },
        },
      }),
  ],
  [
    'text',
    'message as it is',
    (messages, { phoneNumberId, to }) =>
      messages.sendRaw({
        phoneNumberId,
        payload: { messaging_product: 'whatsapp', to, type: 'text', text: { body: 'Hello' } },
      }),
  ],
];

async function failureOf(work: Promise<unknown>): Promise<GraphApiError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof GraphApiError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('An existing SDK sends through us', () => {
  it.each(MESSAGES)('%s: %s', async (type, _title, send) => {
    const { phoneNumberId } = tenant.number;
    const answer = await send(sdk.messages, { phoneNumberId, to: RECIPIENT });
    expect(answer).toMatchObject({ messagingProduct: 'whatsapp', contacts: [{ input: expect.any(String) }] });
    const wamid = answer.messages[0]!.id;
    const [arrived] = await bed.simulator.messages({ phoneNumberId, wamid });
    expect(arrived).toMatchObject({ accepted: true, type, token: tenant.number.accessToken });
    expect(await tenant.client.messageWith('delivered', wamid)).toMatchObject({ type, sandbox: false });
  });

  it('a read receipt with a typing indicator', async () => {
    const { phoneNumberId } = tenant.number;
    const receipt = { phoneNumberId, messageId: 'wamid.HBgL', typingIndicator: { type: 'text' as const } };
    expect(await sdk.messages.markRead(receipt)).toEqual({ success: true });
    const [arrived] = await bed.simulator.messages({ phoneNumberId });
    expect(JSON.parse(arrived!.rawBody)).toMatchObject({ status: 'read', typing_indicator: { type: 'text' } });
  });

  it('and reads our refusals as Meta’s', async () => {
    const { phoneNumberId } = tenant.number;
    const stranger = new WhatsAppClient({ baseUrl: bed.switchboard.url, accessToken: 'EAAG123' });
    const unknown = await failureOf(stranger.messages.sendText({ phoneNumberId, to: RECIPIENT, body: 'Hello' }));
    expect([unknown.httpStatus, unknown.code, unknown.isAuthError()]).toEqual([401, 190, true]);
    const invalid = await failureOf(sdk.messages.sendText({ phoneNumberId, to: 'nobody', body: 'Hello' }));
    expect(invalid).toMatchObject({ httpStatus: 400, code: 100, details: expect.stringMatching(/^to must be/) });
    const foreign = await failureOf(sdk.messages.sendText({ phoneNumberId: '1', to: RECIPIENT, body: 'Hello' }));
    expect(foreign).toMatchObject({ httpStatus: 400, code: 100, errorSubcode: 33, type: 'GraphMethodException' });
  });
});

describe('An existing SDK keeps its files with us', () => {
  const { bytes, mimeType, filename } = SAMPLE_FILES.pdf;

  it('uploads, looks at, downloads and deletes them', async () => {
    const { phoneNumberId } = tenant.number;
    const file = new Blob([Buffer.from(bytes)], { type: mimeType });
    const { id } = await sdk.media.upload({ phoneNumberId, type: mimeType, file, fileName: filename });
    expect(id).toMatch(/^\d+$/);
    expect(await bed.simulator.media({ id })).toMatchObject([{ sha256: sha256Of(bytes), mimeType, phoneNumberId }]);

    const metadata = await sdk.media.get({ mediaId: id, phoneNumberId });
    expect(metadata).toEqual({
      messagingProduct: 'whatsapp',
      url: expect.stringContaining(`${bed.switchboard.url}/whatsapp_business/attachments/?mid=${id}`),
      mimeType,
      sha256: sha256Of(bytes),
      fileSize: bytes.length,
      id,
    });

    for (const auth of ['always', 'never', 'auto'] as const) {
      const downloaded = await sdk.media.download({ mediaId: id, auth });
      expect(sha256Of(Buffer.from(downloaded as ArrayBuffer))).toBe(sha256Of(bytes));
    }
    const response = (await sdk.media.download({ mediaId: id, auth: 'always', as: 'response' })) as Response;
    expect(response.headers.get('content-type')).toBe(mimeType);

    expect(await sdk.media.delete({ mediaId: id, phoneNumberId })).toEqual({ success: true });
    expect(await bed.simulator.media({ id })).toEqual([]);
    for (const again of [sdk.media.get({ mediaId: id }), sdk.media.delete({ mediaId: id })])
      expect(await failureOf(again)).toMatchObject({ httpStatus: 400, code: 100, errorSubcode: 33 });
  });

  it('sends what it has uploaded', async () => {
    const { phoneNumberId } = tenant.number;
    const { id } = await sdk.media.upload({
      phoneNumberId,
      type: mimeType,
      file: Buffer.from(bytes),
      fileName: filename,
    });
    const sent = await sdk.messages.sendDocument({ phoneNumberId, to: RECIPIENT, document: { id, filename } });
    await tenant.client.messageWith('delivered', sent.messages[0]!.id);
  });
});

describe('An existing SDK manages its account through us', () => {
  it('lists, makes and deletes templates', async () => {
    const businessAccountId = tenant.number.wabaId;
    const { data } = await sdk.templates.list({ businessAccountId });
    expect(data.map(({ name }) => name)).toEqual(['hello_world', 'order_update', 'promo', 'otp']);
    const page = await sdk.templates.list({ businessAccountId, limit: 2 });
    expect(page.data).toHaveLength(2);
    const rest = await sdk.templates.list({ businessAccountId, after: page.paging.cursors.after! });
    expect(rest.data.map(({ name }) => name)).toEqual(['promo', 'otp']);

    const components = [{ type: 'BODY', text: 'Your table is ready.' }];
    const created = await sdk.templates.create({
      businessAccountId,
      name: 'table',
      language: 'en',
      category: 'UTILITY',
      components,
    });
    expect(created).toMatchObject({ id: expect.stringMatching(/^\d+$/), status: 'PENDING', category: 'UTILITY' });
    expect(await sdk.templates.delete({ businessAccountId, name: 'table' })).toEqual({ success: true });
    expect((await sdk.templates.list({ businessAccountId, name: 'table' })).data).toEqual([]);
  });

  it('registers its number, and reads and changes its profile', async () => {
    const { phoneNumberId } = tenant.number;
    const { phoneNumbers } = sdk;
    expect(await phoneNumbers.requestCode({ phoneNumberId, codeMethod: 'SMS', language: 'en_US' })).toEqual({
      success: true,
    });
    expect(await phoneNumbers.verifyCode({ phoneNumberId, code: '123456' })).toEqual({ success: true });
    expect(await phoneNumbers.deregister({ phoneNumberId })).toEqual({ success: true });
    expect(await phoneNumbers.register({ phoneNumberId, pin: '123456' })).toEqual({ success: true });
    expect(await phoneNumbers.businessProfile.update({ phoneNumberId, about: 'Open until late' })).toEqual({
      success: true,
    });
    const profile = await phoneNumbers.businessProfile.get({ phoneNumberId, fields: 'about' });
    expect(profile).toMatchObject({ data: [{ about: 'Open until late' }] });
  });

  it('is told in Meta’s words of what we do not have', async () => {
    const { phoneNumberId } = tenant.number;
    const failure = await failureOf(sdk.phoneNumbers.settings.get({ phoneNumberId }));
    expect(failure).toMatchObject({ httpStatus: 400, code: 2500, type: 'OAuthException' });
  });
});
