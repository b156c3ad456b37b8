import type { MetaPricing } from '@switchboard/contracts';
import * as fc from 'fast-check';
import type { DeliveryFees, DeliveryRequest, PricingService } from '../billing/pricing.service';
import type { MessageTransfer, ReportedStatus } from './message-state';
import type { SettlementRepository, StoredMessage } from './settlement.repository';
import { SettlementService, type StatusUpdate } from './settlement.service';

const NIGHT = Date.parse('2026-10-01T00:00:00Z');
const STATUSES: readonly ReportedStatus[] = ['sent', 'delivered', 'read', 'played'];

/** A price that every part of the request has a part in: the category, and whether it was before or after midnight. */
function priceDelivered({ metaCategory, fallbackCategory, at }: DeliveryRequest): Promise<DeliveryFees> {
  const category = (metaCategory ?? fallbackCategory ?? 'marketing') as DeliveryFees['category'];
  const base = { marketing: 30_000n, utility: 9_000n, service: 4_000n }[
    category as 'marketing' | 'utility' | 'service'
  ];
  const metaFeeMicros = at.getTime() < NIGHT ? base : base + 700n;
  return Promise.resolve({
    metaFeeMicros,
    markupMicros: metaFeeMicros / 10n,
    rateCardId: at.getTime() < NIGHT ? 'summer' : 'autumn',
    category,
    market: 'TR',
    country: 'TR',
  });
}

const SENT: StoredMessage = {
  tenantId: 't',
  id: 'm',
  version: 0,
  status: 'submitted',
  sandbox: false,
  wamid: 'wamid.1',
  currency: 'USD',
  apiKeyId: null,
  phoneNumberId: 'n',
  metaPhoneNumberId: '1',
  to: '905321234567',
  category: 'marketing',
  pricing: null,
  rateCardId: 'summer',
  markupBps: 1_000,
  heldMicros: 33_000n,
  quotedPlatformFeeMicros: 1_000n,
  quotedMetaFeeMicros: 30_000n,
  quotedMarkupMicros: 3_000n,
  platformFeeMicros: 1_000n,
  metaFeeMicros: 0n,
  markupMicros: 0n,
  tenantCallbackData: null,
  requestId: null,
  timeline: ['submitted'],
  told: [],
};

/** A message, its wallet and the accounts of the platform, moved by what the service decides. */
class World {
  message: StoredMessage = { ...SENT };
  readonly transfers: MessageTransfer[] = [];
  readonly balances = new Map<string, bigint>([['reserved', 33_000n]]);
  readonly service: SettlementService;

  constructor(available: bigint) {
    this.balances.set('available', available);
    const repository = {
      platformShareOf: () => Promise.resolve({ shortfallMicros: -this.balance('adjustments'), refundedMicros: 0n }),
    };
    this.service = new SettlementService(
      repository as unknown as SettlementRepository,
      { priceDelivered } as unknown as PricingService,
    );
  }

  balance(account: string): bigint {
    return this.balances.get(account) ?? 0n;
  }

  async report(updates: readonly StatusUpdate[]): Promise<void> {
    const decision = await this.service.decideReports(this.message, updates);
    if (!decision) return;
    const { settlement, applied } = decision;
    for (const transfer of settlement.transfers) this.post(transfer);
    const told = applied.map(({ status, at, pricing }) => ({ status, at, pricing: pricing ?? null }));
    this.message = {
      ...this.message,
      ...settlement.after,
      category: settlement.category ?? this.message.category,
      rateCardId: settlement.rateCardId ?? this.message.rateCardId,
      pricing: settlement.pricing ?? this.message.pricing,
      timeline: [...this.message.timeline, ...told.map(({ status }) => status)],
      told: [...(this.message.told ?? []), ...told],
    };
  }

