import { marketing } from '../support/bodies';
import type { Answer } from '../support/http-client';
import { type OpenedTenant } from '../support/operator';
import type { FaultRequest } from '../support/simulator';
import { startTestbed, type Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';

const HELD = '0.011900';

let bed: Testbed;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed({ env: { GRAPH_TIMEOUT_MS: '1000' } });
});
beforeEach(async () => {
  tenant = await bed.operator.openTenant({ money: '1.00' });
});
afterEach(async () => {
  await bed.simulator.clearFaults();
  await bed.simulator.configure({ statuses: ['sent', 'delivered', 'read'] });
});
afterAll(() => bed?.close());

/** Sends once under a fault. */
async function sendUnder(fault: FaultRequest, headers: Record<string, string> = {}): Promise<Answer> {
  await bed.simulator.fault({ match: { phoneNumberId: tenant.number.phoneNumberId }, ...fault });
  return tenant.client.send(marketing(), { headers });
}

function codeOf(answer: Answer): [number, string] {
  return [answer.status, answer.json.errors?.code];
}

async function messagesAtMeta(): Promise<number> {
  return (await bed.simulator.messages({ phoneNumberId: tenant.number.phoneNumberId })).length;
}

describe('a message that Meta took without answering', () => {
  it('is answered 504 with its id and kept with its money, until its late status settles it', async () => {
    await bed.simulator.configure({ statuses: [] });
    const answer = await sendUnder({ kind: 'accept-then-timeout' });
    expect(codeOf(answer)).toEqual([504, 'GW_004']);
    const id = answer.json.errors.params.message_id as string;
    expect(answer.headers['x-message-id']).toBe(id);
    expect(await tenant.client.message(id)).toMatchObject({
      status: 'uncertain',
      wamid: null,
      cost: { reserved: HELD, total: '0.000000' },
    });
    expect(await tenant.client.balance()).toMatchObject({ available: '0.988100', reserved: HELD, total: '1.000000' });

    const callbackData = `sb1.${tenant.id}.${id}`;
    const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' };
    await bed.simulator.control('POST', 'statuses', { callbackData, status: 'delivered', pricing });
    const settled = await tenant.client.messageWith('delivered', id);
    expect(settled.wamid).toMatch(/^wamid\./);
    expect(settled.cost).toMatchObject({ reserved: '0.000000', platformFee: '0.001000', metaFee: '0.010900' });
    expect(await tenant.client.balance()).toMatchObject({
      available: '0.988100',
      reserved: '0.000000',
      total: '0.988100',
    });
    expect(await messagesAtMeta()).toBe(1);
  });

  it.each(['reset-after', 'malformed', 'accept-then-timeout'])(
    'settles by itself when the statuses come (%s)',
    async (kind) => {
      const answer = await sendUnder({ kind });
      expect(codeOf(answer)).toEqual([504, 'GW_004']);
      const settled = await tenant.client.messageWith('read', answer.json.errors.params.message_id);
      expect(settled.cost.total).toBe(HELD);
      expect(await messagesAtMeta()).toBe(1);
    },
  );

  it('gives everything but the platform fee back when it failed after all', async () => {
    await bed.simulator.configure({ statuses: [] });
    const answer = await sendUnder({ kind: 'accept-then-timeout' });
    const id = answer.json.errors.params.message_id as string;
    const errors = [{ code: 131026, title: 'Message undeliverable' }];
    await bed.simulator.control('POST', 'statuses', {
      callbackData: `sb1.${tenant.id}.${id}`,
      status: 'failed',
      errors,
    });
    const failed = await tenant.client.messageWith('failed', id);
    expect(failed.error?.code).toBe('131026');
    expect(await tenant.client.balance()).toMatchObject({ available: '0.999000', reserved: '0.000000' });
  });
});

