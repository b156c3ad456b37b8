import * as fc from 'fast-check';
import {
  accessEndsAt,
  changePlan,
  type ClosedPeriod,
  decideRenewal,
  endSubscription,
  feesOf,
  GRACE_MS,
  openSubscription,
  type OwedPeriod,
  type PlanChange,
  type Renewal,
  type SubscribedPlan,
  type SubscriptionState,
} from './subscription';

const RUNS = { numRuns: 1_000 };
const DAY_MS = 86_400_000;
const at = (text: string): Date => new Date(text.length === 10 ? `${text}T00:00:00Z` : text);
const plan = (planCode: string, units: number): SubscribedPlan => ({
  planCode,
  monthlyFeeMicros: BigInt(units) * 1_000_000n,
});
const BASIC = plan('BASIC', 0);
const PREMIUM = plan('PREMIUM', 49);
const ENTERPRISE = plan('ENTERPRISE', 499);

/** A subscription with its wallet, as the job sees them, and all that has happened to them. */
class World {
  state: SubscriptionState;
  owed: OwedPeriod[] = [];
  availableMicros = 0n;
  readonly closed: ClosedPeriod[] = [];
  readonly paid: OwedPeriod[] = [];
  readonly kinds: Renewal['kind'][] = [];

  constructor(opened: Date, first: SubscribedPlan = PREMIUM) {
    this.state = openSubscription(first, opened);
  }

  /** One run of the job. */
  run(now: Date): Renewal['kind'] {
    for (;;) {
      const step = decideRenewal(this.state, this.owed, now, this.availableMicros);
      this.kinds.push(step.kind);
      if (step.kind === 'nothing') return step.kind;
      if (step.closed) this.close(step.closed);
      if (step.kind === 'charge') {
        this.availableMicros -= step.paid.feeMicros;
        expect(this.availableMicros >= 0n).toBe(true);
        this.paid.push(step.paid);
        this.owed = this.owed.filter(({ start }) => start.getTime() !== step.paid.start.getTime());
      } else if (step.next === this.state) return step.kind;
      this.state = step.next;
    }
  }

  change(change: Partial<PlanChange> & { plan: SubscribedPlan }, now: Date): void {
    const { closed, next } = changePlan(this.state, { renews: true, periodEnd: null, ...change }, now);
    if (closed) this.close(closed);
    this.state = next;
  }

  end(now: Date): void {
    this.state = endSubscription(this.state, now);
  }

  topUp(units: number): void {
    this.availableMicros += BigInt(units) * 1_000_000n;
  }

  isOpen(now: Date): boolean {
    const end = accessEndsAt({ ...this.state, periodEnd: this.state.period.end });
    return end === null || end > now;
  }

  private close(period: ClosedPeriod): void {
    this.closed.push(period);
    this.owed.push(period);
  }
}

const spans = (periods: readonly OwedPeriod[]): string[] =>
  periods.map(
    ({ start, end, feeMicros }) =>
      `${start.toISOString().slice(0, 10)} to ${end.toISOString().slice(0, 10)}: ${feeMicros}`,
  );

