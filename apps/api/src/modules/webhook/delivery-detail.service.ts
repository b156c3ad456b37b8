import { Injectable } from '@nestjs/common';
import { isUuid } from '@switchboard/contracts';
import { ProblemError } from '../../http/problem';
import { attemptHeaders } from './attempt-request';
import { type DeliveryDetailView, type DeliveryRequestView, presentDelivery } from './delivery.dto';
import { DeliveryRepository } from './delivery.repository';
import { MASK } from './endpoint.dto';
import type { StoredEndpoint } from './endpoint.repository';
import { EndpointService } from './endpoint.service';
import { snapshotOf } from './endpoint-directory';
import { EndpointSecrets } from './endpoint-secrets';
import { type ToldEvent, webhookBody } from './webhook-event-body';

/** One delivery as a person looks at it: every attempt, and what was posted. */
@Injectable()
export class DeliveryDetail {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly deliveries: DeliveryRepository,
    private readonly secrets: EndpointSecrets,
  ) {}

  /** @throws ProblemError 404 when the endpoint has no such delivery */
  async get(tenantId: string, endpointId: string, id: string): Promise<DeliveryDetailView> {
    const endpoint = await this.endpoints.require(tenantId, endpointId);
    return this.deliveries.transaction(endpoint.tenantId, async (transaction) => {
      const found = isUuid(id) ? await this.deliveries.find(endpoint.tenantId, transaction, id) : null;
      if (found?.endpointId !== endpoint.id) throw ProblemError.notFound('Delivery');
      const event = await this.deliveries.eventOf(endpoint.tenantId, transaction, found.eventId);
      const lastAttemptAt = found.tries.at(-1)?.at ?? new Date();
      return { ...presentDelivery(found), request: event && this.requestOf(endpoint, event, lastAttemptAt) };
    });
  }

  private requestOf(stored: StoredEndpoint, event: ToldEvent, at: Date): DeliveryRequestView {
    const endpoint = snapshotOf(stored, this.secrets);
    const body = webhookBody(event, endpoint.format);
    const secret = new Set([...Object.keys(endpoint.headers), 'authorization']);
    const shown = Object.entries(attemptHeaders(endpoint, { id: event.id, body }, at)).map(([name, value]) => [
      name,
      secret.has(name) ? MASK : value,
    ]);
    return { url: endpoint.url, headers: Object.fromEntries(shown) as Record<string, string>, body };
  }
}
