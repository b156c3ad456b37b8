import * as fc from 'fast-check';
import {
  isSettled,
  type MessageEvent,
  type MessageState,
  type ReportedStatus,
  transition,
} from '../message/message-state';
import { chargedMicros, paidMicros, type PlatformShare } from './platform-share';
import {
  accessEndsAt,
  changePlan,
  type ClosedPeriod,
  decideRenewal,
  endSubscription,
  openSubscription,
  type OwedPeriod,
  type SubscribedPlan,
  type SubscriptionState,
} from './subscription';

/** More than the issue asks for: a run takes a millisecond. */
const RUNS = { numRuns: 2_000 };
const HOUR_MS = 3_600_000;
const OPENED = new Date('2026-01-31T12:00:00Z');
const STATUSES = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
const PLANS: readonly SubscribedPlan[] = [
  { planCode: 'FREE', monthlyFeeMicros: 0n },
  { planCode: 'ODD', monthlyFeeMicros: 33_333n },
  { planCode: 'DEAR', monthlyFeeMicros: 90_000n },
];

type Kind = 'available' | 'reserved' | 'cash' | 'platform_fees' | 'meta_fees' | 'adjustments';

interface Movement {
  operation: string;
  step: string;
  from: Kind;
  to: Kind;
  amountMicros: bigint;
}

interface Sent {
  id: string;
  state: MessageState;
  told: Set<ReportedStatus>;
  refundedMicros: bigint;
}

interface Price {
  metaFeeMicros: bigint;
  markupMicros: bigint;
}

/** One tenant's money, in memory: what the database functions do, with the same pure decisions. */
class MoneyModel {
  readonly balances: Record<Kind, bigint> = {
    available: 0n,
    reserved: 0n,
    cash: 0n,
    platform_fees: 0n,
    meta_fees: 0n,
    adjustments: 0n,
  };
  readonly transfers: (Movement & { totalAfterMicros: bigint })[] = [];
  readonly messages: Sent[] = [];
  readonly periods = new Map<string, { period: ClosedPeriod; isPaid: boolean }>();
  private readonly keys = new Set<string>();
  private subscription: SubscriptionState;
  private price: Price = { metaFeeMicros: 9_000n, markupMicros: 900n };
  private now = OPENED;
  private count = 0;

  constructor(plan: SubscribedPlan) {
    this.subscription = openSubscription(plan, OPENED);
  }

  topUp(amountMicros: bigint): void {
    this.post({ operation: this.next('top-up'), step: 'top_up', from: 'cash', to: 'available', amountMicros });
  }

  adjust(amountMicros: bigint): void {
    const operation = this.next('adjustment');
    if (amountMicros > 0n)
      this.post({ operation, step: 'adjustment', from: 'adjustments', to: 'available', amountMicros });
    else if (this.balances.available + amountMicros >= 0n)
      this.post({ operation, step: 'adjustment', from: 'available', to: 'adjustments', amountMicros: -amountMicros });
  }

  refund(which: number, amountMicros: bigint): void {
    const message = this.pick(which);
    if (message) {
      if (amountMicros > paidMicros(message.state, this.shareOf(message))) return;
      message.refundedMicros += amountMicros;
    }
    this.post({ operation: this.next('refund'), step: 'refund', from: 'adjustments', to: 'available', amountMicros });
  }

  send(sandbox: boolean): void {
    const platformFeeMicros = 1_000n;
    const amountMicros = platformFeeMicros + this.price.metaFeeMicros + this.price.markupMicros;
    const end = accessEndsAt({ ...this.subscription, periodEnd: this.subscription.period.end });
    if (this.balances.available < amountMicros || (end !== null && end <= this.now)) return;
    const id = this.next('message');
    const state: MessageState = {
      status: 'accepted',
      sandbox,
      wamid: null,
      heldMicros: amountMicros,
      quotedPlatformFeeMicros: platformFeeMicros,
      platformFeeMicros: 0n,
      metaFeeMicros: 0n,
      markupMicros: 0n,
    };
    this.messages.push({ id, state, told: new Set(), refundedMicros: 0n });
    this.post({ operation: id, step: 'reserve', from: 'available', to: 'reserved', amountMicros });
  }

