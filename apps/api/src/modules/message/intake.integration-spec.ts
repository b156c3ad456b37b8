import { uuidv7 } from '@switchboard/contracts';
import * as fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { intakeMessage } from '../../../test/support/test-message';
import { openTestTenant, type TestTenant } from '../../../test/support/test-tenant';
import { type IntakeMessage, IntakeRepository, type IntakeVerdict } from './intake.repository';

let test: TestDatabase;
let intake: IntakeRepository;

beforeAll(async () => {
  test = await createTestDatabase();
  intake = new IntakeRepository(test.database);
});
afterAll(() => test.drop());

/** Ten thousand micro-units each, so that the sums are easy to read. */
const message = (tenant: TestTenant, given: Partial<IntakeMessage> = {}): IntakeMessage =>
  intakeMessage(tenant, { markupMicros: 0n, ...given });

const words = (verdicts: readonly IntakeVerdict[]): string[] => verdicts.map(({ verdict }) => verdict);

async function wallet(tenantId: string): Promise<{ available: bigint; reserved: bigint }> {
  const { rows } = await test.database.pool.query<{ kind: string; balance_micros: string }>(
    'SELECT kind, balance_micros FROM accounts WHERE tenant_id = $1',
    [tenantId],
  );
  const of = (kind: string): bigint => BigInt(rows.find((row) => row.kind === kind)!.balance_micros);
  return { available: of('available'), reserved: of('reserved') };
}

const count = async (table: string, tenantId: string): Promise<number> => {
  const { rows } = await test.database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE tenant_id = $1`,
    [tenantId],
  );
  return rows[0]!.n;
};

describe('Intake', () => {
  it('accepts in arrival order for as long as the money lasts, and writes nothing of the rest', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 25_000n });
    const verdicts = await Promise.all(Array.from({ length: 4 }, () => intake.accept(message(tenant))));
    expect(words(verdicts)).toEqual(['accepted', 'accepted', 'no_balance', 'no_balance']);
    expect(await wallet(tenant.id)).toEqual({ available: 5_000n, reserved: 20_000n });
    expect(await count('messages', tenant.id)).toBe(2);
    expect(await count('transfers', tenant.id)).toBe(3);
  });

  it('accepts a cheap message behind a dear one that there is no money for', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 15_000n });
    const verdicts = await Promise.all([
      intake.accept(message(tenant)),
      intake.accept(message(tenant)),
      intake.accept(message(tenant, { metaFeeMicros: 0n })),
    ]);
    expect(words(verdicts)).toEqual(['accepted', 'no_balance', 'accepted']);
  });

  it('lets one tenant’s empty wallet refuse that tenant’s messages only', async () => {
    const [poor, rich] = [
      await openTestTenant(test, { availableMicros: 0n }),
      await openTestTenant(test, { availableMicros: 100_000n }),
    ];
    const verdicts = await Promise.all([poor, rich, poor, rich].map((tenant) => intake.accept(message(tenant))));
    expect(words(verdicts)).toEqual(['no_balance', 'accepted', 'no_balance', 'accepted']);
  });

  it('refuses what goes beyond a key’s monthly limit, counting what is reserved', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 1_000_000n });
    const apiKey = { id: tenant.apiKeyId, monthlySpendLimitMicros: 20_000n };
    const verdicts = await Promise.all(Array.from({ length: 64 }, () => intake.accept(message(tenant, { apiKey }))));
    expect(words(verdicts).filter((word) => word === 'accepted')).toHaveLength(2);
    expect(words(verdicts).filter((word) => word === 'key_limit')).toHaveLength(62);
  });

  it('refuses marketing to a recipient who has opted out, before any money is reserved', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 100_000n });
    await test.database.pool.query(
      `INSERT INTO opt_outs (tenant_id, recipient, source) VALUES ($1, '905321234567', 'test')`,
      [tenant.id],
    );
    const verdicts = await Promise.all([
      intake.accept(message(tenant, { optOutRecipient: '905321234567' })),
      intake.accept(message(tenant)),
    ]);
    expect(words(verdicts)).toEqual(['opted_out', 'accepted']);
  });

  it('makes one message of the same idempotency key used many times at once', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 1_000_000n });
    const idempotency = { key: 'order-1', fingerprint: 'f'.repeat(64) };
    const verdicts = await Promise.all(
      Array.from({ length: 50 }, () => intake.accept(message(tenant, { idempotency }))),
    );
    expect(words(verdicts).filter((word) => word === 'accepted')).toHaveLength(1);
    expect(words(verdicts).filter((word) => word === 'known')).toHaveLength(49);
    expect(await count('messages', tenant.id)).toBe(1);
  });

  it('does not remember an idempotency key whose message was refused', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 0n });
    const idempotency = { key: 'order-2', fingerprint: 'f'.repeat(64) };
    expect(words([await intake.accept(message(tenant, { idempotency }))])).toEqual(['no_balance']);
    expect(await count('idempotency_records', tenant.id)).toBe(0);
  });

  it('lets a message that cannot be written fail alone', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 1_000_000n });
    const results = await Promise.allSettled([
      intake.accept(message(tenant)),
      intake.accept(message(tenant, { phoneNumberId: uuidv7() })),
      intake.accept(message(tenant)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await wallet(tenant.id)).toMatchObject({ reserved: 20_000n });
  });

  it('keeps the payload as it was posted', async () => {
    const tenant = await openTestTenant(test, { availableMicros: 1_000_000n });
    const posted = message(tenant);
    await intake.accept(posted);
    const { rows } = await test.database.pool.query<{ payload: string }>(
      'SELECT payload::text AS payload FROM messages WHERE tenant_id = $1 AND id = $2',
      [tenant.id, posted.messageId],
    );
    expect(rows[0]!.payload).toBe(posted.payload);
  });

  it('decides every batch exactly as the model does: tenants, limits and prices mixed', async () => {
    const price = fc.integer({ min: 0, max: 6 }).map((thousands) => BigInt(thousands) * 1_000n);
    const batch = fc.array(fc.record({ tenant: fc.nat(2), price }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 3, maxLength: 3 }),
        batch,
        fc.boolean(),
        async (funds, wishes, isLimited) => {
          const tenants = await Promise.all(
            funds.map((thousands) => openTestTenant(test, { availableMicros: BigInt(thousands) * 1_000n })),
          );
          const limit = 8_000n;
          const available = funds.map((thousands) => BigInt(thousands) * 1_000n);
          const spent = funds.map(() => 0n);
          const expected = wishes.map(({ tenant, price: amount }) => {
            if (isLimited && spent[tenant]! + amount > limit) return 'key_limit';
            if (available[tenant]! < amount) return 'no_balance';
            available[tenant]! -= amount;
            spent[tenant]! += amount;
            return 'accepted';
          });
          const verdicts = await Promise.all(
            wishes.map(({ tenant, price: amount }) =>
              intake.accept(
                message(tenants[tenant]!, {
                  platformFeeMicros: 0n,
                  metaFeeMicros: amount,
                  apiKey: { id: tenants[tenant]!.apiKeyId, monthlySpendLimitMicros: isLimited ? limit : null },
                }),
              ),
            ),
          );
          expect(words(verdicts)).toEqual(expected);
          const wallets = await Promise.all(tenants.map(({ id }) => wallet(id)));
          wallets.forEach(({ available: left, reserved }, index) => {
            expect(left + reserved).toBe(BigInt(funds[index]!) * 1_000n);
            expect(left).toBeGreaterThanOrEqual(0n);
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});
