import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, renderPage, TENANT } from '../../../../test/render';
import { ReplayDialog } from './replay-dialog';

const ENDPOINT = {
  id: '01998a3c-5f00-7000-8000-000000000001',
  url: 'https://example.com/hooks',
  events: ['messages'],
  format: 'meta',
  phoneNumberId: null,
  headers: {},
  hasBearerToken: false,
  hubSignature: false,
  status: 'enabled',
  disabledReason: null,
  failingSince: null,
  previousSecretUntil: null,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
};
const REPLAY = `POST /console/v1/tenants/${TENANT.id}/webhook-endpoints/${ENDPOINT.id}/replay`;

async function open(count: number) {
  const onClose = jest.fn();
  const server = answer({ [REPLAY]: () => ({ count }) });
  await renderPage(
    <ReplayDialog
      tenantId={TENANT.id}
      endpoint={ENDPOINT}
      filters={{ status: 'dead', event: 'messages' }}
      opened
      onClose={onClose}
    />,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Count them' }));
  return { ...server, onClose };
}

describe('Sending events again', () => {
  it('first says how many there are, then sends what the list showed', async () => {
    const { requests, onClose } = await open(3);
    await screen.findByText('3 deliveries to https://example.com/hooks');
    await expect(requests[0]?.json()).resolves.toMatchObject({ dryRun: true, status: 'dead', events: ['messages'] });
    await userEvent.click(screen.getByRole('button', { name: 'Send 3 again' }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    const sent = (await requests[1]?.json()) as object;
    expect(sent).toMatchObject({ status: 'dead', events: ['messages'] });
    expect(sent).not.toHaveProperty('dryRun');
  });

  it('of many needs their number typed', async () => {
    const { requests, onClose } = await open(2_500);
    const send = await screen.findByRole('button', { name: 'Send 2,500 again' });
    expect(send.hasAttribute('disabled')).toBe(true);
    await userEvent.type(screen.getByLabelText(/Type 2500 to confirm/), '2500');
    await userEvent.click(send);
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(requests).toHaveLength(2);
  });

  it('of nothing cannot be asked for', async () => {
    await open(0);
    await screen.findByText('0 deliveries to https://example.com/hooks');
    expect(screen.getByRole('button', { name: 'Send 0 again' }).hasAttribute('disabled')).toBe(true);
  });
});
