import fc from 'fast-check';
import { auditable } from './auditable';

describe('auditable', () => {
  it('never writes a secret, at any depth', () => {
    const secret = 'EAAG-do-not-log';
    const field = fc.constantFrom(
      'accessToken',
      'tokenHash',
      'password',
      'totpSecretEncrypted',
      'keyHash',
      'pin',
      'csrfToken',
    );
    fc.assert(
      fc.property(field, fc.array(fc.string(), { maxLength: 3 }), (name, path) => {
        const state = path.reduceRight<object>((inner, key) => ({ [key]: [inner] }), { [name]: secret });
        expect(JSON.stringify(auditable(state))).not.toContain(secret);
      }),
    );
  });

  it('writes times, amounts and lists as JSON', () => {
    const state = {
      at: new Date('2026-10-01T00:00:00Z'),
      limitMicros: 12_000_000n,
      scopes: ['messages:send'],
      gone: undefined,
      none: null,
    };
    expect(auditable(state)).toEqual({
      at: '2026-10-01T00:00:00.000Z',
      limitMicros: '12000000',
      scopes: ['messages:send'],
      none: null,
    });
  });

  it('tells whether something secret is set, since that is not a secret', () => {
    expect(auditable({ totp: true, passwordHash: null })).toEqual({ totp: true, passwordHash: null });
  });
});