  answer(which: number, kind: 'submitted' | 'refused' | 'uncertain' | 'expired'): void {
    const message = this.pick(which);
    if (message) this.happen(message, kind === 'submitted' ? { kind, wamid: message.id } : { kind });
  }

  /** Meta reports, at the price of now; about a message that is settled already, that it cost something else. */
  report(which: number, status: ReportedStatus, billable: boolean): void {
    const message = this.pick(which);
    if (!message || message.told.has(status)) return;
    message.told.add(status);
    const price = { billable, ...this.price };
    const wasSettled = isSettled(message.state.status);
    this.happen(message, { kind: 'status', status, wamid: message.id, price });
    if (wasSettled) this.happen(message, { kind: 'corrected', by: status, price, share: this.shareOf(message) });
  }

  setPrice(price: Price): void {
    this.price = price;
  }

  wait(hours: number): void {
    this.now = new Date(this.now.getTime() + hours * HOUR_MS);
  }

  /** One run of the renewal job. */
  renew(): void {
    for (;;) {
      const step = decideRenewal(this.subscription, this.owed(), this.now, this.balances.available);
      if (step.kind === 'nothing') return;
      if (step.closed) this.close(step.closed);
      if (step.kind === 'charge') this.pay(step.paid);
      else if (step.next === this.subscription) return;
      this.subscription = step.next;
    }
  }

  change(plan: SubscribedPlan, renews: boolean, endsInHours: number | null): void {
    const wished = endsInHours === null ? null : new Date(this.now.getTime() + endsInHours * HOUR_MS);
    const isRefused = wished !== null && (wished < this.subscription.period.start || (renews && wished <= this.now));
    const change = { plan, renews, periodEnd: isRefused ? null : wished };
    const { closed, next } = changePlan(this.subscription, change, this.now);
    if (closed) this.close(closed);
    this.subscription = next;
  }

  end(): void {
    this.subscription = endSubscription(this.subscription, this.now);
  }

  /** What breaks an invariant of the ledger; the sentences are those of LedgerCheck, in short. */
  violations(): string[] {
    const found: string[] = [];
    const must = (isTrue: boolean, what: string) => isTrue || found.push(what);
    const kinds = Object.keys(this.balances) as Kind[];
    const sums = Object.fromEntries(kinds.map((kind) => [kind, 0n])) as Record<Kind, bigint>;
    let total = 0n;
    for (const { from, to, amountMicros, totalAfterMicros } of this.transfers) {
      must(amountMicros > 0n && from !== to, 'a transfer moves nothing');
      sums[from] -= amountMicros;
      sums[to] += amountMicros;
      total += (isWallet(to) ? amountMicros : 0n) - (isWallet(from) ? amountMicros : 0n);
      must(totalAfterMicros === total, 'a line of the statement does not follow from the one before');
    }
    for (const kind of kinds) must(sums[kind] === this.balances[kind], `${kind} is not the sum of its transfers`);
    must(kinds.reduce((sum, kind) => sum + this.balances[kind], 0n) === 0n, 'the balances do not sum to zero');
    must(this.balances.available >= 0n && this.balances.reserved >= 0n, 'a balance is below zero');
    const { cash, adjustments, platform_fees, meta_fees, available, reserved } = this.balances;
    must(-cash - adjustments === platform_fees + meta_fees + available + reserved, 'what came in is not what is there');
    const held = this.messages.reduce((sum, { state }) => sum + state.heldMicros, 0n);
    must(this.balances.reserved === held, 'reserved is not what messages hold');
    for (const message of this.messages)
      must(this.isMoved(message), `${message.id} was not charged what was moved for it`);
    must(this.arePeriodsSound(), 'a period is charged twice, or not, or overlaps with another');
    return found;
  }

  private happen(message: Sent, event: MessageEvent): void {
    const { state, transfers } = transition(message.state, event);
    message.state = state;
    for (const { step, from, to, amountMicros } of transfers) {
      const movement = { operation: message.id, step, from, to, amountMicros };
      if (!step.startsWith('reserve_')) this.post(movement);
      else this.reserveMore(movement);
    }
  }

