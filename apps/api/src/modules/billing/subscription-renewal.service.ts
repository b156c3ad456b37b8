import { Injectable, Logger } from '@nestjs/common';
import { formatMoney } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import { AuditService } from '../audit/audit.service';
import { decideRenewal, type OwedPeriod, type Renewal } from './subscription';
import { type StoredOwedPeriod, type StoredSubscription, SubscriptionRepository } from './subscription.repository';
import { WalletRepository } from './wallet.repository';

/** Below every id. */
const NONE_BEFORE = '00000000-0000-0000-0000-000000000000';
const BATCH = 500;
/** Periods of one tenant that one transaction charges; who is later than that is looked at again in the next run. */
const MAX_STEPS = 24;

/**
 * Takes the fees of subscriptions from wallets, and moves their periods on. Each tenant is one transaction: the subscription is
 * locked, then the wallet; the period is written down under a key made from tenant and beginning, its fee is transferred, the
 * subscription moves on, and the audit log tells of it. Any number of processes may run it at once.
 */
@Injectable()
export class SubscriptionRenewal {
  private readonly logger = new Logger(SubscriptionRenewal.name);

  constructor(
    private readonly repository: SubscriptionRepository,
    private readonly wallets: WalletRepository,
    private readonly audit: AuditService,
  ) {}

  /** One run over all tenants. Those that another process is looking at are left to it; one that fails does not keep the others. */
  async runAll(now?: Date): Promise<void> {
    let afterId = NONE_BEFORE;
    for (;;) {
      const due = await this.repository.findDue(now ?? new Date(), afterId, BATCH);
      for (const tenantId of due) await this.attempt(tenantId, now);
      const last = due.at(-1);
      if (last === undefined || due.length < BATCH) return;
      afterId = last;
    }
  }

  /** Does for one tenant what is to be done, as soon as nobody else is at it. */
  renew(tenantId: string, now?: Date): Promise<void> {
    return this.settle(tenantId, now, { isPatient: true });
  }

  private async attempt(tenantId: string, now: Date | undefined): Promise<void> {
    try {
      await this.settle(tenantId, now, { isPatient: false });
    } catch (error) {
      this.logger.error({ err: error, tenantId }, 'A subscription could not be renewed; it is tried again.');
    }
  }

  private settle(tenantId: string, asOf: Date | undefined, patience: { isPatient: boolean }): Promise<void> {
    return this.repository.transaction(async (transaction) => {
      let subscription = await this.repository.lock(transaction, tenantId, patience);
      const wallet = subscription && (await this.wallets.lock(transaction, tenantId));
      if (!subscription || !wallet) return;
      const now = asOf ?? (await this.repository.now(transaction));
      let { availableMicros } = wallet;
      for (let steps = 0; steps < MAX_STEPS; steps += 1) {
        const { state, owed } = subscription;
        const step = decideRenewal(state, owed, now, availableMicros);
        if (step.kind === 'nothing' || (step.kind === 'expired' && step.next === state)) break;
        subscription = await this.take(transaction, { tenantId, currency: wallet.currency, now }, subscription, step);
        if (step.kind === 'charge') availableMicros -= step.paid.feeMicros;
      }
    });
  }

  /** Writes one step; what comes of it is what the next step is decided on. */
  private async take(
    transaction: TenantTransaction,
    context: { tenantId: string; currency: string; now: Date },
    before: StoredSubscription,
    step: Exclude<Renewal, { kind: 'nothing' }>,
  ): Promise<StoredSubscription> {
    const { tenantId, now } = context;
    let owed = before.owed;
    if (step.closed) {
      const written = await this.repository.insertPeriod(transaction, tenantId, step.closed);
      owed = [...owed, written];
    }
    if (step.kind === 'charge') {
      const { start } = step.paid;
      const paid = owed.find((period) => period.start.getTime() === start.getTime());
      if (!paid) throw new Error(`The period of ${tenantId} from ${start.toISOString()} is charged, but not written.`);
      await this.charge(transaction, context, paid);
      await this.repository.markPaid(transaction, tenantId, paid.operationId, now);
      owed = owed.filter((period) => period !== paid);
    } else if (step.closed) {
      await this.record(transaction, tenantId, 'unpaid', step.closed);
      this.logger.warn({ tenantId, graceUntil: step.next.graceUntil }, 'There is no money for a subscription.');
    }
    await this.repository.save(transaction, tenantId, step.next);
    return { ...before, state: step.next, owed };
  }

  private async charge(
    transaction: TenantTransaction,
    { tenantId, currency }: { tenantId: string; currency: string },
    period: StoredOwedPeriod,
  ): Promise<void> {
    const { operationId, planCode, feeMicros, start, end } = period;
    // A free plan leaves no traces every month.
    if (feeMicros === 0n) return;
    await this.wallets.post(transaction, {
      tenantId,
      operationId,
      step: 'subscription',
      fromKind: 'available',
      toKind: 'platform_fees',
      currency,
      amountMicros: feeMicros,
      reference: `${planCode}, ${dayOf(start)} to ${dayOf(end)}`,
      actor: null,
    });
    await this.record(transaction, tenantId, 'charged', period);
  }

  private record(
    transaction: TenantTransaction,
    tenantId: string,
    action: 'charged' | 'unpaid',
    { start, end, feeMicros }: OwedPeriod,
  ): Promise<void> {
    return this.audit.record(transaction, {
      tenantId,
      actor: 'system',
      origin: null,
      action: `subscription.${action}`,
      targetType: 'subscription',
      targetId: tenantId,
      after: { periodStart: start, periodEnd: end, fee: formatMoney(feeMicros) },
    });
  }
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
