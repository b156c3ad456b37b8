import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook } from './webhooks';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const META = {
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [
        {
          field: 'messages',
          value: { statuses: [{ id: 'wamid.1', status: 'delivered', timestamp: '1791849600' }] },
        },
      ],
    },
  ],
};
const ENVELOPE = {
  event: 'messages',
  tenant_id: 't',
  phone_number_id: '1',
  timestamp: '2026-10-13T00:00:00.000Z',
  request_id: null,
  payload: { id: 'wamid.2', from: '16505551234', timestamp: '1791849600', type: 'text', text: { body: 'Grüße 👋' } },
};

/** What Switchboard sends, signed by the reference implementation of Standard Webhooks. */
function signed(body: string, { secret = SECRET, at = new Date(), id = 'event-1' } = {}): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

const secondsFromNow = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

describe('a genuine webhook', () => {
  it('in the format meta is Meta’s body with the one change at hand', async () => {
    const body = JSON.stringify(META);
    const event = await verifyWebhook(body, signed(body), SECRET);
    expect(event).toMatchObject({ format: 'meta', webhookId: 'event-1', ...META, change: META.entry[0]!.changes[0] });
    expect(Math.abs(event.sentAt.getTime() - Date.now())).toBeLessThan(5_000);
    if (event.format !== 'meta' || event.change.field !== 'messages')
      throw new Error('The types do not tell it apart.');
    expect(event.change.value.statuses?.[0]?.status).toBe('delivered');
  });

  it('in the format envelope is the envelope', async () => {
    const body = JSON.stringify(ENVELOPE);
    const event = await verifyWebhook(body, signed(body), SECRET);
    expect(event).toMatchObject({ format: 'envelope', webhookId: 'event-1', ...ENVELOPE });
    if (event.format !== 'envelope' || event.event !== 'messages') throw new Error('The types do not tell it apart.');
    expect(event.payload.text?.body).toBe('Grüße 👋');
  });

  it.each([
    ['Headers', (headers: Record<string, string>) => new Headers(headers)],
    ['names in any case', (headers: Record<string, string>) => mapKeys(headers, (name) => name.toUpperCase())],
    ['lists of values', (headers: Record<string, string>) => mapValues(headers, (value) => [value])],
  ])('is recognised by headers given as %s', async (_as, given) => {
    const body = JSON.stringify(META);
    await expect(verifyWebhook(body, given(signed(body)), SECRET)).resolves.toMatchObject({ format: 'meta' });
  });

  it('is recognised by its bytes, as every framework gives them', async () => {
    const body = JSON.stringify(ENVELOPE);
    const bytes = new TextEncoder().encode(body);
    for (const given of [bytes, Buffer.from(body), bytes.buffer])
      await expect(verifyWebhook(given, signed(body), SECRET)).resolves.toMatchObject({ payload: ENVELOPE.payload });
  });

  it.each([-299, 299])('is believed %i seconds from now', async (seconds) => {
    const body = JSON.stringify(META);
    const headers = signed(body, { at: secondsFromNow(seconds) });
    await expect(verifyWebhook(body, headers, SECRET)).resolves.toBeDefined();
  });

  it('is recognised by either of two signatures, while a secret is being changed', async () => {
    const body = JSON.stringify(META);
    const other = signed(body, { secret: `whsec_${randomBytes(32).toString('base64')}` });
    const own = signed(body);
    const unknown = 'v2,AAAA';
    for (const order of [
      [other, own],
      [own, other],
    ]) {
      const signatures = [unknown, ...order.map((headers) => headers['webhook-signature'])].join(' ');
      const event = await verifyWebhook(body, { ...own, 'webhook-signature': signatures }, SECRET);
      expect(event.format).toBe('meta');
    }
  });

  it('of any content is recognised, and not by another secret', async () => {
    const property = fc.asyncProperty(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.uint8Array({ minLength: 24, maxLength: 64 }),
      async (payload, key) => {
        const secret = `whsec_${Buffer.from(key).toString('base64')}`;
        const body = JSON.stringify({ ...ENVELOPE, payload });
        const headers = signed(body, { secret });
        const event = await verifyWebhook(body, headers, secret);
        expect(event).toMatchObject({ payload: JSON.parse(JSON.stringify(payload)) });
        await expect(verifyWebhook(body, headers, SECRET)).rejects.toMatchObject({ code: 'WEBHOOK_SIGNATURE' });
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });
});

describe('what is not genuine is refused', () => {
  const body = JSON.stringify(META);

  it('when the body was changed', async () => {
    await expect(verifyWebhook(`${body} `, signed(body), SECRET)).rejects.toMatchObject({
      name: 'SwitchboardError',
      code: 'WEBHOOK_SIGNATURE',
      group: 'UNAUTHORIZED',
      status: 401,
    });
  });

  it.each(['webhook-id', 'webhook-timestamp'])('when %s was changed', async (name) => {
    const headers = signed(body);
    const changed = { ...headers, [name]: String(Math.floor(Date.now() / 1000) - 1) };
    await expect(verifyWebhook(body, changed, SECRET)).rejects.toMatchObject({ code: 'WEBHOOK_SIGNATURE' });
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('when %s is missing', async (name) => {
    const { [name]: _missing, ...headers } = signed(body);
    await expect(verifyWebhook(body, headers, SECRET)).rejects.toMatchObject({ code: 'WEBHOOK_HEADERS', status: 401 });
  });

  it.each([-302, 302])('when it was sent %i seconds from now, although the signature fits', async (seconds) => {
    const headers = signed(body, { at: secondsFromNow(seconds) });
    await expect(verifyWebhook(body, headers, SECRET)).rejects.toMatchObject({ code: 'WEBHOOK_TIMESTAMP' });
  });

  it.each(['', 'now', '1e9', '-1', 'NaN', 'Infinity', '9'.repeat(20)])(
    'when its timestamp is %p',
    async (timestamp) => {
      const headers = { ...signed(body), 'webhook-timestamp': timestamp };
      const code = timestamp === '' ? 'WEBHOOK_HEADERS' : 'WEBHOOK_TIMESTAMP';
      await expect(verifyWebhook(body, headers, SECRET)).rejects.toMatchObject({ code });
    },
  );

  it.each(['v1,', 'v1', 'v1,***', 'v2,', ' ', 'v1,AAAA v1,BBBB'])('when its signature is %p', async (signature) => {
    const headers = { ...signed(body), 'webhook-signature': signature };
    await expect(verifyWebhook(body, headers, SECRET)).rejects.toMatchObject({ code: 'WEBHOOK_SIGNATURE' });
  });

  it.each(['not JSON', '[]', '{}', '{"entry":[]}'])('when it is genuine and its body is %p', async (text) => {
    await expect(verifyWebhook(text, signed(text), SECRET)).rejects.toMatchObject({
      code: 'WEBHOOK_BODY',
      status: 400,
    });
  });

  it.each(['', 'whsec_', 'whsec_***', 'secret'])('when the secret is %p', async (secret) => {
    await expect(verifyWebhook(body, signed(body), secret)).rejects.toMatchObject({
      code: 'WEBHOOK_SECRET',
      status: 500,
    });
  });
});

function mapKeys(headers: Record<string, string>, change: (name: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [change(name), value]));
}

function mapValues(headers: Record<string, string>, change: (value: string) => string[]): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]));
}
