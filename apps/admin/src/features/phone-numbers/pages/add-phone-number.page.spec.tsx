import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, type Answer, renderPage, TENANT } from '../../../../test/render';
import { AddPhoneNumberPage } from './add-phone-number.page';

const NUMBERS = `/console/v1/tenants/${TENANT.id}/phone-numbers`;

const refusal = (status: number, code: string, fields: object[] = []) => ({
  status,
  body: { title: 'Refused', detail: 'Meta says no.', status, code, fields },
});

async function checkWith(answered: Answer): Promise<ReturnType<typeof answer>> {
  const asked = answer({ [`POST ${NUMBERS}/check`]: answered });
  await renderPage(<AddPhoneNumberPage />);
  await userEvent.type(screen.getByLabelText(/^Phone number ID/), ' 106540352242922 ');
  await userEvent.type(screen.getByLabelText(/^WhatsApp Business Account ID/), '102290129340398');
  await userEvent.click(screen.getByRole('button', { name: 'Next: access token' }));
  await userEvent.type(screen.getByLabelText(/^Access token/), 'EAAG');
  await userEvent.click(screen.getByRole('button', { name: 'Check with Meta' }));
  return asked;
}

describe('Adding a phone number', () => {
  it('does not go on without the ids', async () => {
    answer({});
    await renderPage(<AddPhoneNumberPage />);
    await userEvent.click(screen.getByRole('button', { name: 'Next: access token' }));
    expect(screen.getByRole('heading', { name: /Step 1 of 3/ })).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByLabelText(/^Phone number ID/));
  });

  it('leads back to the id that Meta denies, with everything that was typed', async () => {
    await checkWith(
      refusal(400, 'validation_failed', [{ path: 'wabaId', rule: 'meta', message: 'is another account' }]),
    );
    expect(await screen.findByText('Is another account.')).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>(/^Phone number ID/).value).toBe(' 106540352242922 ');
  });

  it('shows what Meta says before anything is kept', async () => {
    const asked = await checkWith({
      phoneNumberId: '106540352242922',
      wabaId: '102290129340398',
      displayPhoneNumber: '+1 555-078-3881',
      verifiedName: 'Shop',
      nameStatus: 'APPROVED',
      qualityRating: 'GREEN',
      throughput: 80,
      messagingLimitTier: 'TIER_1K',
      health: 'LIMITED',
      healthIssues: [{ entity: 'WABA', code: 141006, description: 'No payment method.', solution: 'Add one.' }],
      isRegistered: false,
      webhookSubscribed: null,
    });
    expect(await screen.findByText('1,000 users a day')).toBeTruthy();
    expect(screen.getByText(/No payment method/)).toBeTruthy();
    expect(screen.getByText('It still has to be registered')).toBeTruthy();
    expect(asked.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
      `POST ${NUMBERS}/check`,
    ]);
    expect(await asked.requests[0]?.json()).toMatchObject({ phoneNumberId: '106540352242922' });
  });

  it('can go on without the check while Meta is away', async () => {
    await checkWith(refusal(502, 'meta_unavailable'));
    await userEvent.click(await screen.findByRole('button', { name: 'Go on without the check' }));
    expect(screen.getByText('Not checked with Meta')).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>(/^Phone number/).value).toBe('');
  });

  it('does not go on when Meta refuses', async () => {
    await checkWith(refusal(422, 'meta_refused'));
    expect(await screen.findByText('Meta says no.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Go on without the check' })).toBeNull();
  });
});
