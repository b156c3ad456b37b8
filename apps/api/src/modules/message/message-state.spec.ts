import type { MessageStatus } from '@switchboard/contracts';
import * as fc from 'fast-check';
import { chargedMicros, paidMicros } from '../billing/platform-share';
import { type MessageEvent, type MessageState, type MessageTransfer, transition } from './message-state';

const ACCEPTED: MessageState = {
  status: 'accepted',
  sandbox: false,
  wamid: null,
  heldMicros: 31_500n,
  quotedPlatformFeeMicros: 1_000n,
  platformFeeMicros: 0n,
  metaFeeMicros: 0n,
  markupMicros: 0n,
};

const PRICE = { billable: true, metaFeeMicros: 30_000n, markupMicros: 500n };
const status = (reported: 'sent' | 'delivered' | 'read' | 'played' | 'failed', price = PRICE): MessageEvent => ({
  kind: 'status',
  status: reported,
  wamid: 'wamid.1',
  price,
});

/** Applies events one after the other, as settlement does. */
function live(
  start: MessageState,
  events: readonly MessageEvent[],
): { state: MessageState; transfers: MessageTransfer[] } {
  return events.reduce<{ state: MessageState; transfers: MessageTransfer[] }>(
    (so_far, event) => {
      const next = transition(so_far.state, event);
      return { state: next.state, transfers: [...so_far.transfers, ...next.transfers] };
    },
    { state: start, transfers: [] },
  );
}

describe('The life of a message', () => {
  it('takes the platform fee when Meta takes the message, and Meta’s fee when it is delivered', () => {
    const { state, transfers } = live(ACCEPTED, [
      { kind: 'submitted', wamid: 'wamid.1' },
      status('sent'),
      status('delivered'),
      status('read'),
    ]);
    expect(state).toMatchObject({
      status: 'read',
      heldMicros: 0n,
      platformFeeMicros: 1_000n,
      metaFeeMicros: 30_000n,
      markupMicros: 500n,
      wamid: 'wamid.1',
    });
    expect(transfers.map(({ step, amountMicros }) => [step, amountMicros])).toEqual([
      ['platform_fee', 1_000n],
      ['meta_fee', 30_000n],
      ['markup', 500n],
    ]);
  });

  it.each<[string, MessageEvent[], MessageStatus, bigint]>([
    ['gives everything back when Meta refuses', [{ kind: 'refused' }], 'failed', 31_500n],
    [
      'gives the rest back when delivery fails',
      [{ kind: 'submitted', wamid: 'w' }, status('failed')],
      'failed',
      30_500n,
    ],
    [
      'gives the rest back when delivery is free',
      [{ kind: 'submitted', wamid: 'w' }, status('delivered', { ...PRICE, billable: false })],
      'delivered',
      30_500n,
    ],
    [
      'gives back what a cheaper category leaves over',
      [{ kind: 'submitted', wamid: 'w' }, status('read', { billable: true, metaFeeMicros: 10_000n, markupMicros: 0n })],
      'read',
      20_500n,
    ],
    [
      'gives everything back when an unknown outcome can no longer arrive',
      [{ kind: 'uncertain' }, { kind: 'expired' }],
      'failed',
      31_500n,
    ],
    ['keeps the money of an unknown outcome reserved', [{ kind: 'uncertain' }], 'uncertain', 0n],
  ])('%s', (_title, events, expectedStatus, released) => {
    const { state, transfers } = live(ACCEPTED, events);
    expect(state.status).toBe(expectedStatus);
    expect(
      transfers.filter(({ step }) => step === 'release').reduce((sum, { amountMicros }) => sum + amountMicros, 0n),
    ).toBe(released);
  });

  it('settles an unknown outcome by a late status, with both fees', () => {
    const { state } = live(ACCEPTED, [{ kind: 'uncertain' }, status('delivered')]);
    expect(state).toMatchObject({
      status: 'delivered',
      platformFeeMicros: 1_000n,
      metaFeeMicros: 30_000n,
      heldMicros: 0n,
    });
  });

  it('reserves what is missing when Meta charges more than was quoted', () => {
    const { state, transfers } = live(ACCEPTED, [
      { kind: 'submitted', wamid: 'w' },
      status('delivered', { billable: true, metaFeeMicros: 50_000n, markupMicros: 0n }),
    ]);
    expect(transfers.find(({ step }) => step === 'reserve_extra')?.amountMicros).toBe(19_500n);
    expect(state).toMatchObject({ metaFeeMicros: 50_000n, heldMicros: 0n });
  });

  it('reserves and releases a sandbox message: net zero', () => {
    const { state, transfers } = live({ ...ACCEPTED, sandbox: true }, [
      { kind: 'submitted', wamid: 'wamid.FAKE_1' },
      status('sent'),
      status('delivered'),
      status('read'),
    ]);
    expect(state).toMatchObject({ status: 'read', heldMicros: 0n, platformFeeMicros: 0n, metaFeeMicros: 0n });
    expect(transfers).toEqual([{ step: 'release', from: 'reserved', to: 'available', amountMicros: 31_500n }]);
  });
});

