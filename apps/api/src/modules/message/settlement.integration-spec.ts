import { uuidv7 } from '@switchboard/contracts';
import * as fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { intakeMessage } from '../../../test/support/test-message';
import { openTestTenant, type TestTenant } from '../../../test/support/test-tenant';
import { LedgerCheck } from '../billing/ledger-check.service';
import type { DeliveryFees, PricingService } from '../billing/pricing.service';
import { type IntakeMessage, IntakeRepository } from './intake.repository';
import type { ReportedStatus } from './message-state';
import { ReportRepository } from './report.repository';
import { type ReportOutcome, ReportService } from './report.service';
import { SettlementRepository, type StoredMessage } from './settlement.repository';
import { SettlementService, type StatusUpdate } from './settlement.service';

let test: TestDatabase;
let intake: IntakeRepository;
let repository: SettlementRepository;
let settlement: SettlementService;
let reports: ReportService;
/** What Meta charges for the next delivery; the tests choose it. */
let metaFeeMicros = 9_000n;

beforeAll(async () => {
  test = await createTestDatabase();
  intake = new IntakeRepository(test.database);
  repository = new SettlementRepository(test.database);
  const priceDelivered = (): Promise<DeliveryFees> =>
    Promise.resolve({
      metaFeeMicros,
      markupMicros: metaFeeMicros / 10n,
      rateCardId: uuidv7(),
      category: 'utility',
      market: 'TR',
      country: 'TR',
    });
  settlement = new SettlementService(repository, { priceDelivered } as unknown as PricingService);
  reports = new ReportService(new ReportRepository(test.database), repository, settlement);
});
afterAll(() => test.drop());

async function accept(tenant: TestTenant, given: Partial<IntakeMessage> = {}): Promise<StoredMessage | null> {
  const message = intakeMessage(tenant, given);
  const { verdict } = await intake.accept(message);
  return verdict === 'accepted' ? await read(tenant, message.messageId) : null;
}

async function read(tenant: TestTenant, id: string): Promise<StoredMessage> {
  const [message] = await repository.findByIds([{ tenantId: tenant.id, id }]);
  return message!;
}

/** Applies statuses; each must have found its message, unless the test asks. */
async function applyStatuses(updates: readonly StatusUpdate[], service = reports): Promise<ReportOutcome['kind'][]> {
  return (await service.apply(updates.map((update) => ({ kind: 'status', update })))).map(({ kind }) => kind);
}

const wamidOf = (message: StoredMessage): string => `wamid.${message.id}`;

const report = (
  tenant: TestTenant,
  message: StoredMessage,
  status: ReportedStatus,
  given: Partial<StatusUpdate> = {},
): StatusUpdate => ({
  tenantId: tenant.id,
  metaPhoneNumberId: tenant.metaPhoneNumberId,
  messageId: message.id,
  wamid: wamidOf(message),
  status,
  at: new Date(),
  pricing: { billable: true, pricing_model: 'PMP', category: 'utility' },
  ...given,
});

async function totals(tenantId: string): Promise<{ available: bigint; reserved: bigint; spentByKey: bigint }> {
  const { rows } = await test.database.pool.query<{ available: string; reserved: string; spent: string }>(
    `SELECT (SELECT balance_micros FROM accounts WHERE tenant_id = $1 AND kind = 'available') AS available,
            (SELECT balance_micros FROM accounts WHERE tenant_id = $1 AND kind = 'reserved') AS reserved,
            (SELECT coalesce(sum(spent_micros), 0) FROM api_key_spend WHERE tenant_id = $1) AS spent`,
    [tenantId],
  );
  return {
    available: BigInt(rows[0]!.available),
    reserved: BigInt(rows[0]!.reserved),
    spentByKey: BigInt(rows[0]!.spent),
  };
}

async function brokenInvariants(): Promise<string[]> {
  return (await new LedgerCheck().run(test.database.pool))
    .filter(({ ok }) => !ok)
    .flatMap(({ violations }) => violations);
}

