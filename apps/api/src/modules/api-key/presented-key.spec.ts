import { authorizationOf } from './presented-key';

const BOTH = { authorization: 'Bearer pk_one', 'x-api-token': 'pk_two' };

describe('The key of a request', () => {
  it.each(['v1', 'v2', 'media', 'console'] as const)('is in the Authorization header on %s', (surface) => {
    expect(authorizationOf({ authorization: 'Bearer pk_one' }, surface)).toBe('Bearer pk_one');
    expect(authorizationOf({}, surface)).toBeUndefined();
  });

  it('may be in X-API-Token on v2', () => {
    expect(authorizationOf({ 'x-api-token': 'pk_two' }, 'v2')).toBe('Bearer pk_two');
  });

  it.each(['v1', 'media', 'console'] as const)('is not looked for in X-API-Token on %s', (surface) => {
    expect(authorizationOf({ 'x-api-token': 'pk_two' }, surface)).toBeUndefined();
  });

  it('is the one in the Authorization header where there are both, even when that one is no key', () => {
    expect(authorizationOf(BOTH, 'v2')).toBe('Bearer pk_one');
    expect(authorizationOf({ ...BOTH, authorization: 'Basic dXNlcg==' }, 'v2')).toBe('Basic dXNlcg==');
    expect(authorizationOf({ ...BOTH, authorization: '' }, 'v2')).toBe('');
  });
});
