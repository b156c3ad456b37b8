import { SmtpServer } from '../../../test/support/smtp-server';
import { ConsoleClient, startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { until } from '../../../test/support/until';
import { BalanceAlertService } from './balance-alert.service';

let smtp: SmtpServer;
let bed: TestConsole;
let members = 0;

beforeAll(async () => {
  smtp = await SmtpServer.start();
  bed = await startTestConsole({ SMTP_URL: smtp.url, MAIL_FROM: 'Switchboard <money@switchboard.test>' });
});
afterAll(async () => {
  await bed.platform.stop();
  await smtp.close();
});

interface Fund {
  tenantId: string;
  owner: ConsoleClient;
  email: string;
}

/** A tenant with an owner and a viewer, a threshold of 10 and an endpoint that wants to hear of balances. */
async function openFund(): Promise<Fund> {
  const tenantId = await bed.openTenant();
  const email = `owner${(members += 1)}@example.com`;
  const owner = await bed.join(tenantId, 'owner', email);
  await bed.join(tenantId, 'viewer', `viewer${members}@example.com`);
  expect((await bed.operator.patch(`/tenants/${tenantId}/wallet`, { lowBalanceThreshold: '10.00' })).status).toBe(200);
  return { tenantId, owner, email };
}

const topUp = (tenantId: string, amount: string) =>
  bed.operator.post(`/tenants/${tenantId}/wallet/top-ups`, { amount });
const take = (tenantId: string, amount: string) =>
  bed.operator.post(`/tenants/${tenantId}/wallet/adjustments`, { amount: `-${amount}`, reason: 'test' });
const look = () => bed.platform.app.get(BalanceAlertService, { strict: false }).run();

async function told(tenantId: string): Promise<{ type: string; payload: Record<string, unknown> }[]> {
  const { rows } = await bed.platform.test.database.pool.query<{ type: string; payload: Record<string, unknown> }>(
    `SELECT type, body -> 'payload' AS payload FROM webhook_events WHERE tenant_id = $1 AND type LIKE 'balance.%' ORDER BY created_at`,
    [tenantId],
  );
  return rows;
}

const alerts = () => smtp.mails.filter(({ data }) => !data.includes('Subject: Your invitation'));
const lettersTo = (email: string) => alerts().filter(({ to }) => to.includes(email));

describe('A tenant whose balance falls', () => {
  it('is told once below its threshold, once when it is used up, and again after it was well again', async () => {
    const { tenantId, email } = await openFund();
    await look();
    await topUp(tenantId, '20.00');
    await look();
    expect(await told(tenantId)).toEqual([]);

    await take(tenantId, '15.00');
    await Promise.all([look(), look(), look()]);
    await look();
    expect(await told(tenantId)).toEqual([
      {
        type: 'balance.low',
        payload: { currency: 'USD', available: '5.000000', threshold: '10.000000', at: expect.any(String) as string },
      },
    ]);

    await take(tenantId, '5.00');
    await look();
    await look();
    await topUp(tenantId, '50.00');
    await look();
    await take(tenantId, '45.00');
    await look();
    expect((await told(tenantId)).map(({ type }) => type)).toEqual(['balance.low', 'balance.depleted', 'balance.low']);

    await until(() => Promise.resolve(lettersTo(email).length === 3));
    const [low, used] = lettersTo(email);
    expect(low!.data).toContain('Subject: The balance of');
    expect(low!.data).toContain('From: Switchboard <money@switchboard.test>');
    expect(low!.data).toContain('5.000000 USD');
    expect(used!.data).toContain('BILL_001');
    expect(alerts().filter(({ to }) => to[0]?.startsWith('viewer'))).toEqual([]);
  });

  it('is not told that a wallet which was never filled is empty', async () => {
    const { tenantId } = await openFund();
    await look();
    expect(await told(tenantId)).toEqual([]);
  });

  it('gets its letter later when the mail server is busy', async () => {
    const { tenantId, email } = await openFund();
    await topUp(tenantId, '20.00');
    await look();
    smtp.isBusy = true;
    await take(tenantId, '20.00');
    await look();
    await until(() => Promise.resolve(smtp.refused > 0));
    expect(lettersTo(email)).toEqual([]);
    smtp.isBusy = false;
    await until(() => Promise.resolve(lettersTo(email).length === 1));
  });
});
