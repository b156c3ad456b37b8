import { Injectable } from '@nestjs/common';
import { isUuid } from '@switchboard/contracts';
import { ProblemError } from '../../http/problem';
import { balanceOf, firstDayMs, ratesOf, seriesOf } from './overview';
import type { OverviewEndpointView, OverviewView } from './overview.dto';
import { type EndpointFacts, OverviewRepository } from './overview.repository';

/** A tenant's first page in one answer. */
@Injectable()
export class OverviewService {
  constructor(private readonly repository: OverviewRepository) {}

  /** @throws ProblemError 404 for an unknown tenant */
  async view(tenantId: string, days: number): Promise<OverviewView> {
    const now = new Date();
    const wallet = isUuid(tenantId) ? await this.repository.findWallet(tenantId, now) : null;
    if (!wallet) throw ProblemError.notFound('Tenant');
    const from = new Date(firstDayMs(days, now.getTime()));
    const [onboarding, usage, failures, numbers, endpoints] = await Promise.all([
      this.repository.findOnboarding(tenantId),
      this.repository.listDays(tenantId, from),
      this.repository.listFailures(tenantId, from),
      this.repository.listNumbers(tenantId),
      this.repository.listEndpoints(tenantId),
    ]);
    const series = seriesOf(usage, days, now.getTime());
    return {
      onboarding: { ...onboarding, isComplete: Object.values(onboarding).every(Boolean) },
      balance: balanceOf(wallet, now.getTime()),
      series,
      rates: ratesOf(series),
      failures,
      numbers,
      endpoints: endpoints.map(presentEndpoint),
    };
  }
}

function presentEndpoint(endpoint: EndpointFacts): OverviewEndpointView {
  const { id, url, status, disabledReason, failingSince, event, deliveryStatus, deliveredAt } = endpoint;
  const hasDelivery = event !== null && deliveryStatus !== null && deliveredAt !== null;
  return {
    id,
    url,
    status,
    disabledReason,
    failingSince: failingSince?.toISOString() ?? null,
    lastDelivery: hasDelivery ? { event, status: deliveryStatus, at: deliveredAt.toISOString() } : null,
  };
}