  /** The wallet gives what it has; the platform stands in for the rest. */
  private reserveMore(movement: Movement): void {
    const { available } = this.balances;
    const given = movement.amountMicros < available ? movement.amountMicros : available;
    this.post({ ...movement, amountMicros: given });
    const step = movement.step.replace(/^reserve_(?:extra)?/, 'shortfall_');
    this.post({ ...movement, step, from: 'adjustments', amountMicros: movement.amountMicros - given });
  }

  private post(movement: Movement): void {
    const { operation, step, from, to, amountMicros } = movement;
    if (amountMicros === 0n) return;
    const key = `${operation} ${step}`;
    if (this.keys.has(key)) throw new Error(`The operation key ${key} is used twice.`);
    this.keys.add(key);
    this.balances[from] -= amountMicros;
    this.balances[to] += amountMicros;
    this.transfers.push({ ...movement, totalAfterMicros: this.balances.available + this.balances.reserved });
  }

  private close(period: ClosedPeriod): void {
    const key = period.start.toISOString();
    if (this.periods.has(key)) throw new Error(`The period from ${key} is closed twice.`);
    this.periods.set(key, { period, isPaid: false });
  }

  private pay({ start, feeMicros: amountMicros }: OwedPeriod): void {
    const key = start.toISOString();
    const written = this.periods.get(key);
    if (!written || written.isPaid) throw new Error(`The period from ${key} is paid twice, or was never closed.`);
    written.isPaid = true;
    const operation = `period ${key}`;
    this.post({ operation, step: 'subscription', from: 'available', to: 'platform_fees', amountMicros });
  }

  private owed(): OwedPeriod[] {
    return [...this.periods.values()].filter(({ isPaid }) => !isPaid).map(({ period }) => period);
  }

  private shareOf({ id, refundedMicros }: Sent): PlatformShare {
    const given = (prefix: string) =>
      this.transfers
        .filter(({ operation, step }) => operation === id && step.startsWith(prefix))
        .reduce((sum, { from, amountMicros }) => sum + (from === 'adjustments' ? amountMicros : -amountMicros), 0n);
    return { shortfallMicros: given('shortfall'), refundedMicros: refundedMicros + given('refund_') };
  }

  private isMoved(message: Sent): boolean {
    const { id, state } = message;
    const own = this.transfers.filter(({ operation }) => operation === id);
    const into = (kind: Kind, prefix = '') =>
      own
        .filter(({ step }) => step.startsWith(prefix))
        .reduce(
          (sum, { from, to, amountMicros }) => sum + (to === kind ? amountMicros : from === kind ? -amountMicros : 0n),
          0n,
        );
    const charged = chargedMicros(state);
    const { shortfallMicros, refundedMicros } = this.shareOf(message);
    return (
      into('reserved') === state.heldMicros &&
      into('meta_fees') === state.metaFeeMicros &&
      into('platform_fees', 'platform_fee') === state.platformFeeMicros &&
      into('platform_fees', 'markup') === state.markupMicros &&
      shortfallMicros + refundedMicros <= charged &&
      shortfallMicros >= 0n &&
      refundedMicros >= 0n &&
      charged >= 0n &&
      (!state.sandbox || charged === 0n)
    );
  }

  private arePeriodsSound(): boolean {
    const written = [...this.periods.values()].sort(
      (one, other) => one.period.start.getTime() - other.period.start.getTime(),
    );
    return written.every(({ period, isPaid }, index) => {
      const next = written[index + 1]?.period.start ?? (this.subscription.feeSince && this.subscription.period.start);
      const operation = `period ${period.start.toISOString()}`;
      const moved = this.transfers.filter((transfer) => transfer.operation === operation);
      const fee = moved.reduce((sum, { amountMicros }) => sum + amountMicros, 0n);
      return (next === null || period.end <= next) && moved.length <= 1 && fee === (isPaid ? period.feeMicros : 0n);
    });
  }

  private next(what: string): string {
    this.count += 1;
    return `${what} ${this.count}`;
  }

  private pick(which: number): Sent | undefined {
    return this.messages[which % Math.max(1, this.messages.length)];
  }
}

const isWallet = (kind: Kind) => kind === 'available' || kind === 'reserved';

