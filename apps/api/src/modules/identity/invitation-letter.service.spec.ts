import { Logger } from '@nestjs/common';
import type { AppConfig } from '../../config/env';
import type { Mail, Mailer } from '../../mail/mailer';
import { InvitationLetterService } from './invitation-letter.service';

const LETTER = {
  email: 'maria@example.com',
  tenantName: 'Blue Harbour Coffee',
  role: 'developer',
  invitedBy: 'ada@example.com',
  invitationUrl: 'https://wa.example.com/invitation#token=abc',
  expiresAt: new Date('2027-01-31T12:00:00Z'),
};

function lettersWith(smtpUrl: string | undefined, send: Mailer['send']): InvitationLetterService {
  return new InvitationLetterService({ send }, { smtpUrl } as AppConfig);
}

beforeAll(() => Logger.overrideLogger(false));

describe('A letter of invitation', () => {
  it('brings the link, who invites, where to and until when', async () => {
    const sent: Mail[] = [];
    const letters = lettersWith('smtp://mail.example.com', (mail) => Promise.resolve(void sent.push(mail)));
    await expect(letters.send(LETTER)).resolves.toBe(true);
    expect(sent).toEqual([
      {
        to: 'maria@example.com',
        subject: 'Your invitation to Blue Harbour Coffee',
        text: expect.any(String) as string,
      },
    ]);
    for (const part of [LETTER.invitationUrl, 'ada@example.com', 'as developer', 'Sun, 31 Jan 2027 12:00:00 GMT'])
      expect(sent[0]?.text).toContain(part);
  });

  it('is not sent without a mail server: the link would stand in the log', async () => {
    const send = jest.fn();
    await expect(lettersWith(undefined, send).send(LETTER)).resolves.toBe(false);
    expect(send).not.toHaveBeenCalled();
  });

  it('does not stand in the way of the invitation when the mail server is away', async () => {
    const letters = lettersWith('smtp://mail.example.com', () => Promise.reject(new Error('No route')));
    await expect(letters.send({ ...LETTER, tenantName: null })).resolves.toBe(false);
  });
});
