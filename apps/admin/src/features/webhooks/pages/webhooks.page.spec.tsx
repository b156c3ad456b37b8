import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, person, renderPage, TENANT } from '../../../../test/render';
import { WebhooksPage } from './webhooks.page';

const ENDPOINTS = `/console/v1/tenants/${TENANT.id}/webhook-endpoints`;
const NUMBERS = `/console/v1/tenants/${TENANT.id}/phone-numbers`;
const EMPTY = { items: [], nextCursor: null };

describe('Webhooks', () => {
  it('show a refused address beside it, keep what was typed, and show the secret once', async () => {
    const refusal = {
      status: 400,
      body: {
        status: 400,
        code: 'validation_failed',
        title: 'Bad request',
        detail: 'The request is not valid.',
        fields: [{ path: 'url', rule: 'scheme', message: 'Only https is allowed.' }],
      },
    };
    answer({
      [`GET ${ENDPOINTS}`]: EMPTY,
      [`GET ${NUMBERS}`]: EMPTY,
      [`POST ${ENDPOINTS}`]: async (request) => {
        const { url } = (await request.json()) as { url: string };
        return url.startsWith('https:') ? { id: 'e1', secret: 'whsec_once' } : refusal;
      },
    });
    await renderPage(<WebhooksPage />, { path: '/?add=true' });
    const dialog = within(await screen.findByRole('dialog', { name: 'Add an endpoint' }));
    const address = dialog.getByLabelText('Address');
    await userEvent.type(address, 'http://example.com/hooks');
    await userEvent.click(dialog.getByRole('button', { name: 'Add endpoint' }));
    await screen.findByText('Only https is allowed.');
    expect((address as HTMLInputElement).value).toBe('http://example.com/hooks');
    await userEvent.clear(address);
    await userEvent.type(address, 'https://example.com/hooks');
    await userEvent.click(dialog.getByRole('button', { name: 'Add endpoint' }));
    await screen.findByText('whsec_once');
  });

  it('offer nothing to those who may only look', async () => {
    answer({ [`GET ${ENDPOINTS}`]: EMPTY });
    await renderPage(<WebhooksPage />, { user: person('viewer'), path: '/?add=true' });
    await screen.findByText('No endpoints yet');
    expect(screen.queryByRole('button', { name: 'Add endpoint' })).toBeNull();
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
