import { marketing, text } from './support/bodies';
import { Meta, sign, statusWebhook, type StatusReport } from './support/meta-webhook';
import { type OpenedTenant } from './support/operator';
import { SECRETS } from './support/switchboard';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

const BODY_MAX_BYTES = 3 * 1024 * 1024;

let bed: Testbed;
let tenant: OpenedTenant;
let meta: Meta;
let otherMeta: Meta;

beforeAll(async () => {
  // The simulated Meta reports nothing here: the tests do.
  bed = await startTestbed({ instances: 2, simulator: { statuses: [] } });
  meta = new Meta(bed.switchboards[0]!.url);
  otherMeta = new Meta(bed.switchboards[1]!.url);
});
beforeEach(async () => {
  tenant = await bed.operator.openTenant({ money: '1.00' });
});
afterAll(async () => {
  await meta?.close();
  await otherMeta?.close();
  await bed?.close();
});

const MARKETING = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' };

/** Events that have been kept and not yet read. */
async function pendingEvents(): Promise<number> {
  const [row] = await bed.database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM inbound_events WHERE state = 'pending'`,
  );
  return row!.count;
}

async function whenRead(): Promise<void> {
  await waitFor('the events to be read', async () => (await pendingEvents()) === 0);
}

async function sendOne(
  body: object = marketing(),
): Promise<{ id: string; wamid: string; report(status: string, more?: Partial<StatusReport>): StatusReport }> {
  const { id, wamid } = await tenant.client.sendAccepted(body);
  const base = { phoneNumberId: tenant.number.phoneNumberId, wamid, callbackData: `sb1.${tenant.id}.${id}` };
  return { id, wamid, report: (status, more) => ({ ...base, status, ...more }) };
}

async function post(...reports: StatusReport[]): Promise<void> {
  expect((await meta.post(statusWebhook(...reports))).status).toBe(200);
}

describe('the verification of the webhook', () => {
  const query = (mode: string, token: string): string =>
    `/webhooks/meta?hub.mode=${mode}&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=11583%3Ca%3E`;

  it('answers the challenge as plain text', async () => {
    const answer = await meta.get(query('subscribe', SECRETS.META_VERIFY_TOKEN));
    expect([answer.status, answer.text]).toEqual([200, '11583<a>']);
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
  });

  it.each([
    query('subscribe', 'wrong'),
    query('subscribe', ''),
    query('unsubscribe', SECRETS.META_VERIFY_TOKEN),
    '/webhooks/meta',
    `/webhooks/meta?hub.mode=subscribe&hub.verify_token=${SECRETS.META_VERIFY_TOKEN}&hub.verify_token=x`,
  ])('refuses %s', async (path) => {
    const answer = await meta.get(path);
    expect([answer.status, answer.json.errors.code]).toEqual([403, 'WH_001']);
  });
});

describe('the signature of a webhook', () => {
  const body = statusWebhook({ phoneNumberId: '1', wamid: 'wamid.signature', status: 'sent' });

  it.each([
    ['missing', null, 'WH_002'],
    ['empty', '', 'WH_003'],
    ['of zeros', `sha256=${'0'.repeat(64)}`, 'WH_003'],
    ['without its name', sign(body).slice('sha256='.length), 'WH_003'],
    ['too short', sign(body).slice(0, -2), 'WH_003'],
    ['too long', `${sign(body)}00`, 'WH_003'],
    ['of another algorithm', sign(body).replace('sha256', 'sha1'), 'WH_003'],
    ['made with another secret', sign(body, 'another secret'), 'WH_003'],
    ['of another body', sign(`${body} `), 'WH_003'],
  ])('refuses the body when it is %s, and keeps nothing of it', async (_, signature, code) => {
    const [before] = await bed.database.query<{ count: number }>('SELECT count(*)::int AS count FROM inbound_events');
    const answer = await meta.post(body, signature);
    expect([answer.status, answer.json.errors.code]).toEqual([401, code]);
    const [after] = await bed.database.query<{ count: number }>('SELECT count(*)::int AS count FROM inbound_events');
    expect(after).toEqual(before);
  });

  it('refuses a body in which one byte was changed', async () => {
    const signature = sign(body);
    for (const position of [0, 10, body.length - 1]) {
      const changed = Buffer.from(body);
      changed[position]! ^= 1;
      expect((await meta.post(changed, signature)).json.errors.code).toBe('WH_003');
    }
  });

  it('may be written in capitals', async () => {
    expect((await meta.post(body, sign(body).toUpperCase().replace('SHA256', 'sha256'))).status).toBe(200);
  });
});

describe('a webhook', () => {
  it('is taken up to 3 MB with a thousand updates', async () => {
    const message = await sendOne();
    const reports = Array.from({ length: 999 }, (_, index) => ({
      phoneNumberId: '1',
      wamid: `wamid.${index}`,
      status: 'sent',
    }));
    const body = statusWebhook(...reports, message.report('delivered', { pricing: MARKETING }));
    const padded = `${body}${' '.repeat(BODY_MAX_BYTES - Buffer.byteLength(body))}`;
    expect((await meta.post(padded)).status).toBe(200);
    await tenant.client.messageWith('delivered', message.id);
  });

  it('of 3 MB and one byte is refused', async () => {
    const answer = await meta.post(Buffer.alloc(BODY_MAX_BYTES + 1, ' '));
    expect([answer.status, answer.json.errors.code]).toEqual([400, 'VAL_001']);
  });

  it.each([
    ['not JSON', 'hello {'],
    ['JSON of another shape', '{"object":"whatsapp_business_account"}'],
    ['an array', '[1,2,3]'],
    ['empty', ''],
    ['a status without an id', statusWebhook({ phoneNumberId: '1', wamid: '', status: 'sent' })],
    ['a status that nobody knows', statusWebhook({ phoneNumberId: '1', wamid: 'wamid.x', status: 'teleported' })],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x00])],
  ])('that is %s is kept to the byte and flagged', async (_, body) => {
    expect((await meta.post(body)).status).toBe(200);
    await whenRead();
    const [event] = await bed.database.query<{ state: string; error: string; body: Buffer }>(
      'SELECT state, error, body FROM inbound_events ORDER BY id DESC LIMIT 1',
    );
    expect(event).toMatchObject({ state: 'failed', error: expect.stringMatching(/\S/) });
    expect(event!.body.equals(Buffer.from(body))).toBe(true);
  });

  it('with something that cannot be understood still counts for the rest', async () => {
    const message = await sendOne();
    await post(
      { phoneNumberId: tenant.number.phoneNumberId, wamid: 'wamid.x', status: 'teleported' },
      message.report('delivered', { pricing: MARKETING }),
    );
    await tenant.client.messageWith('delivered', message.id);
  });

  it('is durable when it is answered: the event is there at once', async () => {
    const marker = `wamid.durable-${Date.now()}`;
    await post({ phoneNumberId: '1', wamid: marker, status: 'sent' });
    const rows = await bed.database.query('SELECT id FROM inbound_events WHERE position($1::bytea IN body) > 0', [
      Buffer.from(marker),
    ]);
    expect(rows).toHaveLength(1);
  });

  it('of other fields and of inbound messages is taken', async () => {
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '1', phone_number_id: tenant.number.phoneNumberId },
    };
    const changes = [
      {
        field: 'messages',
        value: {
          ...value,
          messages: [{ from: '905321234567', id: 'wamid.in', timestamp: '1', type: 'text', text: { body: 'Hi' } }],
        },
      },
      { field: 'account_alerts', value: { entity_type: 'WABA' } },
      { field: 'never_heard_of', value: null },
    ];
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] });
    expect((await meta.post(body)).status).toBe(200);
    await whenRead();
  });

  it('about a number that nobody owns changes nothing and is kept', async () => {
    const message = await sendOne();
    await post({ ...message.report('failed'), phoneNumberId: '999999999999' });
    await whenRead();
    expect((await tenant.client.message(message.id)).status).toBe('submitted');
  });

  it('that names another tenant’s message changes nothing', async () => {
    const message = await sendOne();
    const other = await bed.operator.openTenant();
    await post({ ...message.report('failed'), phoneNumberId: other.number.phoneNumberId });
    await post({ ...message.report('failed'), callbackData: `sb1.${other.id}.${message.id}` });
    await whenRead();
    expect((await tenant.client.message(message.id)).status).toBe('submitted');
  });
});

describe('the statuses of a message', () => {
  it('change it and its money once, however often they are repeated', async () => {
    const message = await sendOne();
    const body = statusWebhook(
      message.report('sent', { pricing: MARKETING }),
      message.report('delivered', { pricing: MARKETING }),
    );
    for (let count = 0; count < 5; count += 1) expect((await meta.post(body)).status).toBe(200);
    await whenRead();
    const delivered = await tenant.client.message(message.id);
    expect(delivered.timeline.map(({ event }) => event)).toEqual(['accepted', 'submitted', 'sent', 'delivered']);
    expect(delivered.charges.map(({ kind }) => kind)).toEqual(['reserve', 'platform_fee', 'meta_fee']);
    expect(await tenant.client.balance()).toMatchObject({ available: '0.988100', reserved: '0.000000' });
  });

  it('count once when two processes get them at the same time', async () => {
    const messages = await Promise.all(Array.from({ length: 20 }, () => sendOne()));
    const bodies = messages.map((message) =>
      statusWebhook(message.report('delivered', { pricing: MARKETING }), message.report('read')),
    );
    const answers = await Promise.all(
      bodies.flatMap((body) => [meta.post(body), otherMeta.post(body), meta.post(body), otherMeta.post(body)]),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await whenRead();
    for (const { id } of messages) {
      const read = await tenant.client.message(id);
      expect([read.status, read.charges.map(({ kind }) => kind)]).toEqual([
        'read',
        ['reserve', 'platform_fee', 'meta_fee'],
      ]);
    }
    // 20 × 0.011900
    expect(await tenant.client.balance()).toMatchObject({ available: '0.762000', reserved: '0.000000' });
  });

  it.each([
    [['read', 'delivered', 'sent']],
    [['delivered', 'read', 'sent']],
    [['delivered', 'sent', 'read']],
    [['read', 'sent', 'delivered']],
  ])('end where the last one would have, in the order %s', async (order) => {
    const message = await sendOne();
    for (const status of order) {
      await post(message.report(status, { pricing: MARKETING }));
      await whenRead();
    }
    const read = await tenant.client.message(message.id);
    expect(read.status).toBe('read');
    expect(read.charges.map(({ kind }) => kind)).toEqual(['reserve', 'platform_fee', 'meta_fee']);
    expect(await tenant.client.balance()).toMatchObject({ available: '0.988100', reserved: '0.000000' });
  });

  it('do not turn back: failed after delivered changes nothing, delivered after failed neither', async () => {
    const [delivered, failed] = [await sendOne(), await sendOne()];
    await post(
      delivered.report('delivered', { pricing: MARKETING }),
      failed.report('failed', { errors: [{ code: 131026 }] }),
    );
    await whenRead();
    await post(
      delivered.report('failed', { errors: [{ code: 131026 }] }),
      failed.report('delivered', { pricing: MARKETING }),
    );
    await whenRead();
    expect((await tenant.client.message(delivered.id)).status).toBe('delivered');
    const after = await tenant.client.message(failed.id);
    expect([after.status, after.error?.code]).toEqual(['failed', '131026']);
    expect(await tenant.client.balance()).toMatchObject({ available: '0.987100', reserved: '0.000000' });
  });

  it('find their message by its wamid when they carry no callback data', async () => {
    const message = await sendOne();
    await post({ ...message.report('delivered', { pricing: MARKETING }), callbackData: undefined });
    await tenant.client.messageWith('delivered', message.id);
  });

  it('are applied even before the answer to the send has been', async () => {
    await bed.simulator.configure({
      statuses: ['sent', 'delivered', 'read'],
      statusDelaysMs: { sent: 0, delivered: 0, read: 0 },
    });
    await bed.simulator.fault({ kind: 'slow', delayMs: 500 });
    try {
      const { id, wamid } = await tenant.client.sendAccepted(marketing());
      const read = await tenant.client.messageWith('read', id);
      expect(read.wamid).toBe(wamid);
      expect(read.charges.map(({ kind }) => kind)).toEqual(['reserve', 'platform_fee', 'meta_fee']);
    } finally {
      await bed.simulator.clearFaults();
      await bed.simulator.configure({ statuses: [] });
    }
  });
});

describe('the pricing of a status', () => {
  it.each([
    ['charges the same category as quoted', marketing(), MARKETING, '0.010900', '0.988100'],
    [
      'charges a cheaper category and gives the rest back',
      marketing(),
      { ...MARKETING, category: 'utility' },
      '0.000900',
      '0.998100',
    ],
    ['charges a dearer category than was reserved', text(), MARKETING, '0.010900', '0.988100'],
    [
      'charges nothing but the platform fee when it is not billable',
      marketing(),
      { ...MARKETING, billable: false },
      '0.000000',
      '0.999000',
    ],
    [
      'takes a category that nobody knows as quoted',
      marketing(),
      { ...MARKETING, category: 'astrology' },
      '0.010900',
      '0.988100',
    ],
    ['is what was quoted when there is none', marketing(), undefined, '0.010900', '0.988100'],
  ])('%s', async (_, body, pricing, metaFee, available) => {
    const message = await sendOne(body);
    await post(message.report('delivered', { pricing }));
    const delivered = await tenant.client.messageWith('delivered', message.id);
    expect(delivered.cost).toMatchObject({ reserved: '0.000000', platformFee: '0.001000', metaFee });
    expect(await tenant.client.balance()).toMatchObject({ available, reserved: '0.000000' });
  });

  it('never takes a wallet below zero: what is missing is the platform’s loss', async () => {
    const poor = await bed.operator.openTenant({ money: '0.001900' });
    const { id, wamid } = await poor.client.sendAccepted(text());
    await post({
      phoneNumberId: poor.number.phoneNumberId,
      wamid,
      status: 'delivered',
      callbackData: `sb1.${poor.id}.${id}`,
      pricing: MARKETING,
    });
    const delivered = await poor.client.messageWith('delivered', id);
    expect(delivered.cost.metaFee).toBe('0.010900');
    expect(await poor.client.balance()).toMatchObject({
      available: '0.000000',
      reserved: '0.000000',
      total: '0.000000',
    });
  });

  it('gives everything but the platform fee back when the message failed', async () => {
    const message = await sendOne();
    const errors = [
      { code: 131049, title: 'Not delivered', message: 'Not delivered', error_data: { details: 'Healthy ecosystem' } },
    ];
    await post(message.report('failed', { errors }));
    const failed = await tenant.client.messageWith('failed', message.id);
    expect(failed.error).toEqual({ code: '131049', title: 'Not delivered', description: 'Healthy ecosystem' });
    expect(failed.charges.map(({ kind }) => kind)).toEqual(['reserve', 'platform_fee', 'release']);
    expect(await tenant.client.balance()).toMatchObject({ available: '0.999000', reserved: '0.000000' });
  });
});
