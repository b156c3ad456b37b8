import { Client } from 'pg';
import { uuidv7 } from '@switchboard/contracts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { type BillingFixture, createBillingFixture } from '../../../test/support/billing-fixture';
import { LedgerCheck } from './ledger-check.service';

const BALANCES = "Every account's balance is the sum of its transfers";
const ZERO_SUM = 'The balances of all accounts of a currency sum to zero';
const NEGATIVE = 'No balance of a tenant is below zero';
const AMOUNTS = 'Every transfer moves more than nothing between two accounts';
const DUPLICATES = 'No operation key is used twice';
const HELD = 'Reserved money is the sum of what messages hold';
const OPEN = 'Reserved money is the sum of open reservations, none of which gave out more than it took';
const MESSAGES = 'What every message holds and was charged is what its transfers moved';
const STATEMENT = 'Every line of a statement follows from the one before it';
const PERIODS = 'Every period of a subscription is charged once, when it is paid, and no two of a tenant overlap';
const REFUNDS = 'Every refund is a transfer, and those of a message are at most what its tenant has paid for it';

describe('the ledger check', () => {
  let db: TestDatabase;
  let owner: Client;
  let billing: BillingFixture;
  let tenantId: string;
  let otherId: string;
  let deliveredId: string;
  let openId: string;
  let periodId: string;
  let refundId: string;

  beforeAll(async () => {
    db = await createTestDatabase();
    billing = await createBillingFixture(db.database);
    owner = new Client({ connectionString: db.url });
    await owner.connect();
    tenantId = await billing.openTenant();
    otherId = await billing.openTenant();
    for (const id of [tenantId, otherId]) {
      await post([
        {
          tenant_id: id,
          operation_id: uuidv7(),
          step: 'top_up',
          id: uuidv7(),
          from_kind: 'cash',
          to_kind: 'available',
          amount: '1000000',
        },
      ]);
    }
    deliveredId = await send(tenantId);
    openId = await send(tenantId);
    await settle(deliveredId, { held: 0, platformFee: 1_000, metaFee: 10_000, markup: 500 }, [
      ['platform_fee', 'reserved', 'platform_fees', 1_000],
      ['meta_fee', 'reserved', 'meta_fees', 10_000],
      ['markup', 'reserved', 'platform_fees', 500],
      ['release', 'reserved', 'available', 8_500],
    ]);
    await settle(openId, { held: 19_000, platformFee: 1_000, metaFee: 0, markup: 0 }, [
      ['platform_fee', 'reserved', 'platform_fees', 1_000],
    ]);
    await settle(await send(otherId), { held: 0, platformFee: 0, metaFee: 0, markup: 0 }, [
      ['release', 'reserved', 'available', 20_000],
    ]);
    await subscribe(tenantId);
    await refund(tenantId);
  });

  /** Two months: one is paid, one is owed; the third runs. */
  async function subscribe(id: string): Promise<void> {
    periodId = uuidv7();
    const [first, second, third] = ['2026-01-01', '2026-02-01', '2026-03-01'];
    await owner.query(
      `INSERT INTO subscription_periods (tenant_id, operation_id, period_start, period_end, plan_code, segments, fee_micros, paid_at)
       VALUES ($1, $2, $4, $5, 'BASIC', '[]', 50000, now()), ($1, $3, $5, $6, 'BASIC', '[]', 70000, NULL)`,
      [id, periodId, uuidv7(), first, second, third],
    );
    await owner.query(`UPDATE subscriptions SET period_start = $2, period_end = '2026-04-01' WHERE tenant_id = $1`, [
      id,
      third,
    ]);
    const fee = { operation_id: periodId, step: 'subscription', from_kind: 'available', to_kind: 'platform_fees' };
    await post([{ tenant_id: id, ...fee, amount: '50000' }]);
  }

  /** Half of what the delivered message was charged. */
  async function refund(id: string): Promise<void> {
    refundId = uuidv7();
    const back = { operation_id: refundId, step: 'refund', from_kind: 'adjustments', to_kind: 'available' };
    await post([{ tenant_id: id, ...back, amount: '5750' }]);
    await owner.query('INSERT INTO refunds VALUES ($1, $2, $3, 5750)', [id, refundId, deliveredId]);
  }

  afterAll(async () => {
    await owner.end();
    await db.drop();
  });

  async function post(transfers: object[]): Promise<void> {
    await db.database.pool.query('SELECT post_transfers($1::json)', [
      JSON.stringify(transfers.map((transfer) => ({ currency: 'USD', ...transfer }))),
    ]);
  }

  /** A message for which 20,000 micro-units are reserved. */
  async function send(sender: string): Promise<string> {
    const [id, phoneNumberId] = [uuidv7(), uuidv7()];
    await owner.query(
      `INSERT INTO phone_numbers (tenant_id, id, phone_number_id, waba_id, display_phone_number, access_token_encrypted)
       VALUES ($1, $2, $3, '1', '1', '')`,
      [sender, phoneNumberId, id],
    );
    const body = {
      ord: 1,
      tenant_id: sender,
      id,
      type: 'text',
      to: '905321234567',
      phone_number_id: phoneNumberId,
      meta_phone_number_id: id,
      sandbox: false,
      marketing_lite: false,
      payload: '{}',
      currency: 'USD',
      quoted_platform_fee_micros: '1000',
      quoted_meta_fee_micros: '18000',
      quoted_markup_micros: '1000',
      markup_bps: 0,
    };
    const { rows } = await db.database.pool.query<{ verdict: string }>(
      'SELECT verdict FROM intake_messages($1::json, $2::json, $3::json, $4::json)',
      [
        JSON.stringify([{ tenant_id: sender, currency: 'USD' }]),
        '[]',
        JSON.stringify([{ ord: 1, tenant: 1, amount: '20000', message_id: id, transfer_id: uuidv7() }]),
        JSON.stringify([body]),
      ],
    );
    expect(rows).toEqual([{ verdict: 'accepted' }]);
    return id;
  }

  async function settle(
    id: string,
    columns: { held: number; platformFee: number; metaFee: number; markup: number },
    movements: [step: string, from: string, to: string, amount: number][],
  ): Promise<void> {
    const { rows } = await owner.query<{ tenant_id: string }>(
      `UPDATE messages SET held_micros = $2, platform_fee_micros = $3, meta_fee_micros = $4, markup_micros = $5 WHERE id = $1 RETURNING tenant_id`,
      [id, columns.held, columns.platformFee, columns.metaFee, columns.markup],
    );
    await post(
      movements.map(([step, from_kind, to_kind, amount]) => ({
        tenant_id: rows[0]!.tenant_id,
        operation_id: id,
        step,
        id: uuidv7(),
        from_kind,
        to_kind,
        amount: String(amount),
        for_message: true,
      })),
    );
  }

  const run = () => new LedgerCheck().run(db.database.pool);
  const broken = async () => (await run()).filter(({ ok }) => !ok).map(({ invariant }) => invariant);

  it('finds nothing on an empty database', async () => {
    const empty = await createTestDatabase();
    expect((await new LedgerCheck().run(empty.database.pool)).every(({ ok }) => ok)).toBe(true);
    await empty.drop();
  });

  it('finds nothing while money lies where it should', async () => {
    expect(await run()).toEqual(
      [BALANCES, ZERO_SUM, NEGATIVE, AMOUNTS, DUPLICATES, HELD, OPEN, MESSAGES, STATEMENT, PERIODS, REFUNDS].map(
        (invariant) => ({
          invariant,
          ok: true,
          violations: [],
          violationCount: 0,
        }),
      ),
    );
  });

  describe('after somebody with the keys to the database has', () => {
    beforeAll(async () => {
      // What keeps such things from happening is taken away first.
      await owner.query('SET session_replication_role = replica');
      await owner.query('ALTER TABLE accounts DROP CONSTRAINT accounts_tenant_balance_check');
      await owner.query('ALTER TABLE transfers DROP CONSTRAINT transfers_pkey');
      await owner.query('ALTER TABLE transfers DROP CONSTRAINT transfers_amount_check');
    });

    const balance = (kind: string, delta: number, whose: () => string) => () =>
      owner.query('UPDATE accounts SET balance_micros = balance_micros + $1 WHERE tenant_id = $2 AND kind = $3', [
        delta,
        whose(),
        kind,
      ]);
    const transfer = (statement: string) => () => owner.query(statement, [deliveredId]);
    const message = (column: string, delta: number) => () =>
      owner.query(`UPDATE messages SET ${column} = ${column} + $1 WHERE id = $2`, [delta, deliveredId]);
    const all =
      (...acts: (() => Promise<unknown>)[]) =>
      async () => {
        for (const act of acts) await act();
      };

    it.each<[string, () => Promise<unknown>, () => Promise<unknown>, string[]]>([
      [
        'made money',
        balance('available', 1, () => tenantId),
        balance('available', -1, () => tenantId),
        [BALANCES, ZERO_SUM],
      ],
      [
        'moved money between tenants',
        all(
          balance('available', 1, () => tenantId),
          balance('available', -1, () => otherId),
        ),
        all(
          balance('available', -1, () => tenantId),
          balance('available', 1, () => otherId),
        ),
        [BALANCES],
      ],
      [
        'pushed a balance below zero',
        balance('available', -2_000_000, () => otherId),
        balance('available', 2_000_000, () => otherId),
        [BALANCES, ZERO_SUM, NEGATIVE],
      ],
      [
        'moved reserved money',
        balance('reserved', 1, () => tenantId),
        balance('reserved', -1, () => tenantId),
        [BALANCES, ZERO_SUM, HELD, OPEN],
      ],
      ['changed what a message holds', message('held_micros', 5), message('held_micros', -5), [HELD, MESSAGES]],
      [
        'changed the platform fee of a message',
        message('platform_fee_micros', 1),
        message('platform_fee_micros', -1),
        [MESSAGES],
      ],
      ["changed Meta's fee of a message", message('meta_fee_micros', 1), message('meta_fee_micros', -1), [MESSAGES]],
      ['changed the markup of a message', message('markup_micros', -1), message('markup_micros', 1), [MESSAGES]],
      [
        'changed the amount of a transfer',
        transfer(
          "UPDATE transfers SET amount_micros = amount_micros + 7 WHERE operation_id = $1 AND step = 'meta_fee'",
        ),
        transfer(
          "UPDATE transfers SET amount_micros = amount_micros - 7 WHERE operation_id = $1 AND step = 'meta_fee'",
        ),
        [BALANCES, OPEN, MESSAGES, STATEMENT],
      ],
      [
        'turned a transfer round',
        transfer("UPDATE transfers SET amount_micros = -amount_micros WHERE operation_id = $1 AND step = 'markup'"),
        transfer("UPDATE transfers SET amount_micros = -amount_micros WHERE operation_id = $1 AND step = 'markup'"),
        [BALANCES, AMOUNTS, OPEN, MESSAGES, STATEMENT],
      ],
      [
        'written a transfer twice',
        transfer("INSERT INTO transfers SELECT * FROM transfers WHERE operation_id = $1 AND step = 'meta_fee'"),
        transfer(
          "DELETE FROM transfers t USING transfers u WHERE t.operation_id = $1 AND t.step = 'meta_fee' AND u.operation_id = t.operation_id AND u.step = t.step AND t.ctid > u.ctid",
        ),
        [BALANCES, DUPLICATES, OPEN, MESSAGES, STATEMENT],
      ],
      [
        'charged an account that does not exist',
        transfer("UPDATE transfers SET to_kind = 'pocket' WHERE operation_id = $1 AND step = 'markup'"),
        transfer("UPDATE transfers SET to_kind = 'platform_fees' WHERE operation_id = $1 AND step = 'markup'"),
        [BALANCES, MESSAGES],
      ],
      [
        'given a message to another tenant',
        () => owner.query('UPDATE messages SET tenant_id = $1 WHERE id = $2', [otherId, deliveredId]),
        () => owner.query('UPDATE messages SET tenant_id = $1 WHERE id = $2', [tenantId, deliveredId]),
        [MESSAGES],
      ],
      [
        'marked a period paid that was not charged',
        () => owner.query('UPDATE subscription_periods SET paid_at = now() WHERE fee_micros = 70000'),
        () => owner.query('UPDATE subscription_periods SET paid_at = NULL WHERE fee_micros = 70000'),
        [PERIODS],
      ],
      [
        'changed what a period cost',
        () => owner.query('UPDATE subscription_periods SET fee_micros = 49999 WHERE operation_id = $1', [periodId]),
        () => owner.query('UPDATE subscription_periods SET fee_micros = 50000 WHERE operation_id = $1', [periodId]),
        [PERIODS],
      ],
      [
        'forgotten a period that was charged',
        () =>
          owner.query('UPDATE subscription_periods SET operation_id = $2 WHERE operation_id = $1', [
            periodId,
            refundId,
          ]),
        () =>
          owner.query('UPDATE subscription_periods SET operation_id = $1 WHERE operation_id = $2', [
            periodId,
            refundId,
          ]),
        [PERIODS],
      ],
      [
        'let two periods overlap',
        () =>
          owner.query("UPDATE subscription_periods SET period_end = '2026-02-02' WHERE operation_id = $1", [periodId]),
        () =>
          owner.query("UPDATE subscription_periods SET period_end = '2026-02-01' WHERE operation_id = $1", [periodId]),
        [PERIODS],
      ],
      [
        'set a subscription back into a period that was charged',
        () => owner.query("UPDATE subscriptions SET period_start = '2026-02-15' WHERE tenant_id = $1", [tenantId]),
        () => owner.query("UPDATE subscriptions SET period_start = '2026-03-01' WHERE tenant_id = $1", [tenantId]),
        [PERIODS],
      ],
      [
        'refunded more than a message was charged',
        all(
          () => owner.query('UPDATE refunds SET amount_micros = 11501'),
          () => owner.query('UPDATE transfers SET amount_micros = 11501 WHERE operation_id = $1', [refundId]),
        ),
        all(
          () => owner.query('UPDATE refunds SET amount_micros = 5750'),
          () => owner.query('UPDATE transfers SET amount_micros = 5750 WHERE operation_id = $1', [refundId]),
        ),
        [BALANCES, STATEMENT, REFUNDS],
      ],
      [
        'refunded a message that was charged nothing',
        () => owner.query('UPDATE refunds SET message_id = $1', [refundId]),
        () => owner.query('UPDATE refunds SET message_id = $1', [deliveredId]),
        [REFUNDS],
      ],
      [
        'noted a refund that gave nothing back',
        () => owner.query('UPDATE refunds SET amount_micros = 5749'),
        () => owner.query('UPDATE refunds SET amount_micros = 5750'),
        [REFUNDS],
      ],
    ])('%s, says which invariants broke', async (_, act, undo, expected) => {
      await act();
      expect(await broken()).toEqual(expected);
      await undo();
      expect(await broken()).toEqual([]);
    });

    it('names the message, and what it holds and should hold', async () => {
      await message('held_micros', 5)();
      const found = (await run()).find(({ invariant }) => invariant === MESSAGES);
      expect(found?.violations).toEqual([
        `message ${deliveredId} of ${tenantId}: held 5, platform fee 1000, Meta fee 10000, markup 500; by transfers 0, 1000, 10000, 500`,
      ]);
      await message('held_micros', -5)();
    });

    it('tells the first twenty and counts the rest', async () => {
      await owner.query(`
        INSERT INTO accounts (tenant_id, kind, currency, balance_micros)
        SELECT gen_random_uuid(), 'available', 'USD', 1 FROM generate_series(1, 30)`);
      const found = (await run()).find(({ invariant }) => invariant === BALANCES);
      expect(found).toMatchObject({ ok: false, violationCount: 30 });
      expect(found?.violations).toHaveLength(20);
    });
  });
});