describe('A subscription', () => {
  it('is paid at the end of each month, from the wallet', () => {
    const world = new World(at('2026-01-31'));
    world.topUp(100);
    expect(world.run(at('2026-02-27'))).toBe('nothing');
    expect(world.run(at('2026-02-28'))).toBe('nothing');
    expect(world.kinds).toEqual(['nothing', 'charge', 'nothing']);
    world.run(at('2026-03-31'));
    expect(spans(world.paid)).toEqual(['2026-01-31 to 2026-02-28: 49000000', '2026-02-28 to 2026-03-31: 49000000']);
    expect(world.availableMicros).toBe(2_000_000n);
    expect(world.state.period).toEqual({ start: at('2026-03-31'), end: at('2026-04-30') });
  });

  it('to a free plan renews without money', () => {
    const world = new World(at('2026-01-15'), BASIC);
    world.run(at('2026-05-20'));
    expect(world.paid).toHaveLength(4);
    expect(world.isOpen(at('2026-05-20'))).toBe(true);
  });

  it('goes on for three days without money, then ends; money that comes in time is charged and the months go on', () => {
    const world = new World(at('2026-01-31'));
    expect(world.run(at('2026-02-28T00:01:00Z'))).toBe('nothing');
    expect(world.kinds).toEqual(['grace', 'nothing']);
    expect(world.state.graceUntil).toEqual(at('2026-03-03'));
    expect(world.isOpen(at('2026-03-02T23:59:59.999Z'))).toBe(true);
    expect(world.isOpen(at('2026-03-03'))).toBe(false);
    world.topUp(49);
    world.run(at('2026-03-02'));
    expect(world.availableMicros).toBe(0n);
    expect(world.state).toMatchObject({ graceUntil: null, period: { start: at('2026-02-28'), end: at('2026-03-31') } });
    expect(world.isOpen(at('2026-03-03'))).toBe(true);
  });

  it('that has ended begins anew when money comes, and does not charge the time in between', () => {
    const world = new World(at('2026-01-31'));
    world.run(at('2026-02-28'));
    expect(world.run(at('2026-03-10'))).toBe('expired');
    expect(world.run(at('2026-05-10'))).toBe('expired');
    world.topUp(49);
    expect(world.run(at('2026-06-15T12:00:00Z'))).toBe('nothing');
    expect(world.state).toMatchObject({
      graceUntil: null,
      anchorDay: 15,
      period: { start: at('2026-06-15T12:00:00Z'), end: at('2026-07-15T12:00:00Z') },
    });
    world.topUp(49);
    world.run(at('2026-07-16'));
    expect(spans(world.paid)).toEqual(['2026-01-31 to 2026-02-28: 49000000', '2026-06-15 to 2026-07-15: 49000000']);
  });

  it('is charged month by month, in order, while the money lasts, when nobody has looked for months', () => {
    const world = new World(at('2026-01-10'));
    world.topUp(120);
    expect(world.isOpen(at('2026-06-20'))).toBe(true);
    expect(world.run(at('2026-06-20'))).toBe('expired');
    expect(spans(world.paid)).toEqual(['2026-01-10 to 2026-02-10: 49000000', '2026-02-10 to 2026-03-10: 49000000']);
    expect(spans(world.owed)).toEqual(['2026-03-10 to 2026-04-10: 49000000']);
    expect(world.availableMicros).toBe(22_000_000n);
  });

  it('does not end because nobody has looked at it', () => {
    const world = new World(at('2026-01-10'));
    expect(world.isOpen(at('2027-01-10'))).toBe(true);
  });

  it('charges every plan for the part of the month for which it was held', () => {
    const world = new World(at('2026-06-01'));
    world.topUp(1_000);
    world.change({ plan: ENTERPRISE }, at('2026-06-11'));
    expect(world.state.period).toEqual({ start: at('2026-06-01'), end: at('2026-07-01') });
    expect(feesOf(world.state, at('2026-06-11'))).toEqual({ accruedMicros: 16_333_333n, nextMicros: 349_000_000n });
    world.run(at('2026-07-01'));
    expect(world.paid).toMatchObject([{ feeMicros: 349_000_000n, planCode: 'ENTERPRISE' }]);
    expect(feesOf(world.state, at('2026-07-16T12:00:00Z'))).toEqual({
      accruedMicros: 249_500_000n,
      nextMicros: 499_000_000n,
    });
  });

  it('charges a month that had ended before a change at what was held in it, though it is charged after the change', () => {
    const world = new World(at('2026-06-01'));
    world.topUp(1_000);
    world.change({ plan: ENTERPRISE }, at('2026-07-11T00:00:00Z'));
    world.run(at('2026-08-01'));
    // 49 × 10/31 + 499 × 21/31 = 15.806451… + 338.032258…
    expect(spans(world.paid)).toEqual(['2026-06-01 to 2026-07-01: 49000000', '2026-07-01 to 2026-08-01: 353838710']);
  });

  it('keeps the price of the time before a change of the price', () => {
    const world = new World(at('2026-06-01'));
    world.topUp(1_000);
    world.change({ plan: { ...PREMIUM, monthlyFeeMicros: 79_000_000n } }, at('2026-06-16'));
    world.run(at('2026-07-01'));
    expect(spans(world.paid)).toEqual(['2026-06-01 to 2026-07-01: 64000000']);
  });
});

