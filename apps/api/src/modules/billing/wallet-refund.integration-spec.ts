import { formatMoney, uuidv7 } from '@switchboard/contracts';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type BillingFixture, createBillingFixture } from '../../../test/support/billing-fixture';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { intakeMessage } from '../../../test/support/test-message';
import { openTestTenant, type TestTenant } from '../../../test/support/test-tenant';
import { IntakeRepository } from '../message/intake.repository';
import { LedgerCheck } from './ledger-check.service';
import type { RefundBody } from './wallet.dto';
import { WalletRepository } from './wallet.repository';
import { WalletService } from './wallet.service';
import { WalletStatement } from './wallet-statement.service';

/** Of each message: 1,000 platform fee, 9,000 for Meta, 900 markup. */
const CHARGED_MICROS = 10_900n;

describe('a refund', () => {
  let db: TestDatabase;
  let billing: BillingFixture;
  let wallets: WalletService;
  let statement: WalletStatement;
  let intake: IntakeRepository;
  let tenant: TestTenant;

  beforeAll(async () => {
    db = await createTestDatabase();
    billing = await createBillingFixture(db.database);
    const repository = new WalletRepository(db.database);
    wallets = new WalletService(repository, billing.audit);
    statement = new WalletStatement(repository);
    intake = new IntakeRepository(db.database);
  });

  beforeEach(async () => {
    tenant = await openTestTenant(db, { availableMicros: 1_000_000n });
  });

  afterAll(async () => {
    expect((await new LedgerCheck().run(db.database.pool)).filter(({ ok }) => !ok)).toEqual([]);
    await db.drop();
  });

  const refund = (body: RefundBody, key?: string, tenantId = tenant.id) =>
    wallets.refund(tenantId, body, key, billing.operator);
  const total = async () => (await wallets.view(tenant.id)).total;

  /** A message that was delivered and charged in full, or only reserved. */
  async function send({ isCharged } = { isCharged: true }): Promise<string> {
    const message = intakeMessage(tenant);
    await intake.accept(message);
    if (!isCharged) return message.messageId;
    await db.database.pool.query(
      `UPDATE messages SET held_micros = 0, platform_fee_micros = 1000, meta_fee_micros = 9000, markup_micros = 900 WHERE id = $1`,
      [message.messageId],
    );
    const fee = (step: string, to_kind: string, amount: string) => ({
      tenant_id: tenant.id,
      operation_id: message.messageId,
      step,
      from_kind: 'reserved',
      to_kind,
      currency: 'USD',
      amount,
      for_message: true,
    });
    const fees = [
      fee('platform_fee', 'platform_fees', '1000'),
      fee('meta_fee', 'meta_fees', '9000'),
      fee('markup', 'platform_fees', '900'),
    ];
    await db.database.pool.query('SELECT post_transfers($1::json)', [JSON.stringify(fees)]);
    return message.messageId;
  }

  it('gives money back from the platform, with a statement line and an audit entry', async () => {
    const { entry } = await refund({ amount: '2.5', reason: 'an outage' });
    expect(entry).toMatchObject({
      kind: 'refund',
      amount: '2.500000',
      balanceAfter: '3.500000',
      reference: 'an outage',
      actor: 'operator@example.test',
    });
    expect(entry).not.toHaveProperty('messageId');
    expect(billing.audited.at(-1)).toMatchObject({ action: 'wallet.refunded', tenantId: tenant.id });
  });

  it('of a message names it, in the statement and in the CSV', async () => {
    const messageId = await send();
    const { entry } = await refund({ amount: '0.0109', reason: 'not wanted', messageId: messageId.toUpperCase() });
    expect(entry).toMatchObject({ kind: 'refund', amount: '0.010900', messageId });
    const { items } = await statement.entries(tenant.id, { limit: 10 });
    expect(items[0]).toEqual(entry);
    const csv = await text(Readable.from(await statement.csv(tenant.id)));
    expect(csv).toContain(`,refund,0.010900,USD,1.000000,${messageId},not wanted,operator@example.test\r\n`);
  });

  it('of a message is at most what it was charged, all of its refunds together', async () => {
    const messageId = await send();
    await refund({ amount: '0.01', reason: 'r', messageId });
    await expect(refund({ amount: '0.000901', reason: 'r', messageId })).rejects.toMatchObject({
      status: 409,
      code: 'refund_exceeds_charge',
      message: 'The message was charged 0.010900, of which 0.010000 was refunded.',
      fields: [{ path: 'amount', rule: 'charge', message: 'must be at most 0.000900' }],
    });
    await refund({ amount: '0.0009', reason: 'r', messageId });
    await expect(refund({ amount: '0.000001', reason: 'r', messageId })).rejects.toMatchObject({ status: 409 });
    expect(await total()).toBe('1.000000');
  });

  it('of a message is at most what it was charged, however many are asked for at once', async () => {
    const messageId = await send();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, () => refund({ amount: '0.001', reason: 'race', messageId })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await total()).toBe(formatMoney(1_000_000n - CHARGED_MICROS + 10_000n));
  });

  it('is refused for a message that was charged nothing yet, is not there, or is another tenant’s', async () => {
    const open = await send({ isCharged: false });
    await expect(refund({ amount: '0.000001', reason: 'r', messageId: open })).rejects.toMatchObject({
      code: 'refund_exceeds_charge',
    });
    const theirs = await send();
    tenant = await openTestTenant(db, { availableMicros: 0n });
    for (const messageId of [theirs, uuidv7()]) {
      await expect(refund({ amount: '0.000001', reason: 'r', messageId })).rejects.toMatchObject({
        status: 400,
        fields: [{ path: 'messageId', rule: 'exists' }],
      });
    }
    expect(await total()).toBe('0.000000');
  });

  it('is made once per Idempotency-Key, and of its own kind: a top-up’s key is another', async () => {
    const messageId = await send();
    const body = { amount: '0.002', reason: 'once', messageId };
    await wallets.topUp(tenant.id, { amount: '1' }, 'key', billing.operator);
    const results = await Promise.all(Array.from({ length: 20 }, () => refund(body, 'key')));
    expect(results.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(new Set(results.map(({ entry }) => JSON.stringify(entry))).size).toBe(1);
    for (const other of [{ amount: '0.003' }, { reason: 'twice' }, { messageId: null }])
      await expect(refund({ ...body, ...other }, 'key')).rejects.toMatchObject({
        status: 422,
        code: 'idempotency_mismatch',
      });
    expect(await total()).toBe(formatMoney(2_000_000n - CHARGED_MICROS + 2_000n));
  });

  it('that was refused leaves its key free', async () => {
    const messageId = await send();
    await expect(refund({ amount: '5', reason: 'r', messageId }, 'k')).rejects.toMatchObject({ status: 409 });
    await expect(refund({ amount: '0.005', reason: 'r', messageId }, 'k')).resolves.toMatchObject({ isReplay: false });
  });

  it('is refused of a tenant that is closed or does not exist', async () => {
    await db.database.pool.query("UPDATE tenants SET status = 'closed' WHERE id = $1", [tenant.id]);
    await expect(refund({ amount: '1', reason: 'r' })).rejects.toMatchObject({ status: 409 });
    await expect(refund({ amount: '1', reason: 'r' }, undefined, uuidv7())).rejects.toMatchObject({ status: 404 });
  });
});
