import { marketing, text } from './support/bodies';
import type { Answer } from './support/http-client';
import type { OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';

let bed: Testbed;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed({ instances: 2, env: { GRAPH_TIMEOUT_MS: '1000' } });
});
beforeEach(async () => {
  tenant = await bed.operator.openTenant({ throughput: 1_000 });
});
afterEach(() => bed.simulator.clearFaults());
afterAll(() => bed?.close());

function send(key: string, body: unknown = marketing(), query = ''): Promise<Answer> {
  return tenant.client.send(body, { query, headers: { 'idempotency-key': key } });
}

async function messagesInLog(): Promise<number> {
  return (await tenant.client.http.get('/v1/wa/messages?limit=200')).json.data.items.length as number;
}

async function messagesAtMeta(): Promise<number> {
  return (await bed.simulator.messages({ phoneNumberId: tenant.number.phoneNumberId })).length;
}

describe('an Idempotency-Key', () => {
  it('used 50 times at once sends one message: everyone else gets the same answer or is told to wait', async () => {
    await bed.simulator.fault({ kind: 'slow', delayMs: 200 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => send('order-1')));
    const accepted = answers.filter(({ status }) => status === 200);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(accepted.length + waiting.length).toBe(50);
    expect(accepted.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(new Set(accepted.map(({ text: body }) => body)).size).toBe(1);
    for (const { json } of waiting) expect(json.errors.code).toBe('IDEM_001');
    expect([await messagesInLog(), await messagesAtMeta()]).toEqual([1, 1]);
  });

  it('used 50 times at once on two processes sends one message', async () => {
    const other = bed.operator.client(tenant.key.key, bed.switchboards[1]!.url);
    await bed.simulator.fault({ kind: 'slow', delayMs: 200 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? tenant.client : other).send(marketing(), { headers: { 'idempotency-key': 'order-2' } }),
      ),
    );
    expect(
      answers.filter(({ status, headers }) => status === 200 && headers['idempotent-replayed'] === undefined),
    ).toHaveLength(1);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect([await messagesInLog(), await messagesAtMeta()]).toEqual([1, 1]);
  });

  it('gets the first answer again byte for byte, marked as a replay, at no cost', async () => {
    const first = await send('order-3');
    expect(first.status).toBe(200);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    const before = (await tenant.client.balance()).total;
    const second = await send('order-3');
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.headers['x-message-id']).toBe(first.headers['x-message-id']);
    expect([await messagesInLog(), await messagesAtMeta()]).toEqual([1, 1]);
    // A delivery may have been charged meanwhile, but no second acceptance.
    const message = await tenant.client.messageWith('read', String(first.headers['x-message-id']));
    expect(message.charges.filter(({ kind }) => kind === 'reserve')).toHaveLength(1);
    expect(Number(before) - Number((await tenant.client.balance()).total)).toBeLessThan(0.011);
  });

  it('replays a body that means the same, however it is written', async () => {
    const first = await send(
      'order-4',
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"Hi"}}',
    );
    const second = await send(
      'order-4',
      '{ "type":"text", "text":{"body":"\\u0048i"}, "to":"905321234567",\n"messaging_product":"whatsapp" }',
    );
    expect([second.status, second.text, second.headers['idempotent-replayed']]).toEqual([200, first.text, 'true']);
  });

  it.each([
    ['another body', text('Other'), ''],
    ['another sender', text('Hi'), 'number'],
    ['the sandbox', text('Hi'), '?is_fake=true'],
  ])('is refused with %s', async (_, body, query) => {
    await send('order-5', text('Hi'));
    const answer = await send(
      'order-5',
      body,
      query === 'number' ? `?phone_number_id=${tenant.number.phoneNumberId}` : query,
    );
    expect([answer.status, answer.json.errors.code]).toEqual([422, 'IDEM_002']);
    expect(await messagesInLog()).toBe(1);
  });

  it('belongs to its tenant alone', async () => {
    const other = await bed.operator.openTenant();
    const mine = await send('order-6');
    const theirs = await other.client.send(marketing(), { headers: { 'idempotency-key': 'order-6' } });
    expect([mine.status, theirs.status]).toEqual([200, 200]);
    expect(theirs.headers['idempotent-replayed']).toBeUndefined();
    expect(theirs.headers['x-message-id']).not.toBe(mine.headers['x-message-id']);
  });

  it('is shared by the keys of a tenant', async () => {
    const second = bed.operator.client((await bed.operator.createKey(tenant.id)).key);
    const first = await send('order-7');
    const replayed = await second.send(marketing(), { headers: { 'idempotency-key': 'order-7' } });
    expect([replayed.text, replayed.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
  });

  it('remembers a refusal of Meta like any other outcome', async () => {
    await bed.simulator.fault({ kind: 'error', code: 131009, times: 1 });
    const first = await send('order-8');
    expect([first.status, first.json.errors.code]).toEqual([400, 'GW_002']);
    const second = await send('order-8');
    expect([second.status, second.text, second.headers['idempotent-replayed']]).toEqual([400, first.text, 'true']);
    expect(await messagesAtMeta()).toBe(1);
  });

  it('repeats an unknown outcome and never sends again', async () => {
    await bed.simulator.fault({ kind: 'timeout', times: 1 });
    const first = await send('order-9');
    expect([first.status, first.json.errors.code]).toEqual([504, 'GW_004']);
    const second = await send('order-9');
    expect([second.status, second.text]).toEqual([504, first.text]);
    expect(await messagesAtMeta()).toBe(1);
  });

  it('may try again after one of Meta’s limits', async () => {
    await bed.simulator.fault({ kind: 'error', code: 130429, times: 1 });
    const first = await send('order-10');
    expect([first.status, first.json.errors.code]).toEqual([429, 'GW_005']);
    const second = await send('order-10');
    expect([second.status, second.headers['idempotent-replayed']]).toEqual([200, undefined]);
  });

  it.each([
    ['a body that is refused', { messaging_product: 'whatsapp', to: '905321234567', type: 'text' }, 'VAL_001'],
    ['a sender that is not theirs', text('Hi'), 'NUM_001'],
  ])('does not remember %s', async (_, body, code) => {
    const refused = await send('order-11', body, code === 'NUM_001' ? '?phone_number_id=1' : '');
    expect(refused.json.errors.code).toBe(code);
    const accepted = await send('order-11', text('Hi'));
    expect([accepted.status, accepted.headers['idempotent-replayed']]).toEqual([200, undefined]);
  });

  it('does not remember that the money was missing', async () => {
    const poor = await bed.operator.openTenant({ money: '0' });
    const options = { headers: { 'idempotency-key': 'order-12' } };
    expect((await poor.client.send(marketing(), options)).json.errors.code).toBe('BILL_001');
    await bed.operator.topUp(poor.id, '1.00');
    expect((await poor.client.send(marketing(), options)).status).toBe(200);
  });

  it.each([
    ['is empty', ''],
    ['is longer than 255 characters', 'k'.repeat(256)],
    ['has a blank', 'a b'],
    ['is not ASCII', 'schl\u00fcssel'],
  ])('is refused when it %s', async (_, key) => {
    const answer = await send(key);
    expect([answer.status, answer.json.errors.code]).toEqual([400, 'VAL_001']);
    expect(answer.json.errors.params.fields[0].path).toBe('Idempotency-Key');
  });

  it('takes 255 visible characters', async () => {
    expect((await send('~'.repeat(255))).status).toBe(200);
  });
});