describe('A term with an end', () => {
  it('ends at it at once, without a grace, and charges the months that it had', () => {
    const world = new World(at('2026-06-01'));
    world.change({ plan: PREMIUM, renews: false, periodEnd: at('2026-08-16T12:00:00Z') }, at('2026-06-02'));
    expect(world.isOpen(at('2026-08-16T11:59:59Z'))).toBe(true);
    expect(world.isOpen(at('2026-08-16T12:00:00Z'))).toBe(false);
    world.topUp(1_000);
    expect(world.run(at('2026-08-17'))).toBe('expired');
    // 49 × 2.5
    expect(spans(world.paid)).toEqual(['2026-06-01 to 2026-08-16: 122500000']);
    expect(world.run(at('2027-08-17'))).toBe('expired');
    expect(world.paid).toHaveLength(1);
  });

  it('that lies in the past ends the plan at once and charges until then', () => {
    const world = new World(at('2026-06-01'));
    world.change({ plan: ENTERPRISE, renews: false, periodEnd: at('2026-06-11') }, at('2026-06-20'));
    expect(world.isOpen(at('2026-06-20'))).toBe(false);
    world.topUp(100);
    world.run(at('2026-06-20'));
    expect(spans(world.paid)).toEqual(['2026-06-01 to 2026-06-11: 16333333']);
    expect(world.state).toMatchObject({ planCode: 'ENTERPRISE', feeSince: null });
  });

  it('begins anew with a new plan, and what it owes it goes on owing', () => {
    const world = new World(at('2026-06-01'));
    world.change({ plan: PREMIUM, renews: false, periodEnd: at('2026-06-11') }, at('2026-06-02'));
    world.change({ plan: BASIC }, at('2026-06-20'));
    expect(world.isOpen(at('2026-06-20'))).toBe(true);
    expect(spans(world.owed)).toEqual(['2026-06-01 to 2026-06-11: 16333333']);
    expect(world.state.period).toEqual({ start: at('2026-06-20'), end: at('2026-07-20') });
    world.run(at('2026-07-21'));
    world.topUp(20);
    world.run(at('2026-07-22'));
    expect(world.owed).toEqual([]);
    expect(world.availableMicros).toBe(3_666_667n);
    expect(world.isOpen(at('2026-07-22'))).toBe(true);
  });

  it('is the present month where it is only told not to renew, and months go on where it is told to', () => {
    const world = new World(at('2026-06-01'));
    world.change({ plan: PREMIUM, renews: false }, at('2026-06-20'));
    expect(world.state).toMatchObject({ renews: false, period: { end: at('2026-07-01') } });
    world.change({ plan: PREMIUM, renews: false }, at('2026-06-21'));
    expect(world.state).toMatchObject({ renews: false, period: { end: at('2026-07-01') } });
    world.change({ plan: PREMIUM }, at('2026-06-22'));
    expect(world.state).toMatchObject({ renews: true, period: { start: at('2026-06-01'), end: at('2026-07-01') } });
    world.change({ plan: PREMIUM, renews: false, periodEnd: at('2027-01-01') }, at('2026-06-22'));
    world.change({ plan: PREMIUM }, at('2026-09-15'));
    expect(world.state).toMatchObject({ renews: true, period: { start: at('2026-06-01'), end: at('2026-10-01') } });
  });

  it('can be the first of many: months are counted from it', () => {
    const world = new World(at('2026-06-20'));
    world.topUp(1_000);
    world.change({ plan: PREMIUM, renews: true, periodEnd: at('2026-07-01') }, at('2026-06-20'));
    world.run(at('2026-09-05'));
    expect(spans(world.paid)).toEqual([
      // 49 × 11/30 = 17.9666…
      '2026-06-20 to 2026-07-01: 17966667',
      '2026-07-01 to 2026-08-01: 49000000',
      '2026-08-01 to 2026-09-01: 49000000',
    ]);
  });

  it('set while a period is owed ends the grace: the operator has said until when', () => {
    const world = new World(at('2026-01-31'));
    world.run(at('2026-03-10'));
    expect(world.isOpen(at('2026-03-10'))).toBe(false);
    world.change({ plan: PREMIUM, renews: false, periodEnd: at('2026-04-01') }, at('2026-03-10'));
    expect(world.isOpen(at('2026-03-31'))).toBe(true);
    expect(world.owed).toHaveLength(1);
  });

  it('is not got by cancelling while a period is owed', () => {
    const world = new World(at('2026-01-31'));
    world.run(at('2026-02-28'));
    world.change({ plan: PREMIUM, renews: false }, at('2026-03-01'));
    expect(world.isOpen(at('2026-03-02'))).toBe(true);
    expect(world.isOpen(at('2026-03-03'))).toBe(false);
    world.topUp(49);
    expect(world.run(at('2026-03-20'))).toBe('expired');
    expect(world.owed).toEqual([]);
    expect(world.isOpen(at('2026-03-20'))).toBe(false);
  });
});