const micros = (max: number) => fc.integer({ min: 1, max }).map(BigInt);
const which = fc.nat(30);
type Act = (model: MoneyModel) => void;
const act = <T extends unknown[]>(
  weight: number,
  name: string,
  args: fc.Arbitrary<T>,
  does: (model: MoneyModel, ...given: T) => void,
) => ({
  weight,
  arbitrary: args.map((given): Act & { toString(): string } =>
    Object.assign((model: MoneyModel) => does(model, ...given), { toString: () => `${name}(${given.join(', ')})` }),
  ),
});
const acts: fc.Arbitrary<Act> = fc.oneof(
  act(3, 'topUp', fc.tuple(micros(150_000)), (model, amount) => model.topUp(amount)),
  act(1, 'adjust', fc.tuple(fc.integer({ min: -60_000, max: 60_000 }).filter(Boolean)), (model, amount) =>
    model.adjust(BigInt(amount)),
  ),
  act(2, 'refund', fc.tuple(which, micros(9_000)), (model, message, amount) => model.refund(message, amount)),
  act(8, 'send', fc.tuple(fc.nat(9)), (model, luck) => model.send(luck === 0)),
  act(
    6,
    'answer',
    fc.tuple(which, fc.constantFrom('submitted', 'refused', 'uncertain', 'expired')),
    (model, message, kind) => model.answer(message, kind),
  ),
  act(12, 'report', fc.tuple(which, fc.constantFrom(...STATUSES), fc.boolean()), (model, ...given) =>
    model.report(...given),
  ),
  act(
    2,
    'setPrice',
    fc.tuple(fc.bigInt({ min: 0n, max: 60_000n }), fc.bigInt({ min: 0n, max: 6_000n })),
    (model, metaFeeMicros, markupMicros) => model.setPrice({ metaFeeMicros, markupMicros }),
  ),
  act(3, 'wait', fc.tuple(fc.integer({ min: 1, max: 24 * 45 })), (model, hours) => model.wait(hours)),
  act(4, 'renew', fc.tuple(), (model) => model.renew()),
  act(
    2,
    'change',
    fc.tuple(fc.constantFrom(...PLANS), fc.boolean(), fc.option(fc.integer({ min: -200, max: 900 }))),
    (model, ...given) => model.change(...given),
  ),
  act(1, 'end', fc.tuple(), (model) => model.end()),
);

describe('Money, in memory', () => {
  it('keeps every invariant after each step, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLANS), fc.array(acts, { maxLength: 40 }), (plan, story) => {
        const model = new MoneyModel(plan);
        for (const each of story) {
          each(model);
          expect(model.violations()).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('holds nothing any more when every message has come to its end', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLANS), fc.array(acts, { maxLength: 40 }), (plan, story) => {
        const model = new MoneyModel(plan);
        for (const each of story) each(model);
        model.messages.forEach((_, index) => model.answer(index, 'expired'));
        expect(model.balances.reserved).toBe(0n);
        expect(model.violations()).toEqual([]);
      }),
      RUNS,
    );
  });

  it('would tell: a model that charges one micro-unit too much is found out', () => {
    const model = new MoneyModel(PLANS[0]!);
    model.topUp(50_000n);
    model.send(false);
    model.answer(0, 'submitted');
    expect(model.violations()).toEqual([]);
    model.messages[0]!.state.platformFeeMicros += 1n;
    model.balances.platform_fees += 1n;
    expect(model.violations()).toEqual([
      'platform_fees is not the sum of its transfers',
      'the balances do not sum to zero',
      'what came in is not what is there',
      'message 2 was not charged what was moved for it',
    ]);
  });

  it('does reach what it is about: shortfalls, corrections, refunds, charges and graces come about', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...PLANS), fc.array(acts, { minLength: 30, maxLength: 60 }), (plan, story) => {
        const model = new MoneyModel(plan);
        for (const each of story) each(model);
        for (const { step } of model.transfers) seen.add(step.replace(/_(?:sent|delivered|read|played|failed)$/, ''));
        for (const { isPaid } of model.periods.values()) seen.add(isPaid ? 'paid' : 'owed');
      }),
      RUNS,
    );
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'top_up',
        'adjustment',
        'refund',
        'subscription',
        'reserve',
        'reserve_extra',
        'shortfall_',
        'platform_fee',
        'meta_fee',
        'markup',
        'release',
        'meta_fee_correction',
        'shortfall_return',
        'refund_return',
        'refund_correction',
        'paid',
        'owed',
      ]),
    );
  });
});
