import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AppConfig } from '../../config/env';
import { type ClaimedLane, DispatcherRepository } from './dispatcher.repository';
import { LaneWorker } from './dispatcher-lane.service';
import { DispatcherSettings } from './dispatcher-settings';
import { type ClaimPlan, DispatcherSlots, type ObservedAttempt } from './dispatcher-slots';
import { DispatcherWakeUp } from './dispatcher-wake-up';

const CLAIM_GAP_MAX_MS = 200;

/**
 * Delivers events to endpoints, in processes with the role `worker`; any number of them may. It leases due lanes as far as its
 * slots go, and each leased lane is worked on by itself: nothing waits for an endpoint but that endpoint's own lanes.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Dispatcher.name);
  private readonly slots: DispatcherSlots;
  private readonly wakeUp: DispatcherWakeUp;
  private readonly lanes = new Map<string, Promise<void>>();
  private running: Promise<void> = Promise.resolve();
  private isStopping = false;
  /** Endpoints of which as many lanes run as may, so that more of them may be due. */
  private readonly atLimit = new Set<string>();
  /** Not everything that was due may have been claimed, for want of slots. */
  private isFull = false;
  /** Something may be due that was not when last looked. */
  private isWoken = false;
  private endPause: () => void = () => undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly settings: DispatcherSettings,
    private readonly repository: DispatcherRepository,
    private readonly worker: LaneWorker,
  ) {
    this.slots = new DispatcherSlots(settings.slots);
    this.wakeUp = new DispatcherWakeUp(config.databaseUrl, () => this.wake());
  }

  onApplicationBootstrap(): void {
    if (!this.config.roles.includes('worker')) return;
    void this.wakeUp.start();
    this.running = this.run();
  }

  /** Lets the attempts that run finish, and gives their lanes back. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.wakeUp.stop();
    await this.running;
    await Promise.all(this.lanes.values());
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.isWoken = false;
      const startedAtMs = performance.now();
      try {
        await this.claim();
      } catch (error) {
        this.logger.warn(`Deliveries could not be claimed: ${String(error)}`);
      }
      // Claiming keeps the database busy for no more than half of the time.
      const tookMs = Math.min(performance.now() - startedAtMs, CLAIM_GAP_MAX_MS);
      if (!this.isStopping) await delay(Math.max(this.settings.claimGapMs, tookMs));
      await this.pause();
    }
  }

  private async claim(): Promise<void> {
    const claimedAtMs = performance.now();
    const plan = this.slots.plan(claimedAtMs);
    const { proven, struggling, new: unknown } = plan.totals;
    const isAnyFree = proven + unknown + struggling > 0;
    const lanes = isAnyFree ? await this.repository.claim(plan, this.settings.leaseMs) : [];
    for (const lane of lanes) this.begin(lane, claimedAtMs);
    this.lookAhead(plan, lanes);
  }

  private begin(lane: ClaimedLane, claimedAtMs: number): void {
    const key = `${lane.endpointId}\n${lane.orderingKey}`;
    this.slots.take(lane, lane.isFailing, performance.now());
    const watch = {
      isStopping: () => this.isStopping,
      observe: (attempt: ObservedAttempt) => this.slots.observe(lane, attempt),
    };
    // Whoever gave the lane back here may not have ended yet, and in a lane one works at a time.
    const before = this.lanes.get(key) ?? Promise.resolve();
    const work = before
      .then(() => this.worker.work(lane, claimedAtMs, watch))
      .catch((error: unknown) => {
        this.logger.error({ err: error, endpointId: lane.endpointId }, 'A delivery was interrupted; it is made again.');
        return false;
      })
      .then((isDue) => {
        this.slots.give(lane, performance.now());
        if (this.lanes.get(key) === work) this.lanes.delete(key);
        if (isDue || this.isFull || this.atLimit.has(lane.endpointId)) this.wake();
      });
    this.lanes.set(key, work);
  }

  /** Where more may be due than there were slots for: asked again as soon as one is free. */
  private lookAhead({ known, freshEach, totals }: ClaimPlan, lanes: readonly ClaimedLane[]): void {
    const served = new Map(known.map((endpoint) => [endpoint.endpointId, endpoint]));
    const byEndpoint = new Map<string, number>();
    const left = { ...totals };
    for (const { endpointId, isFailing } of lanes) {
      byEndpoint.set(endpointId, (byEndpoint.get(endpointId) ?? 0) + 1);
      left[served.get(endpointId)?.class ?? (isFailing ? 'struggling' : 'new')] -= 1;
    }
    this.isFull = Object.values(left).some((count) => count <= 0);
    this.atLimit.clear();
    for (const { endpointId, free } of known)
      if ((byEndpoint.get(endpointId) ?? 0) >= free) this.atLimit.add(endpointId);
    for (const { endpointId, isFailing } of lanes) {
      if (served.has(endpointId)) continue;
      if (isFailing || (byEndpoint.get(endpointId) ?? 0) >= freshEach) this.atLimit.add(endpointId);
    }
  }

  private wake(): void {
    this.isWoken = true;
    this.endPause();
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.settings.pollMs);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.isWoken || this.isStopping) this.endPause();
    });
  }
}
