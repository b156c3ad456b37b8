import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { AppConfig } from '../config/env';
import { JobRunner } from '../jobs/job-runner.service';
import { MailJob } from './mail.job';
import { LogMailer, Mailer, SmtpMailer } from './mailer';

/** Letters to people. */
@Global()
@Module({
  providers: [
    {
      provide: Mailer,
      inject: [AppConfig],
      useFactory: ({ smtpUrl, mailFrom }: AppConfig): Mailer =>
        smtpUrl === undefined ? new LogMailer() : new SmtpMailer(smtpUrl, mailFrom),
    },
    MailJob,
  ],
  exports: [Mailer],
})
export class MailModule implements OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly job: MailJob,
  ) {}

  onModuleInit(): void {
    this.runner.register([this.job]);
  }
}
