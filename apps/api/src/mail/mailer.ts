import { Injectable, Logger } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool';

/** A letter to one person. */
export interface Mail {
  to: string;
  /** One line. */
  subject: string;
  text: string;
}

/** Sends letters. Whoever wants one sent for certain enqueues a `MailJob`. */
export abstract class Mailer {
  /** Resolves when the letter has been handed over. @throws Error when it could not be; then it may be tried again */
  abstract send(mail: Mail): Promise<void>;
}

/** The way without SMTP_URL: letters appear in the program's log. */
@Injectable()
export class LogMailer extends Mailer {
  private readonly logger = new Logger('Mail');

  send({ to, subject, text }: Mail): Promise<void> {
    this.logger.log({ to, subject, text }, 'A letter (set SMTP_URL to have letters sent).');
    return Promise.resolve();
  }
}

/** Every step of a delivery ends within this time. */
const SMTP_TIMEOUT_MS = 20_000;

/** Through an SMTP server, over a few connections that are kept. */
export class SmtpMailer extends Mailer {
  private readonly transport: Transporter<SMTPPool.SentMessageInfo, SMTPPool.Options>;

  /** @param url `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte */
  constructor(
    url: string,
    private readonly from: string,
  ) {
    super();
    const options: SMTPPool.Options = {
      url,
      pool: true,
      maxConnections: 2,
      connectionTimeout: SMTP_TIMEOUT_MS,
      greetingTimeout: SMTP_TIMEOUT_MS,
      socketTimeout: SMTP_TIMEOUT_MS,
      // Letters hold only what we write into them: nothing is fetched, no file is read.
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    this.transport = createTransport(options);
  }

  async send({ to, subject, text }: Mail): Promise<void> {
    await this.transport.sendMail({ from: this.from, to, subject, text });
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