const EVENT = fc.oneof(
  fc.constant<MessageEvent>({ kind: 'submitted', wamid: 'wamid.1' }),
  fc.constant<MessageEvent>({ kind: 'refused' }),
  fc.constant<MessageEvent>({ kind: 'uncertain' }),
  fc.constant<MessageEvent>({ kind: 'expired' }),
  fc.record<MessageEvent & { kind: 'status' }>({
    kind: fc.constant('status'),
    status: fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed'),
    wamid: fc.constant('wamid.1'),
    price: fc.record({
      billable: fc.boolean(),
      metaFeeMicros: fc.bigInt(0n, 100_000n),
      markupMicros: fc.bigInt(0n, 5_000n),
    }),
  }),
);

describe('Any events in any order, with duplicates', () => {
  const RUNS = { numRuns: 2_000 };
  const start = (sandbox: boolean, held: bigint): MessageState => ({
    ...ACCEPTED,
    sandbox,
    heldMicros: held,
    quotedPlatformFeeMicros: held < 1_000n ? held : 1_000n,
  });
  const story = fc.tuple(fc.boolean(), fc.bigInt(0n, 100_000n), fc.array(EVENT, { maxLength: 12 }));

  it('never hold less than nothing and account for every micro-unit', () => {
    fc.assert(
      fc.property(story, ([sandbox, held, events]) => {
        let balance = held;
        let state = start(sandbox, held);
        for (const event of events) {
          const next = transition(state, event);
          for (const { from, to, amountMicros } of next.transfers) {
            expect(amountMicros).toBeGreaterThan(0n);
            balance += (to === 'reserved' ? amountMicros : 0n) - (from === 'reserved' ? amountMicros : 0n);
            expect(balance).toBeGreaterThanOrEqual(0n);
          }
          state = next.state;
          expect(state.heldMicros).toBe(balance);
        }
      }),
      RUNS,
    );
  });

  it('do each step of the money at most once', () => {
    fc.assert(
      fc.property(story, ([sandbox, held, events]) => {
        const steps = live(start(sandbox, held), events).transfers.map(({ step }) => step);
        expect(new Set(steps).size).toBe(steps.length);
      }),
      RUNS,
    );
  });

  it('change nothing when one is repeated at once', () => {
    fc.assert(
      fc.property(story, EVENT, ([sandbox, held, events], event) => {
        const once = live(start(sandbox, held), [...events, event]);
        const twice = transition(once.state, event);
        expect(twice.transfers).toEqual([]);
        expect(twice.state).toEqual(once.state);
      }),
      RUNS,
    );
  });

  it('hold no money once a message is delivered or has failed', () => {
    fc.assert(
      fc.property(story, ([sandbox, held, events]) => {
        const { state } = live(start(sandbox, held), events);
        if (['delivered', 'read', 'played', 'failed'].includes(state.status)) expect(state.heldMicros).toBe(0n);
      }),
      RUNS,
    );
  });
});

