import { DispatcherSlots, type EndpointKey, SLOT_LIMITS } from './dispatcher-slots';

const endpoint = (index: number): EndpointKey => ({ tenantId: 't', endpointId: `e${index}` });
const PROMPT = { isDelivered: true, durationMs: 20 };
const HUNG = { isDelivered: false, durationMs: 10_000 };
const SLOW = { isDelivered: true, durationMs: 5_000 };

function take(slots: DispatcherSlots, key: EndpointKey, count: number, isFailing = false): void {
  for (let taken = 0; taken < count; taken += 1) slots.take(key, isFailing, 0);
}
const freeOf = (slots: DispatcherSlots, { endpointId }: EndpointKey): number | undefined =>
  slots.plan(0).known.find((each) => each.endpointId === endpointId)?.free;

describe('The slots of a dispatcher', () => {
  it('begin with a few for each endpoint', () => {
    expect(new DispatcherSlots().plan(0)).toEqual({
      known: [],
      freshEach: 4,
      totals: { proven: 192, new: 32, struggling: 32 },
    });
  });

  it('grow to ten for an endpoint that answers promptly', () => {
    const slots = new DispatcherSlots();
    take(slots, endpoint(1), 4);
    expect(freeOf(slots, endpoint(1))).toBe(0);
    for (const free of [4, 6, 6]) {
      slots.observe(endpoint(1), PROMPT);
      expect(freeOf(slots, endpoint(1))).toBe(free);
    }
  });

  it('fall to one for an endpoint that hangs, and grow again when it answers', () => {
    const slots = new DispatcherSlots();
    take(slots, endpoint(1), 1);
    for (let count = 0; count < 5; count += 1) slots.observe(endpoint(1), HUNG);
    expect(freeOf(slots, endpoint(1))).toBe(0);
    slots.observe(endpoint(1), PROMPT);
    expect(freeOf(slots, endpoint(1))).toBe(1);
  });

  it('are ten for an endpoint that is slow but takes what it is sent', () => {
    const slots = new DispatcherSlots();
    take(slots, endpoint(1), 1);
    for (let count = 0; count < 3; count += 1) slots.observe(endpoint(1), SLOW);
    expect(freeOf(slots, endpoint(1))).toBe(9);
  });

  it('are one for an endpoint that the database knows to fail', () => {
    const slots = new DispatcherSlots();
    take(slots, endpoint(1), 1, true);
    expect(freeOf(slots, endpoint(1))).toBe(0);
  });

  it('are never all taken by endpoints that hang, however many there are', () => {
    const slots = new DispatcherSlots();
    for (let index = 0; index < 400; index += 1) {
      const { totals } = slots.plan(0);
      if (totals.struggling > 0) take(slots, endpoint(index), 1, true);
      else take(slots, endpoint(index), Math.min(4, totals.new));
    }
    expect(slots.running).toBe(SLOT_LIMITS.unproven);
    expect(slots.plan(0).totals).toEqual({ proven: 128, new: 0, struggling: 0 });
  });

  it('that fail leave room for endpoints of which nothing is known yet', () => {
    const slots = new DispatcherSlots();
    for (let index = 0; index < 200; index += 1)
      if (slots.plan(0).totals.struggling > 0) take(slots, endpoint(index), 1, true);
    expect(slots.running).toBe(SLOT_LIMITS.struggling);
    expect(slots.plan(0).totals).toEqual({ proven: 144, new: 48, struggling: 0 });
  });

  it('never exceed the total', () => {
    const slots = new DispatcherSlots();
    for (let index = 0; index < 400; index += 1) {
      const { totals } = slots.plan(0);
      expect(slots.running + totals.proven + totals.new + totals.struggling).toBeLessThanOrEqual(SLOT_LIMITS.total);
      if (totals.proven === 0) continue;
      take(slots, endpoint(index), 1);
      slots.observe(endpoint(index), PROMPT);
    }
    expect(slots.running).toBeGreaterThan(250);
  });

  it('are, when few are free, for those that fail and those that are new in turn', () => {
    const slots = new DispatcherSlots({ ...SLOT_LIMITS, total: 4 });
    const shared = [slots.plan(0), slots.plan(0)].map(({ totals }) => totals);
    expect(shared).toEqual([
      { proven: 3, new: 0, struggling: 1 },
      { proven: 3, new: 1, struggling: 0 },
    ]);
  });

  it('are forgotten for endpoints that have been quiet', () => {
    const slots = new DispatcherSlots();
    take(slots, endpoint(1), 1);
    slots.give(endpoint(1), 0);
    expect(slots.plan(1_000).known).toHaveLength(1);
    expect(slots.plan(2_001).known).toHaveLength(0);
  });
});