  /** As the database does: what the wallet lacks for an extra reservation, the platform gives. */
  private post({ step, from, to, amountMicros }: MessageTransfer): void {
    this.transfers.push({ step, from, to, amountMicros });
    const isExtra = step.startsWith('reserve_');
    const paid = isExtra && this.balance(from) < amountMicros ? this.balance(from) : amountMicros;
    this.balances.set(from, this.balance(from) - paid);
    if (paid < amountMicros) this.balances.set('adjustments', this.balance('adjustments') - (amountMicros - paid));
    this.balances.set(to, this.balance(to) + amountMicros);
    for (const account of ['available', 'reserved']) expect(this.balance(account)).toBeGreaterThanOrEqual(0n);
  }
}

const pricing = fc.option(
  fc.record<MetaPricing>({
    billable: fc.boolean(),
    pricing_model: fc.constant('PMP'),
    type: fc.constantFrom('regular', 'free_customer_service', 'free_entry_point'),
    category: fc.constantFrom('marketing', 'utility', 'service'),
  }),
  { nil: undefined },
);
const update = (status: ReportedStatus) =>
  fc.record({
    tenantId: fc.constant('t'),
    metaPhoneNumberId: fc.constant('1'),
    messageId: fc.constant('m'),
    wamid: fc.constant('wamid.1'),
    status: fc.constant(status),
    at: fc.integer({ min: -3, max: 3 }).map((seconds) => new Date(NIGHT + seconds * 1_000)),
    pricing,
  });
/** What Meta tells of one message: some of the statuses, and at least one that proves its delivery. */
const life = fc
  .tuple(fc.subarray([...STATUSES], { minLength: 1 }), fc.tuple(...STATUSES.map(update)))
  .map(([chosen, all]) => all.filter(({ status }) => chosen.includes(status)))
  .filter((all) => all.some(({ status }) => status !== 'sent'));
/** The same in any order, with repetitions, and in any batches. */
const arrivals = life.chain((all) =>
  fc.record({
    all: fc.constant(all),
    order: fc
      .tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.array(fc.constantFrom(...all), { maxLength: 4 }))
      .map(([first, again]) => [...first, ...again]),
    cuts: fc.array(fc.nat(8), { maxLength: 4 }),
    available: fc.bigInt(0n, 60_000n),
  }),
);

function batches<T>(items: readonly T[], cuts: readonly number[]): T[][] {
  const bounds = [...new Set([0, ...cuts.map((cut) => cut % (items.length + 1)), items.length])].sort((a, b) => a - b);
  return bounds.slice(1).map((end, index) => items.slice(bounds[index], end));
}

describe('Whatever Meta reports, in any order, repeated and in any batches', () => {
  it('a message costs in the end what it would have cost had all been known at once', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ all, order, cuts, available }) => {
        const known = new World(available);
        await known.report(all);
        const world = new World(available);
        for (const batch of batches(order, cuts)) await world.report(batch);
        const charged = ({ message }: World) => [
          message.metaFeeMicros,
          message.markupMicros,
          message.platformFeeMicros,
          message.heldMicros,
          message.category,
          message.rateCardId,
        ];
        expect(charged(world)).toEqual(charged(known));
        // Every account is where it would have been: the tenant paid the same, and so did the platform where it had to help.
        for (const account of ['available', 'reserved', 'meta_fees', 'platform_fees', 'adjustments'])
          expect([account, world.balance(account)]).toEqual([account, known.balance(account)]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('total out is total in, after every report, and no step happens twice', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ order, cuts, available }) => {
        const world = new World(available);
        for (const batch of batches(order, cuts)) {
          await world.report(batch);
          expect([...world.balances.values()].reduce((sum, micros) => sum + micros, 0n)).toBe(available + 33_000n);
          expect(world.balance('reserved')).toBe(world.message.heldMicros);
          expect(world.balance('meta_fees')).toBe(world.message.metaFeeMicros);
          expect(world.balance('platform_fees')).toBe(world.message.markupMicros);
          const steps = world.transfers.map(({ step }) => step);
          expect(new Set(steps).size).toBe(steps.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
