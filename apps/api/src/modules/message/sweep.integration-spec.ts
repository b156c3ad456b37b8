import { Logger } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { intakeMessage } from '../../../test/support/test-message';
import { messageLogOn } from '../../../test/support/test-message-log';
import { openTestTenant, type TestTenant } from '../../../test/support/test-tenant';
import { AppConfig } from '../../config/env';
import { LedgerCheck } from '../billing/ledger-check.service';
import type { DeliveryFees, PricingService } from '../billing/pricing.service';
import { type IntakeMessage, IntakeRepository } from './intake.repository';
import type { ReportedStatus } from './message-state';
import { ReportRepository } from './report.repository';
import { ReportService } from './report.service';
import { SettlementRepository, type StoredMessage } from './settlement.repository';
import { SettlementService } from './settlement.service';
import { SweepService } from './sweep.service';

const SECOND_MS = 1_000;
const DAY_MS = 86_400 * SECOND_MS;
/** Twice the deadline of a call to Meta, which is 15 s by default, and 15 s to write the outcome. */
const CUT_OFF_MS = 45 * SECOND_MS;

let test: TestDatabase;
let tenant: TestTenant;
let intake: IntakeRepository;
let repository: SettlementRepository;
let settlement: SettlementService;
let reporting: ReportService;
let sweeper: SweepService;

beforeAll(async () => {
  Logger.overrideLogger(false);
  test = await createTestDatabase();
  intake = new IntakeRepository(test.database);
  repository = new SettlementRepository(test.database);
  const priceDelivered = (): Promise<DeliveryFees> =>
    Promise.resolve({
      metaFeeMicros: 9_000n,
      markupMicros: 0n,
      rateCardId: uuidv7(),
      category: 'utility',
      market: 'TR',
      country: 'TR',
    });
  settlement = new SettlementService(repository, { priceDelivered } as unknown as PricingService);
  reporting = new ReportService(new ReportRepository(test.database), repository, settlement);
  sweeper = new SweepService(new AppConfig(), repository, settlement);
});
afterAll(() => test.drop());

beforeEach(async () => {
  // What one test leaves open must not be swept by another.
  await sweeper.sweep(new Date(Date.now() + 400 * DAY_MS));
  await sweeper.sweep(new Date(Date.now() + 400 * DAY_MS));
  tenant = await openTestTenant(test, { availableMicros: 100_000n });
});

/** A message for which 10,000 micro-units are reserved. */
const toIntake = (given: Partial<IntakeMessage> = {}): IntakeMessage =>
  intakeMessage(tenant, { markupMicros: 0n, ...given });

/** Reserves the money of a message and writes it, as its process does before it calls Meta. */
async function accept(given: Partial<IntakeMessage> = {}): Promise<StoredMessage> {
  const message = toIntake(given);
  expect(await intake.accept(message)).toEqual({ verdict: 'accepted' });
  return read(message.messageId);
}

async function read(id: string): Promise<StoredMessage> {
  const [message] = await repository.findByIds([{ tenantId: tenant.id, id }]);
  return message!;
}

/** A message that Meta has taken, after the given reports. */
async function submitted(...reports: ReportedStatus[]): Promise<StoredMessage> {
  const message = await accept();
  const wamid = `wamid.${message.id}`;
  await settlement.settleSubmission(message, { event: { kind: 'submitted', wamid } });
  const { metaPhoneNumberId } = tenant;
  for (const status of reports) {
    const at = new Date();
    await reporting.apply([
      { kind: 'status', update: { tenantId: tenant.id, metaPhoneNumberId, messageId: message.id, wamid, status, at } },
    ]);
  }
  return read(message.id);
}

async function uncertain(): Promise<StoredMessage> {
  const message = await accept();
  await settlement.settleSubmission(message, { event: { kind: 'uncertain' } });
  return read(message.id);
}

async function wallet(): Promise<{ available: bigint; reserved: bigint; spentByKey: bigint }> {
  const { rows } = await test.database.pool.query<{ available: string; reserved: string; spent: string }>(
    `SELECT (SELECT balance_micros FROM accounts WHERE tenant_id = $1 AND kind = 'available') AS available,
            (SELECT balance_micros FROM accounts WHERE tenant_id = $1 AND kind = 'reserved') AS reserved,
            (SELECT coalesce(sum(spent_micros), 0) FROM api_key_spend WHERE tenant_id = $1) AS spent`,
    [tenant.id],
  );
  const [{ available, reserved, spent }] = rows as [(typeof rows)[0]];
  return { available: BigInt(available), reserved: BigInt(reserved), spentByKey: BigInt(spent) };
}