describe('A correction', () => {
  const SETTLED: MessageState = {
    ...ACCEPTED,
    status: 'delivered',
    heldMicros: 0n,
    platformFeeMicros: 1_000n,
    metaFeeMicros: 30_000n,
    markupMicros: 500n,
  };
  const corrected = (price: Partial<typeof PRICE>, shortfallMicros = 0n, refundedMicros = 0n): MessageEvent => ({
    kind: 'corrected',
    by: 'read',
    price: { ...PRICE, ...price },
    share: { shortfallMicros, refundedMicros },
  });
  const moves = (event: MessageEvent) =>
    transition(SETTLED, event).transfers.map(({ step, from, to, amountMicros }) => [step, from, to, amountMicros]);

  it('gives back what was charged too much', () => {
    expect(moves(corrected({ metaFeeMicros: 10_000n, markupMicros: 200n }))).toEqual([
      ['meta_fee_correction_read', 'meta_fees', 'reserved', 20_000n],
      ['markup_correction_read', 'platform_fees', 'reserved', 300n],
      ['release_correction_read', 'reserved', 'available', 20_300n],
    ]);
  });

  it('gives back everything but the platform fee when it turns out not to be billable', () => {
    const { state } = transition(SETTLED, corrected({ billable: false }));
    expect(state).toMatchObject({ platformFeeMicros: 1_000n, metaFeeMicros: 0n, markupMicros: 0n, heldMicros: 0n });
  });

  it('takes what was charged too little', () => {
    expect(moves(corrected({ metaFeeMicros: 50_000n, markupMicros: 900n }))).toEqual([
      ['reserve_correction_read', 'available', 'reserved', 20_400n],
      ['meta_fee_correction_read', 'reserved', 'meta_fees', 20_000n],
      ['markup_correction_read', 'reserved', 'platform_fees', 400n],
    ]);
  });

  it('gives the platform’s help back before the tenant gets anything', () => {
    expect(moves(corrected({ billable: false }, 20_000n)).slice(2)).toEqual([
      ['shortfall_return_read', 'reserved', 'adjustments', 20_000n],
      ['release_correction_read', 'reserved', 'available', 10_500n],
    ]);
    expect(moves(corrected({ metaFeeMicros: 29_000n }, 20_000n)).slice(1)).toEqual([
      ['shortfall_return_read', 'reserved', 'adjustments', 1_000n],
    ]);
  });

  it.each<[string, MessageState]>([
    ['that is not delivered', { ...SETTLED, status: 'sent' }],
    ['that has failed', { ...SETTLED, status: 'failed' }],
    ['of the sandbox', { ...SETTLED, sandbox: true }],
    ['that is charged right', { ...SETTLED, metaFeeMicros: 0n, markupMicros: 0n }],
  ])('leaves a message alone %s', (_, state) => {
    expect(transition(state, corrected({ billable: false }))).toEqual({ state, transfers: [] });
  });

  it('gives nothing back that a refund has given back before: it goes to the platform', () => {
    // 31,500 were charged and 10,000 refunded; the 30,500 that turn out not to be due are 21,500 of the tenant's.
    expect(moves(corrected({ billable: false }, 0n, 10_000n)).slice(2)).toEqual([
      ['refund_return_read', 'reserved', 'adjustments', 9_000n],
      ['release_correction_read', 'reserved', 'available', 21_500n],
    ]);
    expect(moves(corrected({ billable: false }, 0n, 31_500n)).slice(2)).toEqual([
      ['refund_return_read', 'reserved', 'adjustments', 30_500n],
    ]);
  });

  it('charges nothing more for a message that was refunded in full, and as usual for one that was refunded in part', () => {
    const dearer = { metaFeeMicros: 50_000n };
    expect(moves(corrected(dearer, 0n, 31_500n))).toEqual([
      ['refund_correction_read', 'adjustments', 'reserved', 20_000n],
      ['meta_fee_correction_read', 'reserved', 'meta_fees', 20_000n],
    ]);
    expect(moves(corrected(dearer, 0n, 31_499n))[0]).toEqual([
      'reserve_correction_read',
      'available',
      'reserved',
      20_000n,
    ]);
  });

  it('leads from any charge to any other, accounts for every micro-unit and holds nothing', () => {
    const amount = fc.bigInt(0n, 50_000n);
    const price = fc.record({ billable: fc.boolean(), metaFeeMicros: amount, markupMicros: amount });
    const charge = fc.record({ platformFeeMicros: amount, metaFeeMicros: amount, markupMicros: amount });
    const part = fc.integer({ min: 0, max: 100 }).map(BigInt);
    const pair = fc.tuple(part, part);
    fc.assert(
      fc.property(charge, price, pair, (charged, next, [helpPercent, refundPercent]) => {
        const before = { ...SETTLED, ...charged };
        // As intake and refunds see to it: help and refunds are together at most what was charged.
        const shortfallMicros = (chargedMicros(before) * helpPercent) / 100n;
        const refundedMicros = ((chargedMicros(before) - shortfallMicros) * refundPercent) / 100n;
        const share = { shortfallMicros, refundedMicros };
        const { state, transfers } = transition(before, { kind: 'corrected', by: 'read', price: next, share });
        const flow = (account: string, prefix = '') =>
          transfers.reduce((sum, { step, from, to, amountMicros }) => {
            expect(amountMicros).toBeGreaterThan(0n);
            if (!step.startsWith(prefix)) return sum;
            return sum + (to === account ? amountMicros : 0n) - (from === account ? amountMicros : 0n);
          }, 0n);
        const due = next.billable ? next.metaFeeMicros : 0n;
        const dueMarkup = next.billable ? next.markupMicros : 0n;
        expect(state).toEqual({ ...before, metaFeeMicros: due, markupMicros: dueMarkup, heldMicros: 0n });
        expect(flow('meta_fees')).toBe(due - before.metaFeeMicros);
        expect(flow('platform_fees')).toBe(dueMarkup - before.markupMicros);
        expect(flow('reserved')).toBe(0n);
        expect(new Set(transfers.map(({ step }) => step)).size).toBe(transfers.length);

        const paid = paidMicros(before, share);
        const after = {
          shortfallMicros: shortfallMicros - flow('adjustments', 'shortfall_'),
          refundedMicros: refundedMicros - flow('adjustments', 'refund_'),
        };
        // Nobody is ever given more back than was charged, and what the tenant has paid is what its wallet says.
        expect(after.shortfallMicros >= 0n && after.refundedMicros >= 0n).toBe(true);
        expect(after.shortfallMicros + after.refundedMicros).toBeLessThanOrEqual(chargedMicros(state));
        expect(paidMicros(state, after)).toBe(paid - flow('available'));
        // What comes back covers the platform's help first: the tenant gets something only when all of that is back.
        if (flow('available') > 0n) expect(after.shortfallMicros).toBe(0n);
        // A refund stands as far as there is a charge: the tenant gets nothing while some of it goes back, but for all it has paid.
        if (after.refundedMicros < refundedMicros) expect(paidMicros(state, after)).toBe(0n);
        if (refundedMicros > 0n && paid === 0n) expect(flow('available')).toBe(0n);
      }),
      { numRuns: 2_000 },
    );
  });
});
