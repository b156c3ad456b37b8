import { Injectable } from '@nestjs/common';
import { isUuid, WEBHOOK_EVENTS } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import { ProblemError } from '../../http/problem';
import { type AuditAct, AuditService } from '../audit/audit.service';
import { TenantDirectory } from '../tenant/tenant-directory';
import {
  type DeliveryQuery,
  type DeliveryView,
  presentDelivery,
  type ReplayRequest,
  type ReplayStatus,
  type ReplayView,
} from './delivery.dto';
import { DeliveryRepository } from './delivery.repository';
import { type EndpointActor, EndpointService } from './endpoint.service';
import { REPLAY_JOB } from './replay.job';
import { type ReplayRange, ReplayRepository } from './replay.repository';

/** Deliveries that one request may replay. */
const REPLAY_MAX = 100_000;
/** What a range replays unless told: what is on its way anyhow is left alone. */
const DEFAULT_STATUSES: readonly ReplayStatus[] = ['delivered', 'dead', 'missed'];

/** What became of deliveries, and sending them again. */
@Injectable()
export class ReplayService {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly tenants: TenantDirectory,
    private readonly deliveries: DeliveryRepository,
    private readonly replays: ReplayRepository,
    private readonly audit: AuditService,
  ) {}

  /** The deliveries of an endpoint with their attempts, newest first. */
  async list(tenantId: string, endpointId: string, query: DeliveryQuery): Promise<Page<DeliveryView>> {
    const endpoint = await this.endpoints.require(tenantId, endpointId);
    const { status, event, webhookId: eventId, from, to } = query;
    const filter = {
      status,
      event,
      eventId,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      beforeId: decodeCursor(query.cursor),
    };
    const rows = await this.deliveries.list(endpoint.tenantId, endpoint.id, filter, query.limit + 1);
    return pageOf(rows, query.limit, ({ id }) => id, presentDelivery);
  }

  /**
   * Sends one delivery again, at once and with the same `webhook-id`; one that waits for its first attempt stays as it is.
   * @param endpointId when given, the delivery must be of this endpoint
   * @throws ProblemError 404, or 409 when its event is no longer kept
   */
  async replayOne(
    tenantId: string,
    deliveryId: string,
    endpointId: string | undefined,
    actor: EndpointActor,
  ): Promise<DeliveryView> {
    const tenant = await this.tenants.requireOpen(tenantId);
    const before = await this.deliveries.transaction(tenant.id, (transaction) =>
      isUuid(deliveryId) ? this.deliveries.find(tenant.id, transaction, deliveryId) : Promise.resolve(null),
    );
    if (!before || (endpointId !== undefined && before.endpointId !== endpointId.toLowerCase())) throw notFound();
    const endpoint = await this.endpoints.require(tenant.id, before.endpointId);
    return this.deliveries.transaction(tenant.id, async (transaction) => {
      if (!(await this.replays.isEventKept(tenant.id, transaction, before.eventId)))
        throw ProblemError.conflict('The event is no longer kept.');
      await this.replays.replay({ tenantId: tenant.id, endpointId: endpoint.id }, transaction, [before.id]);
      const after = await this.deliveries.find(tenant.id, transaction, before.id);
      if (!after) throw notFound();
      await this.record(transaction, tenant.id, actor, {
        action: 'webhook_delivery.replayed',
        targetType: 'webhook_delivery',
        targetId: before.id,
        before: { status: before.status },
        after: { status: after.status, endpointId: endpoint.id, webhookId: before.eventId },
      });
      return presentDelivery(after);
    });
  }

  /**
   * Sends a stretch of time again; the work is done by a job.
   * @returns how many deliveries that will be, or would be when that alone was asked
   * @throws ProblemError naming `to` when the stretch is empty or holds more than 100,000
   */
  async replayRange(
    tenantId: string,
    endpointId: string,
    request: ReplayRequest,
    actor: EndpointActor,
  ): Promise<ReplayView> {
    const tenant = await this.tenants.requireOpen(tenantId);
    const endpoint = await this.endpoints.require(tenant.id, endpointId);
    const range: ReplayRange = {
      tenantId: tenant.id,
      endpointId: endpoint.id,
      from: new Date(request.from).toISOString(),
      to: new Date(request.to).toISOString(),
      events: request.events ?? WEBHOOK_EVENTS,
      statuses: request.status === undefined ? DEFAULT_STATUSES : [request.status],
      askedAt: new Date().toISOString(),
    };
    if (range.from >= range.to) throw refusedRange('after', 'must be after from');
    return this.replays.transaction(tenant.id, async (transaction) => {
      const count = await this.replays.count(range, transaction, REPLAY_MAX + 1);
      if (count > REPLAY_MAX)
        throw refusedRange('max', `covers more than ${REPLAY_MAX} deliveries: choose a shorter time`);
      if (request.dryRun === true) return { count };
      if (count > 0) await this.replays.enqueue(transaction, REPLAY_JOB, range);
      await this.record(transaction, tenant.id, actor, {
        action: 'webhook_endpoint.replayed',
        targetType: 'webhook_endpoint',
        targetId: endpoint.id,
        after: { from: range.from, to: range.to, events: request.events, status: request.status, count },
      });
      return { count };
    });
  }

  private record(
    transaction: TenantTransaction,
    tenantId: string,
    { user, origin }: EndpointActor,
    act: Pick<AuditAct, 'action' | 'targetType' | 'targetId' | 'before' | 'after'>,
  ): Promise<void> {
    return this.audit.record(transaction, { tenantId, actor: user, origin, ...act });
  }
}

function refusedRange(rule: string, message: string): ProblemError {
  return ProblemError.invalid([{ path: 'to', rule, message }]);
}

function notFound(): ProblemError {
  return ProblemError.notFound('Delivery');
}
