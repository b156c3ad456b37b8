import { keyState, works } from './key-state';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('The state of a key', () => {
  it.each([
    [{ expiresAt: null, revokedAt: null }, 'active'],
    [{ expiresAt: '2026-12-04T12:00:01Z', revokedAt: null }, 'active'],
    [{ expiresAt: '2026-12-04T12:00:00Z', revokedAt: null }, 'ending'],
    [{ expiresAt: '2026-11-20T12:00:00Z', revokedAt: null }, 'expired'],
    [{ expiresAt: null, revokedAt: '2026-11-19T00:00:00Z' }, 'revoked'],
    [{ expiresAt: '2026-11-19T00:00:00Z', revokedAt: '2026-11-18T00:00:00Z' }, 'revoked'],
  ])('is told by its times: %j is %s', (key, state) => {
    expect(keyState(key, NOW)).toBe(state);
    expect(works(keyState(key, NOW))).toBe(state === 'active' || state === 'ending');
  });
});