describe('A subscription of before there were fees', () => {
  const legacy = (end: Date | null): SubscriptionState => ({
    ...openSubscription(PREMIUM, at('2025-01-01')),
    period: { start: at('2025-01-01'), end },
    renews: false,
    feeSince: null,
  });

  it.each([[null], [at('2025-06-01')]])('that ends at %j costs nothing, however long it was held', (end) => {
    const world = new World(at('2025-01-01'));
    world.state = legacy(end);
    world.run(at('2027-01-01'));
    expect(world.closed).toEqual([]);
    expect(world.isOpen(at('2027-01-01'))).toBe(end === null);
  });

  it('is charged from the moment on in which an operator gives the plan anew', () => {
    const world = new World(at('2025-01-01'));
    world.state = legacy(null);
    world.topUp(100);
    world.change({ plan: PREMIUM }, at('2026-06-15'));
    world.run(at('2026-07-15'));
    expect(spans(world.paid)).toEqual(['2026-06-15 to 2026-07-15: 49000000']);
  });

  it('can be ended without a fee', () => {
    const world = new World(at('2025-01-01'));
    world.state = legacy(null);
    world.change({ plan: PREMIUM, renews: false, periodEnd: at('2026-06-14') }, at('2026-06-15'));
    world.run(at('2026-06-15'));
    expect([world.closed, world.isOpen(at('2026-06-15'))]).toEqual([[], false]);
  });
});

describe('A subscription that is closed with its tenant', () => {
  it('charges the part of the month that has passed, if the money is there, and never again', () => {
    const world = new World(at('2026-06-01'));
    world.topUp(20);
    world.end(at('2026-06-11'));
    world.run(at('2026-06-12'));
    world.topUp(1_000);
    world.run(at('2026-12-01'));
    expect(spans(world.paid)).toEqual(['2026-06-01 to 2026-06-11: 16333333']);
  });

  it('charges nothing for the time in which it could not be used', () => {
    const world = new World(at('2026-06-01'));
    world.run(at('2026-07-01'));
    world.end(at('2026-07-20'));
    world.run(at('2026-07-20'));
    expect(spans(world.closed)).toEqual(['2026-06-01 to 2026-07-01: 49000000']);
  });

  it('has no period when it is closed in the moment of its opening', () => {
    const world = new World(at('2026-06-01'));
    world.end(at('2026-06-01'));
    expect(world.run(at('2026-06-02'))).toBe('expired');
    expect(world.closed).toEqual([]);
  });
});

// ------------------------------------------------------------------------------------------------------------- properties

const hours = fc.integer({ min: 1, max: 24 * 50 });
const plans = fc.constantFrom(BASIC, PREMIUM, ENTERPRISE, plan('PENNY', 1));
const opened = fc.date({ min: at('2023-01-01'), max: at('2027-12-31'), noInvalidDate: true });

type Act =
  | { kind: 'run' }
  | { kind: 'topUp'; units: number }
  | { kind: 'change'; plan: SubscribedPlan; renews: boolean; endsInHours: number | null }
  | { kind: 'end' };