describe('Settlement', () => {
  it('charges a delivered message by Meta’s category and gives back what was reserved beyond it', async () => {
    metaFeeMicros = 5_000n;
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    const message = (await accept(tenant))!;
    await settlement.settleSubmission(message, { event: { kind: 'submitted', wamid: wamidOf(message) } });
    await applyStatuses([
      report(tenant, message, 'sent'),
      report(tenant, message, 'delivered'),
      report(tenant, message, 'read'),
    ]);
    expect(await read(tenant, message.id)).toMatchObject({
      status: 'read',
      category: 'utility',
      metaFeeMicros: 5_000n,
      markupMicros: 500n,
      platformFeeMicros: 1_000n,
      heldMicros: 0n,
    });
    expect(await totals(tenant.id)).toEqual({ available: 93_500n, reserved: 0n, spentByKey: 6_500n });
  });

  it('applies the same report many times, at once and through two processes, with one effect', async () => {
    metaFeeMicros = 9_000n;
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    const message = (await accept(tenant))!;
    const otherRepository = new SettlementRepository(test.database);
    const other = new ReportService(new ReportRepository(test.database), otherRepository, settlement);
    await Promise.all([
      ...Array.from({ length: 5 }, (_, index) =>
        applyStatuses([report(tenant, message, 'delivered')], index % 2 ? reports : other),
      ),
      settlement.settleSubmission(message, { event: { kind: 'submitted', wamid: wamidOf(message) } }),
    ]);
    expect(await totals(tenant.id)).toEqual({ available: 89_100n, reserved: 0n, spentByKey: 10_900n });
    const { rows } = await test.database.pool.query('SELECT event FROM message_events WHERE message_id = $1', [
      message.id,
    ]);
    expect(rows.filter(({ event }) => event === 'delivered')).toHaveLength(1);
  });

  it('finds a message by its wamid when a report carries no callback data', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    const message = (await accept(tenant))!;
    await settlement.settleSubmission(message, { event: { kind: 'submitted', wamid: wamidOf(message) } });
    expect(await applyStatuses([report(tenant, message, 'sent', { messageId: null })])).toEqual(['applied']);
    expect((await read(tenant, message.id)).status).toBe('sent');
  });

  it('leaves a message alone when the report is about another number or another tenant', async () => {
    const [tenant, stranger] = [
      await openTestTenant(test, { availableMicros: 100_000n }),
      await openTestTenant(test, { availableMicros: 0n }),
    ];
    const message = (await accept(tenant))!;
    const foreign = [
      report(tenant, message, 'failed', { metaPhoneNumberId: stranger.metaPhoneNumberId }),
      report(stranger, message, 'failed'),
    ];
    expect(await applyStatuses(foreign)).toEqual(['unknown', 'unknown']);
    expect((await read(tenant, message.id)).status).toBe('accepted');
  });

  it('takes what is missing from the wallet, and from the platform where the wallet is empty, when Meta charges more', async () => {
    metaFeeMicros = 20_000n;
    const tenant = await openTestTenant(test, { availableMicros: 15_900n });
    const message = (await accept(tenant))!;
    await applyStatuses([report(tenant, message, 'delivered')]);
    expect(await totals(tenant.id)).toMatchObject({ available: 0n, reserved: 0n });
    const { rows } = await test.database.pool.query<{ step: string; amount_micros: string }>(
      'SELECT step, amount_micros FROM transfers WHERE operation_id = $1',
      [message.id],
    );
    const steps = Object.fromEntries(rows.map(({ step, amount_micros }) => [step, amount_micros]));
    expect(steps).toEqual({
      reserve: '10900',
      platform_fee: '1000',
      reserve_extra: '5000',
      shortfall: '7100',
      meta_fee: '20000',
      markup: '2000',
    });
    expect(await brokenInvariants()).toEqual([]);
  });

  it('remembers the answer for the idempotency key, or forgets the key', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    const kept = (await accept(tenant, { idempotency: { key: 'kept', fingerprint: 'a' } }))!;
    const forgotten = (await accept(tenant, { idempotency: { key: 'forgotten', fingerprint: 'b' } }))!;
    await settlement.settleSubmission(kept, {
      event: { kind: 'submitted', wamid: 'w' },
      response: { status: 200, body: '{"a":1}' },
    });
    await settlement.settleSubmission(forgotten, { event: { kind: 'refused' }, response: 'forget' });
    const { rows } = await test.database.pool.query(
      'SELECT key, response_status, response_body FROM idempotency_records WHERE tenant_id = $1',
      [tenant.id],
    );
    expect(rows).toEqual([{ key: 'kept', response_status: 200, response_body: '{"a":1}' }]);
  });

  it('keeps every invariant of the ledger through random interleavings of everything that can happen', async () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant('send' as const), count: fc.integer({ min: 1, max: 6 }), sandbox: fc.boolean() }),
      fc.record({
        what: fc.constant('answer' as const),
        message: fc.nat(20),
        kind: fc.constantFrom('submitted', 'refused', 'uncertain'),
      }),
      fc.record({
        what: fc.constant('report' as const),
        message: fc.nat(20),
        statuses: fc.array(fc.constantFrom<ReportedStatus>('sent', 'delivered', 'read', 'played', 'failed'), {
          minLength: 1,
          maxLength: 4,
        }),
        billable: fc.boolean(),
        fee: fc.integer({ min: 0, max: 20_000 }),
      }),
      fc.record({ what: fc.constant('expire' as const), message: fc.nat(20) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 80 }),
        fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { maxLength: 8 }),
        async (thousands, rounds) => {
          const tenant = await openTestTenant(test, { availableMicros: BigInt(thousands) * 1_000n });
          const messages: StoredMessage[] = [];
          for (const round of rounds) {
            // What is in one round happens at once.
            await Promise.all(
              round.map(async (each) => {
                if (each.what === 'send') {
                  const sent = await Promise.all(
                    Array.from({ length: each.count }, () => accept(tenant, { sandbox: each.sandbox })),
                  );
                  messages.push(...sent.filter((message) => message !== null));
                  return;
                }
                const message = messages[each.message % Math.max(1, messages.length)];
                if (!message) return;
                if (each.what === 'expire') return settlement.expire(message, { code: 'test' });
                if (each.what === 'report') {
                  metaFeeMicros = BigInt(each.fee);
                  const pricing = { billable: each.billable, pricing_model: 'PMP', category: 'utility' as const };
                  await applyStatuses(each.statuses.map((status) => report(tenant, message, status, { pricing })));
                  return;
                }
                const event =
                  each.kind === 'submitted'
                    ? { kind: 'submitted' as const, wamid: wamidOf(message) }
                    : { kind: each.kind };
                await settlement.settleSubmission(message, { event });
              }),
            );
          }
          const { available, reserved } = await totals(tenant.id);
          expect(available).toBeGreaterThanOrEqual(0n);
          const open = await Promise.all(messages.map(({ id }) => read(tenant, id)));
          expect(reserved).toBe(open.reduce((sum, { heldMicros }) => sum + heldMicros, 0n));
        },
      ),
      { numRuns: 150 },
    );
    expect(await brokenInvariants()).toEqual([]);
  });
});
