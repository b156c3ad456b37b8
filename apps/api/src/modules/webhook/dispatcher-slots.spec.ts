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
  it('begin with a few for each endpoint, and a lane for each that fails', () => {
    expect(new DispatcherSlots().plan(0)).toEqual({ known: [], freshEach: 4, freshTotal: 64, failingTotal: 64 });
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

  it('are never taken by endpoints that hang, however many there are', () => {
    const slots = new DispatcherSlots();
    for (let index = 0; index < 400; index += 1) {
      const { failingTotal, freshTotal } = slots.plan(0);
      if (failingTotal > 0) take(slots, endpoint(index), 1, true);
      else if (freshTotal > 0) take(slots, endpoint(index), Math.min(4, freshTotal));
    }
    expect(slots.running).toBe(SLOT_LIMITS.unproven);
    const good = endpoint(1_000);
    take(slots, good, 1);
    slots.observe(good, PROMPT);
    slots.observe(good, PROMPT);
    expect(freeOf(slots, good)).toBe(9);
  });

  it('that fail leave room for endpoints of which nothing is known yet', () => {
    const slots = new DispatcherSlots();
    for (let index = 0; index < 200 && slots.plan(0).failingTotal > 0; index += 1)
      take(slots, endpoint(index), 1, true);
    expect(slots.running).toBe(SLOT_LIMITS.struggling);
    expect(slots.plan(0).freshTotal).toBe(SLOT_LIMITS.unproven - SLOT_LIMITS.struggling);
  });

  it('never exceed the total, and leave a quarter of what is free to endpoints that are not served yet', () => {
    const slots = new DispatcherSlots();
    for (let index = 0; index < 60; index += 1) {
      take(slots, endpoint(index), 1);
      slots.observe(endpoint(index), PROMPT);
      slots.observe(endpoint(index), PROMPT);
    }
    const plan = slots.plan(0);
    const granted = plan.known.reduce((sum, { free }) => sum + free, 0);
    expect(granted).toBe(147);
    expect(slots.running + granted + plan.freshTotal + plan.failingTotal).toBeLessThanOrEqual(SLOT_LIMITS.total);
    expect(plan.freshTotal + plan.failingTotal).toBe(49);
  });

  it('are given to everyone in turn when there are too few', () => {
    const slots = new DispatcherSlots({ ...SLOT_LIMITS, total: 16 });
    const fed = new Set<string>();
    for (let index = 0; index < 6; index += 1) {
      take(slots, endpoint(index), 1);
      slots.observe(endpoint(index), PROMPT);
      slots.observe(endpoint(index), PROMPT);
    }
    for (let round = 0; round < 6; round += 1) {
      for (const { endpointId, free } of slots.plan(0).known) if (free > 0) fed.add(endpointId);
    }
    expect(fed.size).toBe(6);
  });

  it('are forgotten for endpoints that have been quiet', () => {
    const slots = new DispatcherSlots();
    take(slots, endpoint(1), 1);
    slots.give(endpoint(1), 0);
    expect(slots.plan(1_000).known).toHaveLength(1);
    expect(slots.plan(2_001).known).toHaveLength(0);
  });
});
