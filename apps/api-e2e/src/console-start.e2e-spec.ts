import { expectStatus, HttpClient } from './support/http-client';
import { signInByScript } from './support/operator';
import { createDatabase, type SpecDatabase } from './support/postgres';
import { SECRETS, Switchboard } from './support/switchboard';
import { waitFor } from './support/wait-for';

const OPERATOR = { email: SECRETS.ADMIN_EMAIL, password: SECRETS.ADMIN_PASSWORD };

let database: SpecDatabase;
let switchboard: Switchboard;
let operator: HttpClient;

/** As someone starts it who tries it out: with the bundled simulator and the demo tenant. */
beforeAll(async () => {
  database = await createDatabase();
  switchboard = await Switchboard.start({ databaseUrl: database.url, graphBaseUrl: '', env: { DEMO: 'true' } });
  operator = await signInByScript(switchboard.url, OPERATOR);
});
afterAll(async () => {
  await operator?.close();
  await switchboard?.stop();
  await database?.drop();
});

const get = async (path: string) => expectStatus(await operator.get(`/console/v1${path}`), 200);

describe('A first start', () => {
  it('says that the simulator stands in for Meta, so that the console offers its phone', async () => {
    expect(await get('/session')).toMatchObject({ features: { simulator: true, virtualPhone: true } });
    expect(await get('/platform/health')).toMatchObject({
      status: 'ok',
      meta: { isSimulated: true, circuit: 'closed' },
    });
  });

  it('shows on the demo tenant’s first page what was done for it and what is left to do', async () => {
    const { items } = await get('/tenants');
    const [{ id }] = items as [{ id: string }];
    expect(await get(`/tenants/${id}/overview`)).toMatchObject({
      onboarding: { hasPhoneNumber: true, hasApiKey: true, hasSentTest: false, hasToppedUp: true, isComplete: false },
      balance: { currency: 'USD', state: 'ok' },
      numbers: [{ phoneNumberId: '106540352242922' }],
    });
  });

  it('counts a message that is sent with the demo key in the throughput', async () => {
    const key = /pk_[0-9A-Za-z]{32}/.exec(switchboard.output)?.[0] ?? '';
    const anonymous = new HttpClient(switchboard.url);
    const sent = await anonymous.call('/v1/wa/message', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: { messaging_product: 'whatsapp', to: '905321234567', type: 'text', text: { body: 'Hello' } },
    });
    await anonymous.close();
    expect(sent.status).toBeLessThan(300);
    const counted = await waitFor('a delivered message', async () => {
      const { minutes } = await get('/platform/throughput?minutes=10');
      const delivered = (minutes as { delivered: number }[]).reduce((sum, minute) => sum + minute.delivered, 0);
      return delivered > 0 ? (minutes as { accepted: number }[]) : null;
    });
    expect(counted.reduce((sum, minute) => sum + minute.accepted, 0)).toBe(1);
  });
});
