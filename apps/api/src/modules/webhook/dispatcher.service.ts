import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AppConfig } from '../../config/env';
import { type ClaimCursors, type ClaimedLane, DispatcherRepository, FIRST_ENDPOINT } from './dispatcher.repository';
import { LaneWorker } from './dispatcher-lane.service';
import { DispatcherSettings } from './dispatcher-settings';
import { type ClaimPlan, DispatcherSlots, type EndpointKey, type ObservedAttempt } from './dispatcher-slots';
import { DispatcherWakeUp } from './dispatcher-wake-up';

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
  private cursors: ClaimCursors = { fresh: FIRST_ENDPOINT, failing: FIRST_ENDPOINT };
  private running: Promise<void> = Promise.resolve();
  private isStopping = false;
  /** Endpoints of which as many lanes run as may, so that more of them may be due. */
  private readonly atLimit = new Set<string>();
  /** Not all endpoints could be looked at, for want of slots. */
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
      if (!this.isStopping) await delay(Math.max(this.settings.claimGapMs, performance.now() - startedAtMs));
      await this.pause();
    }
  }

  private async claim(): Promise<void> {
    const claimedAtMs = performance.now();
    const plan = this.slots.plan(claimedAtMs);
    const lanes = isNothing(plan) ? [] : await this.repository.claim(plan, this.cursors, this.settings.leaseMs);
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
  private lookAhead(plan: ClaimPlan, lanes: readonly ClaimedLane[]): void {
    const counts = new Map<string, number>();
    for (const { endpointId } of lanes) counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1);
    const known = new Map(plan.known.map(({ endpointId, free }) => [endpointId, free]));
    this.atLimit.clear();
    for (const [endpointId, free] of known) if ((counts.get(endpointId) ?? 0) >= free) this.atLimit.add(endpointId);
    const others = lanes.filter(({ endpointId }) => !known.has(endpointId));
    for (const { endpointId } of others) this.atLimit.add(endpointId);

    const fresh = others.filter(({ isFailing }) => !isFailing);
    const failing = others.filter(({ isFailing }) => isFailing);
    const isFreshLeft = this.moveCursor('fresh', fresh, plan.freshTotal);
    const isFailingLeft = this.moveCursor('failing', failing, plan.failingTotal);
    this.isFull = isFreshLeft || isFailingLeft;
  }

  /**
   * A search that ended because it had found enough goes on behind what it found; one that came to the end begins anew, at once
   * when it had not begun at the beginning.
   * @returns whether there may be more behind
   */
  private moveCursor(kind: keyof ClaimCursors, found: readonly ClaimedLane[], wanted: number): boolean {
    const isLeft = found.length >= wanted;
    if (!isLeft && this.cursors[kind] !== FIRST_ENDPOINT) this.isWoken = true;
    this.cursors[kind] = isLeft ? (lastOf(found) ?? this.cursors[kind]) : FIRST_ENDPOINT;
    return isLeft;
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

function isNothing({ known, freshTotal, failingTotal }: ClaimPlan): boolean {
  return freshTotal === 0 && failingTotal === 0 && known.every(({ free }) => free === 0);
}

function lastOf(endpoints: readonly EndpointKey[]): EndpointKey | undefined {
  return endpoints.reduce<EndpointKey | undefined>(
    (last, each) => (last && `${last.tenantId}${last.endpointId}` > `${each.tenantId}${each.endpointId}` ? last : each),
    undefined,
  );
}
