import { Injectable, Logger } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import { accountKey } from '../../events/tenant-event';
import { EndpointRepository } from './endpoint.repository';

/** Why an endpoint was disabled: it answered 410, or nothing but failures came from it for days. */
export type DisablingReason = 'gone' | 'failing';

/** Something that a tenant's members must hear of. */
export interface TenantAlert {
  tenantId: string;
  kind: 'webhook_endpoint_disabled';
  endpointId: string;
  url: string;
  reason: DisablingReason;
}

/** Tells the members of a tenant what they must act on. */
export abstract class TenantAlerts {
  /** Raises an alert in the transaction of what it reports, so that neither exists without the other. */
  abstract raise(transaction: TenantTransaction, alert: TenantAlert): Promise<void>;
}

/** Alerts as events of the kind `account`, for whichever endpoint of the tenant still listens, and in the program's log. */
@Injectable()
export class EventTenantAlerts extends TenantAlerts {
  private readonly logger = new Logger(TenantAlerts.name);

  constructor(private readonly endpoints: EndpointRepository) {
    super();
  }

  async raise(transaction: TenantTransaction, alert: TenantAlert): Promise<void> {
    const { tenantId, kind, endpointId, url, reason } = alert;
    const payload = { type: kind, endpoint_id: endpointId, url, reason, at: new Date().toISOString() };
    await this.endpoints.publish(transaction, {
      tenantId,
      id: uuidv7(),
      type: 'account',
      metaPhoneNumberId: null,
      orderingKey: accountKey('switchboard'),
      body: JSON.stringify({ payload }),
      requestId: null,
    });
    this.logger.warn({ tenantId, endpointId, reason }, 'A webhook endpoint was disabled.');
  }
}
