import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, renderPage, TENANT } from '../../../../test/render';
import { emptyDraft } from '../draft';
import { Composer } from './composer';

const BASE = `/console/v1/tenants/${TENANT.id}`;
const QUOTE = {
  market: 'TR',
  country: 'TR',
  category: 'service',
  platformFee: '0.001000',
  metaFee: '0.000900',
  markup: '0.000000',
  total: '0.001900',
  currency: 'USD',
  rateCard: null,
};
const SENT = { messageId: 'm1', wamid: 'wamid.1', status: 'submitted', sandbox: true, isReplayed: false };

function serve(more: Parameters<typeof answer>[0] = {}) {
  return answer({
    [`GET ${BASE}/phone-numbers`]: {
      items: [{ phoneNumberId: '106', wabaId: '102', displayPhoneNumber: '+1 555 137 2908', verifiedName: 'Demo' }],
      nextCursor: null,
    },
    [`GET ${BASE}/templates`]: { items: [], nextCursor: null },
    [`POST ${BASE}/messages/quote`]: QUOTE,
    [`POST ${BASE}/messages`]: { status: 201, body: SENT },
    ...more,
  });
}

async function open(draft = emptyDraft()) {
  const view = await renderPage(<Composer initial={draft} />);
  await screen.findByDisplayValue(/555 137 2908/);
  return view;
}

const sends = (requests: Request[]) =>
  requests.filter(({ method, url }) => method === 'POST' && new URL(url).pathname === `${BASE}/messages`);

const isInvalid = (name: string) => screen.getByRole('textbox', { name }).getAttribute('aria-invalid') === 'true';

describe('The composer', () => {
  it('says beside each input what is missing, once someone tries to send, and sends nothing', async () => {
    const { requests } = serve();
    await open();
    expect(screen.queryByText('Say who shall get it.')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Send in the sandbox' }));
    expect(screen.getByText('Say who shall get it.')).toBeTruthy();
    expect(isInvalid('To')).toBe(true);
    expect(isInvalid('Text')).toBe(true);
    expect(screen.getByText('2 things are missing or wrong.')).toBeTruthy();
    expect(sends(requests)).toHaveLength(0);
  });

  it('tells at once what is wrong', async () => {
    serve();
    await open();
    await userEvent.type(screen.getByRole('textbox', { name: 'To' }), '12');
    expect(screen.getByText(/Must be a phone number with its country code/)).toBeTruthy();
  });

  it('shows the message as it will look, and its price, before anything is sent', async () => {
    const { requests } = serve();
    await open({ ...emptyDraft(), recipient: '905321234567', contents: { text: { body: 'Hi *Ada*' } } });
    const preview = screen.getByRole('region', { name: 'Preview of the message' });
    expect(within(preview).getByText('Ada').tagName).toBe('STRONG');
    expect(await screen.findByText('$0.0019')).toBeTruthy();
    expect(sends(requests)).toHaveLength(0);
  });

  it('sends to the sandbox unless told otherwise, with a key that makes it once', async () => {
    const { requests } = serve();
    await open({ ...emptyDraft(), recipient: '905321234567', contents: { text: { body: 'Hi' } } });
    await userEvent.click(screen.getByRole('button', { name: 'Send in the sandbox' }));
    expect(await screen.findByRole('link', { name: 'See the message' })).toBeTruthy();
    const [request] = sends(requests);
    expect(await request?.json()).toEqual({
      message: { messaging_product: 'whatsapp', to: '905321234567', type: 'text', text: { body: 'Hi' } },
      phoneNumberId: '106',
      mmlite: false,
      isFake: true,
    });
    expect(request?.headers.get('idempotency-key')).toMatch(/^[\x21-\x7e]{16,255}$/);
  });

  it('asks again before a real message, and sends it only then', async () => {
    const { requests } = serve();
    await open({ ...emptyDraft(), recipient: '905321234567', contents: { text: { body: 'Hi' } } });
    await userEvent.click(screen.getByText('For real'));
    await screen.findByText('$0.0019');
    await userEvent.click(screen.getByRole('button', { name: 'Send for real' }));
    const dialog = await screen.findByRole('dialog', { name: 'Send this message for real?' });
    expect(sends(requests)).toHaveLength(0);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Send for real' }));
    await waitFor(() => expect(sends(requests)).toHaveLength(1));
    expect(await sends(requests)[0]?.json()).toMatchObject({ isFake: false });
  });

  it('keeps what was written when the server refuses it, and shows where', async () => {
    const fields = [{ path: 'message.text.body', rule: 'maxLength', message: 'is too long' }];
    serve({
      [`POST ${BASE}/messages`]: {
        status: 400,
        body: { status: 400, code: 'validation_failed', title: 'Bad request', detail: 'Not valid.', fields },
      },
    });
    await open({ ...emptyDraft(), recipient: '905321234567', contents: { text: { body: 'Hi' } } });
    await userEvent.click(screen.getByRole('button', { name: 'Send in the sandbox' }));
    expect(await screen.findByText('Is too long.')).toBeTruthy();
    expect(isInvalid('Text')).toBe(true);
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Text' }).value).toBe('Hi');
  });
});
