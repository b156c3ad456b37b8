import { Injectable } from '@nestjs/common';
import type { CursorQuery, Page } from '../../http/pagination';
import { DeliveryRepository, type LatestDelivery } from './delivery.repository';
import type { EndpointView, ListedEndpointView } from './endpoint.dto';
import { EndpointService } from './endpoint.service';

/** Endpoints with how they fare. */
@Injectable()
export class EndpointListing {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly deliveries: DeliveryRepository,
  ) {}

  /** Newest first. */
  async list(tenantId: string, query: CursorQuery): Promise<Page<ListedEndpointView>> {
    const { items, nextCursor } = await this.endpoints.list(tenantId, query);
    return { items: await this.withDeliveries(tenantId, items), nextCursor };
  }

  /** @throws ProblemError 404 */
  async get(tenantId: string, id: string): Promise<ListedEndpointView> {
    const endpoint = await this.endpoints.get(tenantId, id);
    const [lastDelivery] = await this.deliveries.latestOf(tenantId, [endpoint.id]);
    return { ...endpoint, lastDelivery: present(lastDelivery) };
  }

  private async withDeliveries(tenantId: string, endpoints: readonly EndpointView[]): Promise<ListedEndpointView[]> {
    if (endpoints.length === 0) return [];
    const ids = endpoints.map(({ id }) => id);
    const latest = new Map((await this.deliveries.latestOf(tenantId, ids)).map((each) => [each.endpointId, each]));
    return endpoints.map((endpoint) => ({ ...endpoint, lastDelivery: present(latest.get(endpoint.id)) }));
  }
}

function present(delivery: LatestDelivery | undefined): ListedEndpointView['lastDelivery'] {
  if (!delivery) return null;
  const { id, eventType: event, status, createdAt } = delivery;
  return { id, event, status, createdAt: createdAt.toISOString() };
}