const harmless: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Act>({ kind: 'run' }) },
  { weight: 1, arbitrary: plans.map((each): Act => ({ kind: 'change', plan: each, renews: true, endsInHours: null })) },
);
const anything: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Act>({ kind: 'run' }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 600 }).map((units): Act => ({ kind: 'topUp', units })) },
  {
    weight: 3,
    arbitrary: fc.record<Act & { kind: 'change' }>({
      kind: fc.constant('change'),
      plan: plans,
      renews: fc.boolean(),
      endsInHours: fc.option(fc.integer({ min: -24 * 10, max: 24 * 90 })),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Act>({ kind: 'end' }) },
);
const story = (acts: fc.Arbitrary<Act>) => fc.array(fc.tuple(hours, acts), { maxLength: 25 });

function act(world: World, each: Act, now: Date): void {
  if (each.kind === 'run') world.run(now);
  else if (each.kind === 'topUp') world.topUp(each.units);
  else if (each.kind === 'end') world.end(now);
  else {
    const wished = each.endsInHours === null ? null : new Date(now.getTime() + each.endsInHours * 3_600_000);
    // What the service refuses: an end before the beginning, and months that are to follow an end that has passed.
    const isRefused = wished !== null && (wished < world.state.period.start || (each.renews && wished <= now));
    world.change({ plan: each.plan, renews: each.renews, periodEnd: isRefused ? null : wished }, now);
  }
}

function expectSound(world: World, fundedMicros: bigint): void {
  const ordered = world.closed.toSorted((one, other) => one.start.getTime() - other.start.getTime());
  ordered.forEach((period, index) => {
    expect(period.start < period.end).toBe(true);
    expect(period.feeMicros >= 0n).toBe(true);
    const next = ordered[index + 1];
    if (next) expect(period.end <= next.start).toBe(true);
  });
  const last = ordered.at(-1);
  if (last && world.state.feeSince !== null) expect(last.end <= world.state.period.start).toBe(true);
  // Paid and owed together are what was closed, each period once.
  const key = ({ start }: OwedPeriod) => start.getTime();
  expect([...world.paid, ...world.owed].map(key).sort()).toEqual(world.closed.map(key).sort());
  expect(world.availableMicros).toBe(fundedMicros - world.paid.reduce((sum, { feeMicros }) => sum + feeMicros, 0n));
  expect(world.availableMicros >= 0n).toBe(true);
  const { graceUntil } = world.state;
  if (graceUntil !== null)
    expect(world.owed.some(({ end }) => end.getTime() + GRACE_MS === graceUntil.getTime())).toBe(true);
}

describe('The job', () => {
  it('charges each month once and skips none, in whatever order and however often it runs, while there is money', () => {
    fc.assert(
      fc.property(opened, plans, story(harmless), (begin, first, acts) => {
        const [eager, lazy] = [new World(begin, first), new World(begin, first)];
        eager.topUp(100_000_000);
        lazy.topUp(100_000_000);
        let now = begin;
        for (const [gone, each] of acts) {
          now = new Date(now.getTime() + gone * 3_600_000);
          act(eager, each, now);
          if (each.kind !== 'run') act(lazy, each, now);
          expect(eager.isOpen(now) && lazy.isOpen(now)).toBe(true);
        }
        eager.run(now);
        lazy.run(now);
        expect(eager.closed).toEqual(lazy.closed);
        expect(eager.state).toEqual(lazy.state);
        expect(eager.paid).toEqual(eager.closed);
        // One after the other, from the opening until now, without a gap.
        let end = begin;
        for (const period of eager.closed) {
          expect(period.start).toEqual(end);
          end = period.end;
        }
        expect(eager.state.period.start).toEqual(end);
        expect(eager.state.period.end! > now).toBe(true);
        expect(eager.run(now)).toBe('nothing');
      }),
      RUNS,
    );
  });

  it('never charges more than there is, nor a period twice, nor two that overlap, whatever happens', () => {
    fc.assert(
      fc.property(opened, plans, story(anything), (begin, first, acts) => {
        const world = new World(begin, first);
        let [now, fundedMicros] = [begin, 0n];
        for (const [gone, each] of acts) {
          now = new Date(now.getTime() + gone * 3_600_000);
          act(world, each, now);
          if (each.kind === 'topUp') fundedMicros += BigInt(each.units) * 1_000_000n;
          expectSound(world, fundedMicros);
        }
      }),
      RUNS,
    );
  });

  it('leaves nothing owed once there is money for all of it', () => {
    fc.assert(
      fc.property(opened, plans, story(anything), (begin, first, acts) => {
        const world = new World(begin, first);
        let now = begin;
        for (const [gone, each] of acts) {
          now = new Date(now.getTime() + gone * 3_600_000);
          act(world, each, now);
        }
        world.topUp(100_000_000);
        world.run(now);
        expect(world.owed).toEqual([]);
        expect(world.state.graceUntil).toBeNull();
        if (world.state.renews) expect(world.isOpen(now)).toBe(true);
        if (world.state.feeSince !== null) expect(world.state.period.end! > now).toBe(true);
      }),
      RUNS,
    );
  });

  it('gives three days from the end of a month that cannot be paid, and not a moment more', () => {
    fc.assert(
      fc.property(opened, fc.integer({ min: 0, max: 6 * DAY_MS }), (begin, lateMs) => {
        const world = new World(begin);
        const end = world.state.period.end!;
        const now = new Date(end.getTime() + lateMs);
        const kind = world.run(now);
        expect(kind).toBe(lateMs < GRACE_MS ? 'nothing' : 'expired');
        expect(world.isOpen(now)).toBe(lateMs < GRACE_MS);
        expect(world.state.graceUntil!.getTime() - end.getTime()).toBe(GRACE_MS);
      }),
      RUNS,
    );
  });
});
