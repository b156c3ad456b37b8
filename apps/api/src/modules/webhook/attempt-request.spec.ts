import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { assertRequestHeaders } from '../../outbound/header-rules';
import { attemptHeaders } from './attempt-request';
import type { EndpointSnapshot } from './endpoint-directory';
import { newSigningSecret } from './signature';

const endpoint = (given: Partial<EndpointSnapshot> = {}): EndpointSnapshot => ({
  tenantId: 't',
  id: 'e',
  url: 'https://example.com/',
  format: 'meta',
  isEnabled: true,
  headers: {},
  secret: newSigningSecret(),
  previous: null,
  bearerToken: null,
  hubSignature: false,
  ...given,
});
const MESSAGE = { id: 'msg-1', body: '{"a":1}' };
const hub = (secret: string) => `sha256=${createHmac('sha256', secret).update(MESSAGE.body).digest('hex')}`;

describe('The headers of an attempt', () => {
  it('are those of Standard Webhooks, with the time of the attempt in seconds', () => {
    const target = endpoint();
    const at = new Date();
    const headers = attemptHeaders(target, MESSAGE, at);
    expect(Object.keys(headers)).toEqual(['content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature']);
    expect(headers['webhook-timestamp']).toBe(String(Math.floor(at.getTime() / 1000)));
    expect(new Webhook(target.secret).verify(MESSAGE.body, headers)).toEqual({ a: 1 });
  });

  it('hold what the endpoint asked for besides, and can be sent', () => {
    const headers = attemptHeaders(
      endpoint({ headers: { 'X-Api-Key': 'k' }, bearerToken: 'secret-token', hubSignature: true }),
      MESSAGE,
      new Date(),
    );
    expect(headers).toMatchObject({ 'X-Api-Key': 'k', authorization: 'Bearer secret-token' });
    expect(() => assertRequestHeaders(headers)).not.toThrow();
  });

  it('are signed with both secrets until the overlap ends', () => {
    const [now, soon, ago] = [new Date(), new Date(Date.now() + 1_000), new Date(Date.now() - 1)];
    const old = newSigningSecret();
    const during = endpoint({ previous: { secret: old, until: soon }, hubSignature: true });
    expect(() => new Webhook(old).verify(MESSAGE.body, attemptHeaders(during, MESSAGE, now))).not.toThrow();
    expect(() => new Webhook(during.secret).verify(MESSAGE.body, attemptHeaders(during, MESSAGE, now))).not.toThrow();
    expect(attemptHeaders(during, MESSAGE, now)['x-hub-signature-256']).toBe(hub(old));

    const after = { ...during, previous: { secret: old, until: ago } };
    expect(() => new Webhook(old).verify(MESSAGE.body, attemptHeaders(after, MESSAGE, now))).toThrow();
    expect(attemptHeaders(after, MESSAGE, now)['x-hub-signature-256']).toBe(hub(after.secret));
  });
});
