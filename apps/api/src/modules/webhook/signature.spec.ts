import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { hubSignature, newSigningSecret, webhookSignature } from './signature';

const now = (): number => Math.floor(Date.now() / 1000);
const headersOf = (secrets: string[], id: string, timestampSeconds: number, body: string) => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestampSeconds),
  'webhook-signature': webhookSignature(secrets, { id, timestampSeconds, body }),
});

describe('A signature', () => {
  it('is accepted by the library of Standard Webhooks, also for text beyond ASCII', () => {
    const secret = newSigningSecret();
    const body = '{"text":"Schöne Grüße 👋"}';
    expect(new Webhook(secret).verify(body, headersOf([secret], 'msg-1', now(), body))).toEqual(JSON.parse(body));
  });

  it('with two secrets is accepted under each of them, and under no other', () => {
    const [one, other] = [newSigningSecret(), newSigningSecret()];
    const headers = headersOf([one, other], 'msg-1', now(), '{}');
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
    expect(() => new Webhook(one).verify('{}', headers)).not.toThrow();
    expect(() => new Webhook(other).verify('{}', headers)).not.toThrow();
    expect(() => new Webhook(newSigningSecret()).verify('{}', headers)).toThrow();
  });

  it('does not fit another body, id or time', () => {
    const secret = newSigningSecret();
    const headers = headersOf([secret], 'msg-1', now(), '{}');
    const webhook = new Webhook(secret);
    expect(() => webhook.verify('{ }', headers)).toThrow();
    expect(() => webhook.verify('{}', { ...headers, 'webhook-id': 'msg-2' })).toThrow();
    expect(() =>
      webhook.verify('{}', { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 1) }),
    ).toThrow();
  });
});

describe('A signing secret', () => {
  it('is 32 random bytes', () => {
    const secret = newSigningSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSigningSecret()).not.toBe(secret);
  });
});

describe('The signature that handlers made for Meta check', () => {
  it('is an HMAC of the body under the text of the secret', () => {
    expect(hubSignature('whsec_abc', '{}')).toBe(
      `sha256=${createHmac('sha256', 'whsec_abc').update('{}').digest('hex')}`,
    );
  });
});
