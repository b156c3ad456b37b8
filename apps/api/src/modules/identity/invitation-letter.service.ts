import { Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '../../config/env';
import { Mailer } from '../../mail/mailer';

/** What a letter of invitation says. */
export interface InvitationLetter {
  /** Who is invited. */
  email: string;
  /** Null for an invitation to run the platform. */
  tenantName: string | null;
  role: string;
  /** Who invites: their e-mail address. */
  invitedBy: string;
  invitationUrl: string;
  expiresAt: Date;
}

/** Sends people the link of their invitation. */
@Injectable()
export class InvitationLetterService {
  private readonly logger = new Logger(InvitationLetterService.name);

  constructor(
    private readonly mailer: Mailer,
    private readonly config: AppConfig,
  ) {}

  /**
   * Whether a mail server took the letter; the wait ends with the mailer's own limits. It goes out at once and not by the queue, so
   * that the link lies nowhere; and not at all without SMTP_URL, because the log is no place for a link that lets someone in.
   * Whoever invites has the link too, and passes it on where no letter goes out.
   */
  async send(letter: InvitationLetter): Promise<boolean> {
    if (this.config.smtpUrl === undefined) return false;
    const what = letter.tenantName ?? 'the Switchboard platform';
    try {
      await this.mailer.send({ to: letter.email, subject: `Your invitation to ${what}`, text: textOf(letter, what) });
      return true;
    } catch (error) {
      this.logger.warn({ err: error }, 'A letter of invitation could not be sent.');
      return false;
    }
  }
}

function textOf({ role, invitedBy, invitationUrl, expiresAt }: InvitationLetter, what: string): string {
  return [
    'Hello,',
    '',
    `${invitedBy} invites you to ${what} on Switchboard, as ${role}. Join with this link, which works once:`,
    '',
    invitationUrl,
    '',
    `It works until ${expiresAt.toUTCString()}. If you did not expect it, do nothing.`,
  ].join('\n');
}
