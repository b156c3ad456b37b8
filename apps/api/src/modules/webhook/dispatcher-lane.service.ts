import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { isDatabaseAway } from '../../http/database-away';
import { OutboundClient } from '../../outbound/outbound-client';
import { type AttemptOutcome, attemptOutcome, RESPONSE_MAX_BYTES } from './attempt-outcome';
import { attemptHeaders } from './attempt-request';
import { FAILING_LIMIT_MS, retryDelayMs } from './delivery-schedule';
import { type ClaimedLane, DispatcherRepository, type DueDelivery, type LaneResult } from './dispatcher.repository';
import { DispatcherSettings } from './dispatcher-settings';
import type { ObservedAttempt } from './dispatcher-slots';
import { EndpointDirectory, type EndpointSnapshot } from './endpoint-directory';
import { EndpointDisabling } from './endpoint-disabling.service';
import { webhookBody } from './webhook-event-body';

/** What the worker of a lane asks of and tells its dispatcher. */
export interface LaneWatch {
  /** Whether no further delivery may be begun. */
  isStopping(): boolean;
  observe(attempt: ObservedAttempt): void;
}

/** What is left of a lease when an attempt ends on its deadline must do for writing the result. */
const RECORDING_MS = 1_000;
/** How long a result waits for a database that is away. After that the delivery is made again: at least once. */
const AWAY_PATIENCE_MS = 15_000;
const AWAY_PAUSE_MS = 200;

const NO_ANSWER: Omit<AttemptOutcome, 'error'> = {
  isDelivered: false,
  isGone: false,
  status: null,
  response: null,
  durationMs: 0,
};

/** Works off the deliveries of a leased lane, one after the other. */
@Injectable()
export class LaneWorker {
  private readonly logger = new Logger(LaneWorker.name);

  constructor(
    private readonly settings: DispatcherSettings,
    private readonly repository: DispatcherRepository,
    private readonly endpoints: EndpointDirectory,
    private readonly outbound: OutboundClient,
    private readonly disabling: EndpointDisabling,
  ) {}

  /**
   * Ends when the lease's deliveries are done, when one fails (the lane then waits for its retry), when the endpoint is disabled,
   * or when the lease cannot be held.
   * @param claimedAtMs when the lease was asked for, by this process's clock
   * @returns whether more of the lane is due at once
   */
  async work(claimed: ClaimedLane, claimedAtMs: number, watch: LaneWatch): Promise<boolean> {
    const lane = { ...claimed };
    let leaseEndMs = claimedAtMs + this.settings.leaseMs;
    for (const [index, delivery] of claimed.deliveries.entries()) {
      const endpoint = await this.endpoints.get(lane.tenantId, lane.endpointId);
      const isInTime = performance.now() + this.settings.attemptTimeoutMs + RECORDING_MS <= leaseEndMs;
      if (watch.isStopping() || !isInTime || endpoint?.isEnabled === false) break;
      const attempt = await this.attempt(endpoint, delivery, watch);
      const isLast = typeof attempt.state === 'object' || watch.isStopping() || index === claimed.deliveries.length - 1;
      // Before its lanes can be taken again.
      if (attempt.outcome.isGone) await this.disable(lane, null);
      const renewedAtMs = performance.now();
      const recorded = await this.record({ lane, isLast, attempt });
      if (isTooLong(recorded.failingSince)) await this.disable(lane, new Date());
      if (recorded.heldUntil === null) return recorded.isDue;
      lane.heldUntil = recorded.heldUntil;
      leaseEndMs = renewedAtMs + this.settings.leaseMs;
    }
    return (await this.record({ lane, isLast: true, attempt: null })).isDue;
  }

  private async attempt(
    endpoint: EndpointSnapshot | null,
    { id: deliveryId, event, attempts }: DueDelivery,
    watch: LaneWatch,
  ): Promise<NonNullable<LaneResult['attempt']> & { outcome: AttemptOutcome }> {
    const at = new Date();
    // Nothing can bring it back: trying again would be in vain.
    if (!event)
      return { deliveryId, at, outcome: { ...NO_ANSWER, error: 'The event is no longer kept.' }, state: 'dead' };
    const outcome = endpoint
      ? await this.post(endpoint, { id: event.id, body: webhookBody(event, endpoint.format) }, at)
      : { ...NO_ANSWER, error: "The endpoint's secrets cannot be read." };
    watch.observe(outcome);
    if (outcome.isDelivered) return { deliveryId, at, outcome, state: 'delivered' };
    const retryMs = retryDelayMs(attempts + 1, this.settings.random(), this.settings.retryDelaysMs);
    return { deliveryId, at, outcome, state: retryMs === null ? 'dead' : { retryMs } };
  }

  private async post(
    endpoint: EndpointSnapshot,
    message: { id: string; body: string },
    at: Date,
  ): Promise<AttemptOutcome> {
    const result = await this.outbound.request({
      url: endpoint.url,
      method: 'POST',
      headers: attemptHeaders(endpoint, message, at),
      body: message.body,
      timeoutMs: this.settings.attemptTimeoutMs,
      responseMaxBytes: RESPONSE_MAX_BYTES,
      // Its own connections, so that another endpoint of the same tenant is not kept waiting.
      owner: endpoint.id,
    });
    return attemptOutcome(result);
  }

  /** Rides out a database that is away, for a bounded time. */
  private async record(result: LaneResult) {
    const deadline = performance.now() + AWAY_PATIENCE_MS;
    for (;;) {
      try {
        return await this.repository.record(result, this.settings.leaseMs);
      } catch (error) {
        const isPassing = isDatabaseAway(error) || (error instanceof GatewayError && error.code === 'SYS_002');
        if (!isPassing || performance.now() > deadline) throw error;
        await delay(AWAY_PAUSE_MS);
      }
    }
  }

  /** @param failingNow when the endpoint is to be disabled because nothing but failures came until then; null: it is gone */
  private async disable(lane: ClaimedLane, failingNow: Date | null): Promise<void> {
    try {
      if (failingNow) await this.disabling.disableFailing(lane, failingNow);
      else await this.disabling.disableGone(lane);
    } catch (error) {
      // The next failure brings us here again.
      this.logger.error({ err: error, endpointId: lane.endpointId }, 'A webhook endpoint could not be disabled.');
    }
  }
}

function isTooLong(failingSince: Date | null): boolean {
  return failingSince !== null && Date.now() - failingSince.getTime() >= FAILING_LIMIT_MS;
}
