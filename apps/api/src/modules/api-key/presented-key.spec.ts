import { Readable } from 'node:stream';
import { LIMITS } from '@switchboard/contracts';
import type { EdgeRequest } from '../../http/principal';
import { authorizationOf, presentedKey } from './presented-key';

const BOTH = { authorization: 'Bearer pk_one', 'x-api-token': 'pk_two' };
const FORM = 'application/x-www-form-urlencoded';

function keyOf(headers: Record<string, string>, surface: Parameters<typeof authorizationOf>[1], query = {}): unknown {
  return authorizationOf({ headers, query }, surface);
}

/** A request as far as its body goes. */
function posted(body: string, headers: Record<string, string> = { 'content-type': FORM }): EdgeRequest {
  return Object.assign(Readable.from([Buffer.from(body)]), { headers, query: {} }) as unknown as EdgeRequest;
}

describe('The key of a request', () => {
  it.each(['v1', 'v2', 'media', 'console', 'graph'] as const)('is in the Authorization header on %s', (surface) => {
    expect(keyOf({ authorization: 'Bearer pk_one' }, surface)).toBe('Bearer pk_one');
    expect(keyOf({}, surface)).toBeUndefined();
  });

  it('may be in X-API-Token on v2', () => {
    expect(keyOf({ 'x-api-token': 'pk_two' }, 'v2')).toBe('Bearer pk_two');
  });

  it.each(['v1', 'media', 'console', 'graph'] as const)('is not looked for in X-API-Token on %s', (surface) => {
    expect(keyOf({ 'x-api-token': 'pk_two' }, surface)).toBeUndefined();
  });

  it('is the one in the Authorization header where there are both, even when that one is no key', () => {
    expect(keyOf(BOTH, 'v2')).toBe('Bearer pk_one');
    expect(keyOf({ ...BOTH, authorization: 'Basic dXNlcg==' }, 'v2')).toBe('Basic dXNlcg==');
    expect(keyOf({ ...BOTH, authorization: '' }, 'v2')).toBe('');
  });

  it('may be in the query on the Graph façade, and nowhere else', () => {
    expect(keyOf({}, 'graph', { access_token: 'pk_one' })).toBe('Bearer pk_one');
    expect(keyOf({}, 'graph', { access_token: ['pk_one', 'pk_two'] })).toBe('Bearer pk_two');
    for (const surface of ['v1', 'v2', 'media', 'console'] as const)
      expect(keyOf({}, surface, { access_token: 'pk_one' })).toBeUndefined();
  });

  it('is the one in the header on the Graph façade where there are both, whichever of Meta’s schemes it has', () => {
    expect(keyOf({ authorization: 'bearer pk_one' }, 'graph', { access_token: 'pk_two' })).toBe('Bearer pk_one');
    expect(keyOf({ authorization: 'OAuth pk_one' }, 'graph', { access_token: 'pk_two' })).toBe('Bearer pk_one');
    expect(keyOf({ authorization: 'Basic dXNlcg==' }, 'graph', { access_token: 'pk_two' })).toBe('Bearer pk_two');
    expect(keyOf({ authorization: 'OAuth pk_one' }, 'v1')).toBe('OAuth pk_one');
  });

  it('may be a field of a form on the Graph façade', async () => {
    await expect(presentedKey(posted('a=1&access_token=pk_one'), 'graph')).resolves.toBe('Bearer pk_one');
    await expect(presentedKey(posted('a=1'), 'graph')).resolves.toBeUndefined();
  });

  it('is not looked for in bodies of another type, of other surfaces, or of more bytes than a message has', async () => {
    const json = posted('access_token=pk_one', { 'content-type': 'application/json' });
    await expect(presentedKey(json, 'graph')).resolves.toBeUndefined();
    const v1 = posted('access_token=pk_one');
    await expect(presentedKey(v1, 'v1')).resolves.toBeUndefined();
    for (const unread of [json, v1]) expect((unread as unknown as Readable).readableDidRead).toBe(false);
    const large = posted('', { 'content-type': FORM, 'content-length': String(LIMITS.bodyMaxBytes + 1) });
    await expect(presentedKey(large, 'graph')).rejects.toMatchObject({ code: 'VAL_001' });
  });

  it('is not looked for among more fields than a message has', async () => {
    const crowded = posted(`access_token=pk_one${'&a'.repeat(101)}`);
    await expect(presentedKey(crowded, 'graph')).rejects.toMatchObject({ params: { fields: [{ rule: 'form' }] } });
  });

  it('does not make a body be read that has its key in a header', async () => {
    const request = posted('access_token=pk_two', { 'content-type': FORM, authorization: 'Bearer pk_one' });
    await expect(presentedKey(request, 'graph')).resolves.toBe('Bearer pk_one');
    expect((request as unknown as Readable).readableDidRead).toBe(false);
  });
});
