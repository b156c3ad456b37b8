import { Injectable } from '@nestjs/common';
import { Job } from '../jobs/job';
import { type Mail, Mailer } from './mailer';

export const MAIL_JOB = 'mail.send';

/** Sends a letter; the queue tries again when the mail server is away. A letter can come twice when a process dies while sending. */
@Injectable()
export class MailJob extends Job<Mail> {
  readonly identifier = MAIL_JOB;

  constructor(private readonly mailer: Mailer) {
    super();
  }

  run(mail: Mail): Promise<void> {
    return this.mailer.send(mail);
  }
}