/** Sweeps when a message is a little older, or a little younger, than an age. */
const sweepAt = (ageMs: number): Promise<number> => sweeper.sweep(new Date(Date.now() + ageMs));
const justBefore = (ageMs: number): Promise<number> => sweepAt(ageMs - 10 * SECOND_MS);
const justAfter = (ageMs: number): Promise<number> => sweepAt(ageMs + SECOND_MS);

const logged = (id: string) => messageLogOn(test.database).find(tenant.id, id);

describe('A message whose process died before Meta answered', () => {
  it('is left alone while its process may still be at it', async () => {
    const message = await accept();
    expect(await justBefore(CUT_OFF_MS)).toBe(0);
    expect(await read(message.id)).toEqual(message);
  });

  it('becomes uncertain with its money held, for Meta may have it', async () => {
    const message = await accept();
    expect(await justAfter(CUT_OFF_MS)).toBe(1);
    expect(await read(message.id)).toMatchObject({ status: 'uncertain', heldMicros: 10_000n });
    expect(await wallet()).toEqual({ available: 90_000n, reserved: 10_000n, spentByKey: 10_000n });
    const found = await logged(message.id);
    expect(found!.timeline.map(({ event }) => event)).toEqual(['accepted', 'uncertain']);
    expect(found!.timeline[1]!.detail).toMatchObject({ code: 'GW_004' });
  });

  it('answers the repetition of its Idempotency-Key with GW_004 and its id, and is never sent again', async () => {
    const idempotency = { key: 'order-1', fingerprint: 'f'.repeat(64) };
    const message = await accept({ idempotency });
    await justAfter(CUT_OFF_MS);
    const repeated = await intake.accept(toIntake({ idempotency }));
    expect(repeated).toMatchObject({ verdict: 'known', record: { resourceId: message.id, responseStatus: 504 } });
    const { responseBody } = (repeated as Extract<typeof repeated, { verdict: 'known' }>).record;
    expect(JSON.parse(responseBody!)).toMatchObject({
      isSuccess: false,
      errors: { code: 'GW_004', group: 'GATEWAY_TIMEOUT', params: { message_id: message.id } },
    });
  });

  it('is settled by Meta’s report when that comes after all', async () => {
    const message = await accept();
    await justAfter(CUT_OFF_MS);
    await reporting.apply([
      {
        kind: 'status',
        update: {
          tenantId: tenant.id,
          metaPhoneNumberId: tenant.metaPhoneNumberId,
          messageId: message.id,
          wamid: 'wamid.late',
          status: 'delivered',
          at: new Date(),
        },
      },
    ]);
    expect(await read(message.id)).toMatchObject({ status: 'delivered', heldMicros: 0n, metaFeeMicros: 9_000n });
    expect(await wallet()).toMatchObject({ available: 90_000n, reserved: 0n });
  });

  it('is given longer when calls to Meta are', async () => {
    const patient = new SweepService(
      Object.assign(new AppConfig(), { graph: { version: 'v25.0', timeoutMs: 60_000 } }),
      repository,
      settlement,
    );
    const message = await accept();
    await patient.sweep(new Date(Date.now() + 125 * SECOND_MS));
    expect((await read(message.id)).status).toBe('accepted');
    await patient.sweep(new Date(Date.now() + 136 * SECOND_MS));
    expect((await read(message.id)).status).toBe('uncertain');
  });

  it('is given longer when it has a file, which may have to be fetched and brought to Meta first', async () => {
    const message = await accept({ type: 'image' });
    await sweeper.sweep(new Date(Date.now() + 120 * SECOND_MS));
    expect((await read(message.id)).status).toBe('accepted');
    await sweeper.sweep(new Date(Date.now() + 126 * SECOND_MS));
    expect((await read(message.id)).status).toBe('uncertain');
  });
});

