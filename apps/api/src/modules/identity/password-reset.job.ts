import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/env';
import { Job } from '../../jobs/job';
import { Mailer } from '../../mail/mailer';
import { hashSecretToken, newSecretToken } from '../../secrets/secret-token';
import { PasswordResetRepository } from './password-reset.repository';
import { UserRepository } from './user.repository';

export const PASSWORD_RESET_JOB = 'identity.password-reset';

/** How long the link in a letter works. */
const RESET_TTL_MS = 60 * 60 * 1_000;

/**
 * Writes to someone who has forgotten their password. The link is made here and not before, so that it lies nowhere in the queue: of
 * its token the database has the hash alone. A letter that could not be handed over is written anew, with another link.
 */
@Injectable()
export class PasswordResetJob extends Job<{ email: string }> {
  readonly identifier = PASSWORD_RESET_JOB;

  constructor(
    private readonly users: UserRepository,
    private readonly resets: PasswordResetRepository,
    private readonly mailer: Mailer,
    private readonly config: AppConfig,
  ) {
    super();
  }

  async run({ email }: { email: string }): Promise<void> {
    const user = await this.users.findByEmail(email);
    if (!user || user.disabledAt !== null) return;
    const token = newSecretToken();
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + RESET_TTL_MS);
    await this.resets.insert({ tokenHash: hashSecretToken(token), userId: user.id, createdAt, expiresAt });
    await this.mailer.send({ to: user.email, subject: 'Set a new password', text: this.textOf(user.name, token) });
  }

  private textOf(name: string, token: string): string {
    return [
      `Hello ${name},`,
      '',
      'someone, probably you, has asked to set a new password for your Switchboard account. With this link you can, once and within an hour:',
      '',
      // In the fragment, which browsers do not send: the token does not end up in the logs of servers and proxies.
      `${this.config.publicUrl}/password-reset#token=${token}`,
      '',
      'If it was not you, do nothing: your password stays as it is.',
    ].join('\n');
  }
}