describe('a message whose connection broke before Meta took it', () => {
  it('is uncertain too, because the request had been written, and is never sent again', async () => {
    const answer = await sendUnder({ kind: 'reset-before' });
    expect(codeOf(answer)).toEqual([504, 'GW_004']);
    expect(await tenant.client.balance()).toMatchObject({ reserved: HELD, total: '1.000000' });
    expect(await messagesAtMeta()).toBe(1);
  });
});

describe('a message that Meta did not take', () => {
  it.each([
    ['Meta fails', { kind: 'error', code: 131000 }, 502, 'GW_003'],
    ['Meta fails without an envelope', { kind: 'http', httpStatus: 500, body: '<html>oops</html>' }, 502, 'GW_003'],
    ['Meta is unavailable', { kind: 'http', httpStatus: 503, body: '' }, 502, 'GW_003'],
    ['Meta refuses it', { kind: 'error', code: 131009 }, 400, 'GW_002'],
    ['the template’s parameters do not match', { kind: 'error', code: 132000 }, 400, 'GW_001'],
    ['the token may not send', { kind: 'error', code: 10 }, 502, 'GW_003'],
  ] satisfies [string, FaultRequest, number, string][])('costs nothing when %s', async (_, fault, status, code) => {
    const answer = await sendUnder(fault);
    expect(codeOf(answer)).toEqual([status, code]);
    expect(await tenant.client.balance()).toEqual({
      currency: 'USD',
      available: '1.000000',
      reserved: '0.000000',
      total: '1.000000',
    });
    const message = await tenant.client.message(String(answer.headers['x-message-id']));
    expect(message.status).toBe('failed');
    expect(message.charges.map(({ kind }) => kind)).toEqual(['reserve', 'release']);
  });

  it('costs nothing when the access token has expired, and sending works again with a new one', async () => {
    await bed.simulator.control('POST', 'tokens', { token: tenant.number.accessToken, state: 'expired' });
    expect(codeOf(await tenant.client.send(marketing()))).toEqual([502, 'GW_003']);
    expect(await tenant.client.balance()).toMatchObject({ available: '1.000000', reserved: '0.000000' });
    const path = `/tenants/${tenant.id}/phone-numbers/${tenant.number.id}`;
    await bed.operator.request(200, 'PATCH', path, { accessToken: 'EAAGrenewed' });
    await waitFor(
      'the new token to be used',
      async () => (await tenant.client.send(marketing())).status === 200,
      2_000,
    );
  });

  it.each([130429, 131056, 80007])(
    'may be tried again at once with the same Idempotency-Key after Meta’s limit %i',
    async (code) => {
      const headers = { 'idempotency-key': `limit-${code}` };
      const answer = await sendUnder({ kind: 'error', code, times: 1 }, headers);
      expect(codeOf(answer)).toEqual([429, 'GW_005']);
      expect(answer.json.errors.params.retry_after).toMatch(/^\d+s$/);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(await tenant.client.balance()).toMatchObject({ available: '1.000000', reserved: '0.000000' });
      const again = await tenant.client.send(marketing(), { headers });
      expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, undefined]);
      await tenant.client.messageWith('read', String(again.headers['x-message-id']));
      expect(await tenant.client.balance()).toMatchObject({ available: '0.988100', reserved: '0.000000' });
    },
  );
});

describe('Meta out of reach', () => {
  it('costs nothing: the money goes back and the sender may try again', async () => {
    const gone = await bed.operator.openTenant({ money: '1.00' });
    const media = { data_base64: Buffer.from('%PDF-1.4').toString('base64'), mime_type: 'application/pdf' };
    await bed.simulator.fault({ kind: 'timeout', match: { path: '/media' } });
    const answer = await gone.client.send({
      messaging_product: 'whatsapp',
      to: '905321234567',
      type: 'document',
      document: media,
    });
    expect(codeOf(answer)).toEqual([502, 'GW_003']);
    expect(await gone.client.balance()).toMatchObject({ available: '1.000000', reserved: '0.000000' });
    expect(await bed.simulator.messages({ phoneNumberId: gone.number.phoneNumberId })).toEqual([]);
  });
});