describe('A message whose outcome is uncertain', () => {
  it('keeps its money held for 24 hours', async () => {
    const message = await uncertain();
    expect(await justBefore(DAY_MS)).toBe(0);
    expect(await read(message.id)).toEqual(message);
  });

  it('fails after 24 hours, and gives all of its money back to the wallet and to the key’s limit', async () => {
    const message = await uncertain();
    expect(await justAfter(DAY_MS)).toBe(1);
    expect(await read(message.id)).toMatchObject({ status: 'failed', heldMicros: 0n, platformFeeMicros: 0n });
    expect(await wallet()).toEqual({ available: 100_000n, reserved: 0n, spentByKey: 0n });
    const found = await logged(message.id);
    expect(found!.error).toEqual({
      code: 'GW_004',
      title: 'No outcome',
      description: 'Meta reported nothing within 24 hours; the money was released.',
    });
    expect(found!.charges.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['reserve', '0.010000'],
      ['release', '0.010000'],
    ]);
  });

  it('is ended also when it cost nothing', async () => {
    const message = await accept({ platformFeeMicros: 0n, metaFeeMicros: 0n });
    await settlement.settleSubmission(message, { event: { kind: 'uncertain' } });
    expect(await justAfter(DAY_MS)).toBe(1);
    expect((await read(message.id)).status).toBe('failed');
  });
});

describe('A message that Meta has and does not deliver', () => {
  it.each<[string, ReportedStatus[]]>([
    ['submitted', []],
    ['sent', ['sent']],
  ])('keeps its money held for 30 days (%s)', async (_, reports) => {
    const message = await submitted(...reports);
    expect(await justBefore(30 * DAY_MS)).toBe(0);
    expect(await read(message.id)).toEqual(message);
  });

  it.each<[string, ReportedStatus[]]>([
    ['submitted', []],
    ['sent', ['sent']],
  ])('fails after 30 days and gives back all but the platform’s fee (%s)', async (_, reports) => {
    const message = await submitted(...reports);
    expect(await justAfter(30 * DAY_MS)).toBe(1);
    expect(await read(message.id)).toMatchObject({
      status: 'failed',
      heldMicros: 0n,
      platformFeeMicros: 1_000n,
      metaFeeMicros: 0n,
    });
    expect(await wallet()).toEqual({ available: 99_000n, reserved: 0n, spentByKey: 1_000n });
    expect((await logged(message.id))!.error).toMatchObject({ code: 'undelivered' });
  });
});

describe('What is settled', () => {
  it.each<[string, () => Promise<StoredMessage>]>([
    ['delivered', () => submitted('delivered')],
    ['read', () => submitted('delivered', 'read')],
    ['failed', () => submitted('failed')],
  ])('is never touched, however old it is (%s)', async (_, message) => {
    const settled = await message();
    expect(await sweepAt(400 * DAY_MS)).toBe(0);
    expect(await read(settled.id)).toEqual(settled);
  });

  it('is not touched by a second round', async () => {
    const message = await uncertain();
    await justAfter(DAY_MS);
    const swept = await read(message.id);
    expect(await justAfter(DAY_MS)).toBe(0);
    expect(await read(message.id)).toEqual(swept);
  });
});

describe('A sweep', () => {
  it('ends more messages than one batch holds, those of every tenant', async () => {
    const mine = tenant;
    const free = { platformFeeMicros: 0n, metaFeeMicros: 0n };
    await Promise.all(Array.from({ length: 501 }, () => accept(free)));
    tenant = await openTestTenant(test, { availableMicros: 100_000n });
    await Promise.all(Array.from({ length: 10 }, () => accept()));
    expect(await justAfter(CUT_OFF_MS)).toBe(511);
    const { rows } = await test.database.pool.query(
      `SELECT count(*)::int AS n FROM messages WHERE status = 'uncertain' AND tenant_id = ANY ($1)`,
      [[mine.id, tenant.id]],
    );
    expect(rows).toEqual([{ n: 511 }]);
  });

  it('by several processes at once ends each message once, and the ledger stays whole', async () => {
    const messages = await Promise.all(Array.from({ length: 8 }, uncertain));
    const others = [1, 2, 3].map(
      () =>
        new SweepService(
          new AppConfig(),
          new SettlementRepository(test.database),
          new SettlementService(new SettlementRepository(test.database), {} as PricingService),
        ),
    );
    await Promise.all(others.map((other) => other.sweep(new Date(Date.now() + DAY_MS + SECOND_MS))));
    for (const { id } of messages) {
      expect(await read(id)).toMatchObject({ status: 'failed', heldMicros: 0n });
      expect((await logged(id))!.charges.map(({ kind }) => kind)).toEqual(['reserve', 'release']);
    }
    expect(await wallet()).toEqual({ available: 100_000n, reserved: 0n, spentByKey: 0n });
    const broken = (await new LedgerCheck().run(test.database.pool)).filter(({ ok }) => !ok);
    expect(broken).toEqual([]);
  });
});
