import { Injectable } from '@nestjs/common';
import { formatMoney, uuidv7 } from '@switchboard/contracts';
import { AppConfig } from '../../config/env';
import type { TenantEvent } from '../../events/tenant-event';
import { MAIL_JOB } from '../../mail/mail.job';
import type { Mail } from '../../mail/mailer';
import { BalanceAlertRepository, type WatchedBalance } from './balance-alert.repository';
import { balanceStateOf, noticeOf } from './balance-state';

/** Tenants told in one round; the next round follows soon. */
const BATCH = 200;
/** Events about a balance come in order. */
const ORDERING_KEY = 'balance';

type Notice = NonNullable<ReturnType<typeof noticeOf>>;

/** Tells tenants that their balance is low or used up: by webhook and by letter, once for each time that it becomes so. */
@Injectable()
export class BalanceAlertService {
  constructor(
    private readonly repository: BalanceAlertRepository,
    private readonly config: AppConfig,
  ) {}

  /** Looks at all balances. Several processes may do so at once: each change is told by one of them. */
  async run(): Promise<void> {
    for (const balance of await this.repository.findChanged(BATCH)) await this.tell(balance);
  }

  private async tell(balance: WatchedBalance): Promise<void> {
    const after = balanceStateOf(balance);
    const notice = noticeOf(balance.state, after);
    const { tenantId, state: before } = balance;
    const mailed = notice ? await this.repository.findMailed(tenantId) : [];
    await this.repository.apply({
      tenantId,
      before,
      after,
      event: notice && eventOf(notice, balance),
      jobs: mailed.map((to) => ({
        identifier: MAIL_JOB,
        payload: letterOf(notice ?? 'balance.low', balance, { to, consoleUrl: this.config.publicUrl }),
      })),
    });
  }
}

function eventOf(
  notice: Notice,
  { tenantId, currency, availableMicros, thresholdMicros }: WatchedBalance,
): TenantEvent {
  const payload = {
    currency,
    available: formatMoney(availableMicros),
    ...(notice === 'balance.low' && { threshold: formatMoney(thresholdMicros) }),
    at: new Date().toISOString(),
  };
  return {
    tenantId,
    id: uuidv7(),
    type: notice,
    metaPhoneNumberId: null,
    orderingKey: ORDERING_KEY,
    body: JSON.stringify({ payload }),
    requestId: null,
  };
}

function letterOf(
  notice: Notice,
  { name, currency, availableMicros, thresholdMicros }: WatchedBalance,
  { to, consoleUrl }: { to: string; consoleUrl: string },
): Mail {
  const available = `${formatMoney(availableMicros)} ${currency}`;
  const [subject, news] =
    notice === 'balance.low'
      ? [
          `The balance of ${name} is low`,
          `${name} has ${available} left, which is less than the ${formatMoney(thresholdMicros)} ${currency} that you set as the threshold.`,
        ]
      : [
          `The balance of ${name} is used up`,
          `${name} has ${available} left. Messages are refused (BILL_001) until money is added.`,
        ];
  return { to, subject, text: `${news}\n\nTop up or change the threshold: ${consoleUrl}\n` };
}
