import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service';
import { FAILING_LIMIT_MS } from './delivery-schedule';
import type { EndpointKey } from './dispatcher-slots';
import { EndpointRepository } from './endpoint.repository';
import { type DisablingReason, TenantAlerts } from './tenant-alerts';

/** Disables endpoints that nothing can be delivered to, and lets their tenant know. What waits for them stays. */
@Injectable()
export class EndpointDisabling {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly audit: AuditService,
    private readonly alerts: TenantAlerts,
  ) {}

  /** Disables an endpoint that said 410. Others may have done it already: then nothing happens. */
  async disableGone(endpoint: EndpointKey): Promise<void> {
    await this.disable(endpoint, 'gone');
  }

  /** Disables an endpoint from which nothing but failures came for five days. */
  async disableFailing(endpoint: EndpointKey, now: Date): Promise<void> {
    await this.disable(endpoint, 'failing', new Date(now.getTime() - FAILING_LIMIT_MS));
  }

  private disable({ tenantId, endpointId }: EndpointKey, reason: DisablingReason, failingBefore?: Date): Promise<void> {
    return this.endpoints.transaction(tenantId, async (transaction) => {
      const change = { disabledReason: reason, failingBefore };
      const endpoint = await this.endpoints.disable(tenantId, transaction, endpointId, change);
      if (!endpoint) return;
      const { url, failingSince } = endpoint;
      await this.audit.record(transaction, {
        tenantId,
        actor: 'system',
        origin: null,
        action: 'webhook_endpoint.disabled',
        targetType: 'webhook_endpoint',
        targetId: endpointId,
        before: { status: 'enabled' },
        after: { status: 'disabled', disabledReason: reason, url, failingSince },
      });
      await this.alerts.raise(transaction, { tenantId, kind: 'webhook_endpoint_disabled', endpointId, url, reason });
    });
  }
}
