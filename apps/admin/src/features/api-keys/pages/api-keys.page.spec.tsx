import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, person, renderPage, TENANT } from '../../../../test/render';
import { ApiKeysPage } from './api-keys.page';

const KEYS = `/console/v1/tenants/${TENANT.id}/api-keys`;
const NUMBERS = `/console/v1/tenants/${TENANT.id}/phone-numbers`;
const EMPTY = { items: [], nextCursor: null };
const CREATED = {
  id: 'k1',
  name: 'Shop',
  prefix: 'pk_abcdef',
  key: 'pk_abcdef-the-whole-key',
  scopes: ['messages:send'],
  phoneNumberId: null,
  expiresAt: null,
  allowedIps: [],
  monthlySpendLimit: null,
  lastUsedAt: null,
  createdAt: '2026-11-20T12:00:00.000Z',
  revokedAt: null,
};

describe('The page of API keys', () => {
  it('shows a new key once, with a command for this installation', async () => {
    const asked = answer({
      [`GET ${KEYS}`]: EMPTY,
      [`GET ${NUMBERS}`]: EMPTY,
      [`POST ${KEYS}`]: { status: 201, body: CREATED },
    });
    await renderPage(<ApiKeysPage />, { path: '/?create=true' });
    const form = await screen.findByRole('dialog', { name: 'Create an API key' });
    await userEvent.type(within(form).getByLabelText(/^Name/), 'Shop');
    await userEvent.click(within(form).getByRole('button', { name: 'Create key' }));

    const shown = await screen.findByRole('dialog', { name: 'Your new API key' });
    expect(within(shown).getByRole('region', { name: 'API key' }).textContent).toContain(CREATED.key);
    expect(within(shown).getByRole('region', { name: 'curl command' }).textContent).toContain(
      `${window.location.origin}/v1/wa/message?is_fake=true`,
    );
    const posted = asked.requests.find(({ method }) => method === 'POST');
    expect(await posted?.json()).toMatchObject({ name: 'Shop', expiresAt: null, monthlySpendLimit: null });
  });

  it('keeps what was typed, and says beside the input what the server refuses', async () => {
    answer({
      [`GET ${KEYS}`]: EMPTY,
      [`GET ${NUMBERS}`]: EMPTY,
      [`POST ${KEYS}`]: {
        status: 400,
        body: {
          title: 'Bad request',
          detail: 'Some fields are not valid.',
          status: 400,
          code: 'validation_failed',
          fields: [{ path: 'monthlySpendLimit', rule: 'isMoney', message: 'must be smaller' }],
        },
      },
    });
    await renderPage(<ApiKeysPage />, { path: '/?create=true' });
    const form = await screen.findByRole('dialog', { name: 'Create an API key' });
    await userEvent.type(within(form).getByLabelText(/^Name/), 'Shop');
    await userEvent.type(within(form).getByLabelText(/^Monthly spend limit/), '999999999999');
    await userEvent.click(within(form).getByRole('button', { name: 'Create key' }));
    expect(await within(form).findByText('Must be smaller.')).toBeTruthy();
    expect(within(form).getByLabelText<HTMLInputElement>(/^Name/).value).toBe('Shop');
  });

  it('offers people who may only look nothing to do, even by address', async () => {
    answer({ [`GET ${KEYS}`]: { items: [CREATED], nextCursor: null }, [`GET ${NUMBERS}`]: EMPTY });
    await renderPage(<ApiKeysPage />, { user: person('viewer'), path: '/?create=true' });
    expect(await screen.findByRole('table', { name: 'API keys' })).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.queryByRole('button', { name: /Create key|Actions for/ })).toBeNull();
  });
});
