import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { type BillingFixture, createBillingFixture } from '../../../test/support/billing-fixture';
import { LedgerCheck } from './ledger-check.service';
import { type WalletEntryView } from './wallet.dto';
import { WalletRepository } from './wallet.repository';
import { WalletService } from './wallet.service';
import { WalletStatement } from './wallet-statement.service';

describe('a wallet', () => {
  let db: TestDatabase;
  let billing: BillingFixture;
  let wallets: WalletService;
  let statement: WalletStatement;

  beforeAll(async () => {
    db = await createTestDatabase();
    billing = await createBillingFixture(db.database);
    wallets = new WalletService(new WalletRepository(db.database), billing.audit);
    statement = new WalletStatement(new WalletRepository(db.database));
  });

  afterAll(async () => {
    expect((await new LedgerCheck().run(db.database.pool)).filter(({ ok }) => !ok)).toEqual([]);
    await db.drop();
  });

  const topUp = (tenantId: string, amount: string, key?: string, reference?: string) =>
    wallets.topUp(tenantId, { amount, reference }, key, billing.operator);

  async function allEntries(tenantId: string, limit: number): Promise<WalletEntryView[]> {
    const items: WalletEntryView[] = [];
    let cursor: string | undefined;
    do {
      const page = await statement.entries(tenantId, { cursor, limit });
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return items;
  }

  it('is empty at first', async () => {
    const tenantId = await billing.openTenant();
    expect(await wallets.view(tenantId)).toEqual({
      currency: 'USD',
      available: '0.000000',
      reserved: '0.000000',
      total: '0.000000',
      lowBalanceThreshold: '0.000000',
    });
    expect(await statement.entries(tenantId, { limit: 50 })).toEqual({ items: [], nextCursor: null });
  });

  it('takes top-ups to the micro-unit, with a statement line each', async () => {
    const tenantId = await billing.openTenant();
    const first = await topUp(tenantId, '100.00', undefined, 'invoice 7');
    await topUp(tenantId, '0.000001');
    expect(first).toMatchObject({
      isReplay: false,
      entry: {
        kind: 'top_up',
        amount: '100.000000',
        balanceAfter: '100.000000',
        reference: 'invoice 7',
        actor: 'operator@example.test',
      },
    });
    expect(await wallets.view(tenantId)).toMatchObject({ available: '100.000001', total: '100.000001' });
    expect((await statement.entries(tenantId, { limit: 50 })).items.map(({ amount }) => amount)).toEqual([
      '0.000001',
      '100.000000',
    ]);
  });

  it('writes every change of money into the audit log', async () => {
    const tenantId = await billing.openTenant();
    await topUp(tenantId, '5.00');
    await wallets.adjust(tenantId, { amount: '-1.00', reason: 'goodwill taken back' }, undefined, billing.operator);
    expect(billing.audited.filter((act) => act.tenantId === tenantId).map(({ action }) => action)).toEqual([
      'wallet.topped_up',
      'wallet.adjusted',
    ]);
  });

  it('adds money once per Idempotency-Key: 200 concurrent top-ups with 20 keys are 20 top-ups', async () => {
    const tenantId = await billing.openTenant();
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) => topUp(tenantId, `${(index % 20) + 1}.00`, `payment-${index % 20}`)),
    );
    // 1 + 2 + … + 20
    expect(await wallets.view(tenantId)).toMatchObject({ available: '210.000000', total: '210.000000' });
    expect(results.filter(({ isReplay }) => !isReplay)).toHaveLength(20);
    for (const key of Array.from({ length: 20 }, (_, index) => index)) {
      const answers = results.filter((_, index) => index % 20 === key).map(({ entry }) => JSON.stringify(entry));
      expect(new Set(answers).size).toBe(1);
    }
    expect(await allEntries(tenantId, 7)).toHaveLength(20);
  });

  it('has every balance of its statement follow from the one before, also after concurrent changes', async () => {
    const tenantId = await billing.openTenant();
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        index % 3 === 2
          ? wallets
              .adjust(tenantId, { amount: '-0.50', reason: 'correction' }, undefined, billing.operator)
              .catch(() => undefined)
          : topUp(tenantId, '1.25'),
      ),
    );
    const oldestFirst = (await allEntries(tenantId, 9)).reverse();
    let balance = 0;
    for (const entry of oldestFirst) {
      balance += Number(entry.amount);
      expect(entry.balanceAfter).toBe(balance.toFixed(6));
    }
    expect(await wallets.view(tenantId)).toMatchObject({ total: oldestFirst.at(-1)?.balanceAfter });
  });

  it('refuses a key that was used for another amount or reference, and adds nothing', async () => {
    const tenantId = await billing.openTenant();
    await topUp(tenantId, '10.00', 'k', 'a');
    await expect(topUp(tenantId, '10.000000', 'k', 'a')).resolves.toMatchObject({ isReplay: true });
    await expect(topUp(tenantId, '11.00', 'k', 'a')).rejects.toMatchObject({
      status: 422,
      code: 'idempotency_mismatch',
    });
    await expect(topUp(tenantId, '10.00', 'k', 'b')).rejects.toMatchObject({
      status: 422,
      code: 'idempotency_mismatch',
    });
    expect(await wallets.view(tenantId)).toMatchObject({ total: '10.000000' });
  });

  it('knows the keys of each tenant apart', async () => {
    const [one, other] = [await billing.openTenant(), await billing.openTenant()];
    await topUp(one, '1.00', 'same');
    await expect(topUp(other, '2.00', 'same')).resolves.toMatchObject({ isReplay: false });
  });

  it('takes a key again when it is no longer remembered', async () => {
    const tenantId = await billing.openTenant();
    await topUp(tenantId, '1.00', 'old');
    await db.database.pool.query(
      "UPDATE idempotency_records SET expires_at = now() - interval '1 second' WHERE tenant_id = $1",
      [tenantId],
    );
    await expect(topUp(tenantId, '2.00', 'old')).resolves.toMatchObject({ isReplay: false });
    await expect(topUp(tenantId, '2.00', 'old')).resolves.toMatchObject({ isReplay: true });
    expect(await wallets.view(tenantId)).toMatchObject({ total: '3.000000' });
  });

  it('can be adjusted either way, but never below zero', async () => {
    const tenantId = await billing.openTenant();
    await wallets.adjust(tenantId, { amount: '2.00', reason: 'welcome' }, undefined, billing.operator);
    const taken = await wallets.adjust(tenantId, { amount: '-2.00', reason: 'mistake' }, undefined, billing.operator);
    expect(taken.entry).toMatchObject({
      kind: 'adjustment',
      amount: '-2.000000',
      balanceAfter: '0.000000',
      reference: 'mistake',
    });
    await expect(
      wallets.adjust(tenantId, { amount: '-0.000001', reason: 'too much' }, undefined, billing.operator),
    ).rejects.toMatchObject({
      status: 409,
      code: 'insufficient_balance',
    });
    expect(await wallets.view(tenantId)).toMatchObject({ total: '0.000000' });
  });

  it('is adjusted once per Idempotency-Key, however often the request arrives, and refuses the key for another', async () => {
    const tenantId = await billing.openTenant();
    await topUp(tenantId, '10.00', 'key');
    const adjust = (amount: string, reason = 'mistake') =>
      wallets.adjust(tenantId, { amount, reason }, 'key', billing.operator);
    const results = await Promise.all(Array.from({ length: 20 }, () => adjust('-6.00')));
    expect(results.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(new Set(results.map(({ entry }) => JSON.stringify(entry))).size).toBe(1);
    for (const other of [() => adjust('6.00'), () => adjust('-6.00', 'another')])
      await expect(other()).rejects.toMatchObject({ status: 422, code: 'idempotency_mismatch' });
    expect(await wallets.view(tenantId)).toMatchObject({ total: '4.000000' });
  });

  it('gives concurrent adjustments no more than it has', async () => {
    const tenantId = await billing.openTenant();
    await topUp(tenantId, '10.00');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, () =>
        wallets.adjust(tenantId, { amount: '-1.00', reason: 'race' }, undefined, billing.operator),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await wallets.view(tenantId)).toMatchObject({ available: '0.000000' });
  });

  it('holds no more than an amount outside can tell', async () => {
    const tenantId = await billing.openTenant();
    await db.database.pool.query('SELECT post_transfers($1::json)', [
      JSON.stringify([
        {
          tenant_id: tenantId,
          operation_id: tenantId,
          step: 'top_up',
          id: tenantId,
          from_kind: 'cash',
          to_kind: 'available',
          currency: 'USD',
          amount: '999999999999999999',
        },
      ]),
    ]);
    await expect(topUp(tenantId, '0.000001')).rejects.toMatchObject({ status: 409 });
  });

  it('is not touched when the tenant is closed or does not exist', async () => {
    const tenantId = await billing.openTenant();
    await db.database.pool.query("UPDATE tenants SET status = 'closed' WHERE id = $1", [tenantId]);
    await expect(topUp(tenantId, '1.00')).rejects.toMatchObject({ status: 409 });
    const nobody = '01890000-0000-7000-8000-000000000000';
    await expect(topUp(nobody, '1.00')).rejects.toMatchObject({ status: 404 });
    await expect(
      wallets.adjust(nobody, { amount: '1.00', reason: 'r' }, undefined, billing.operator),
    ).rejects.toMatchObject({
      status: 404,
    });
    await expect(wallets.view(nobody)).rejects.toMatchObject({ status: 404 });
    await expect(statement.entries(nobody, { limit: 50 })).rejects.toMatchObject({ status: 404 });
    await expect(statement.csv(nobody)).rejects.toMatchObject({ status: 404 });
    await expect(wallets.change(nobody, { lowBalanceThreshold: '1' }, billing.operator)).rejects.toMatchObject({
      status: 404,
    });
  });

  it("does not show another tenant's entries, not even by cursor", async () => {
    const [one, other] = [await billing.openTenant(), await billing.openTenant()];
    await topUp(one, '1.00');
    await topUp(other, '2.00');
    await topUp(other, '3.00');
    const foreign = await statement.entries(other, { limit: 1 });
    expect(
      (await statement.entries(one, { limit: 50, cursor: foreign.nextCursor ?? undefined })).items.map(
        ({ amount }) => amount,
      ),
    ).toEqual(['1.000000']);
    expect((await allEntries(one, 1)).map(({ amount }) => amount)).toEqual(['1.000000']);
  });

  it('does not list money that only moves within it', async () => {
    const tenantId = await billing.openTenant();
    await topUp(tenantId, '1.00');
    const messageId = (await topUp(tenantId, '1.00')).entry.id;
    const move = (step: string, from_kind: string, to_kind: string, amount: string, index: number) => ({
      tenant_id: tenantId,
      operation_id: messageId,
      step,
      id: messageId.slice(0, -1) + index,
      from_kind,
      to_kind,
      currency: 'USD',
      amount,
      for_message: false,
    });
    await db.database.pool.query('SELECT post_transfers($1::json)', [
      JSON.stringify([
        move('reserve', 'available', 'reserved', '300000', 1),
        move('platform_fee', 'reserved', 'platform_fees', '100000', 2),
        move('release', 'reserved', 'available', '200000', 3),
      ]),
    ]);
    const entries = await allEntries(tenantId, 50);
    expect(entries.map(({ kind, amount }) => [kind, amount]).filter(([kind]) => kind !== 'top_up')).toEqual([
      ['platform_fee', '-0.100000'],
    ]);
    expect(await wallets.view(tenantId)).toMatchObject({ available: '1.900000', total: '1.900000' });
  });

  it('exports the whole statement as CSV, with free text that no spreadsheet runs', async () => {
    const tenantId = await billing.openTenant();
    await topUp(tenantId, '1.00', undefined, '=HYPERLINK("http://evil.test","x")');
    await wallets.adjust(tenantId, { amount: '-0.25', reason: 'a, b' }, undefined, billing.operator);
    const csv = await text(Readable.from(await statement.csv(tenantId)));
    const [header, taken, paid, end] = csv.split('\r\n');
    expect(header).toBe('id,at,kind,amount,currency,balanceAfter,messageId,reference,actor');
    expect(taken).toMatch(/,adjustment,-0\.250000,USD,0\.750000,,"a, b",operator@example\.test$/);
    expect(paid).toMatch(
      /,top_up,1\.000000,USD,1\.000000,,"'=HYPERLINK\(""http:\/\/evil\.test"",""x""\)",operator@example\.test$/,
    );
    expect(end).toBe('');
  });

  it('exports more entries than one read takes', async () => {
    const tenantId = await billing.openTenant();
    const transfers = Array.from({ length: 2_500 }, (_, index) => {
      const id = `01999999-0000-7000-8000-${index.toString().padStart(12, '0')}`;
      return {
        tenant_id: tenantId,
        operation_id: id,
        step: 'top_up',
        id,
        from_kind: 'cash',
        to_kind: 'available',
        currency: 'USD',
        amount: '1',
      };
    });
    await db.database.pool.query('SELECT post_transfers($1::json)', [JSON.stringify(transfers)]);
    const csv = await text(Readable.from(await statement.csv(tenantId)));
    expect(csv.trimEnd().split('\r\n')).toHaveLength(2_501);
  });

  it('remembers the balance below which the tenant wants to be warned', async () => {
    const tenantId = await billing.openTenant();
    expect(await wallets.change(tenantId, { lowBalanceThreshold: '25.00' }, billing.operator)).toMatchObject({
      lowBalanceThreshold: '25.000000',
    });
    expect(await wallets.view(tenantId)).toMatchObject({ lowBalanceThreshold: '25.000000' });
  });
});
