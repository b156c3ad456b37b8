import fc from 'fast-check';
import { anyCharacter } from '../../test/support/any-character';
import { assertCustomHeaders, assertRequestHeaders, OutboundHeaderError } from './header-rules';

function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof OutboundHeaderError) return error.reason;
    throw error;
  }
}

const custom = (headers: Record<string, string>, allowAuthorization = false): string | undefined =>
  refusalOf(() => assertCustomHeaders(headers, { allowAuthorization }));

describe('Custom headers of a tenant', () => {
  it.each([
    [{}],
    [{ 'X-Api-Key': 'abc 123', 'x-empty': '' }],
    [{ Cookie: 'a=b; c=d', Accept: '*/*', 'User-Agent': 'ours (v1)\t"x"' }],
  ])('may be %j', (headers) => {
    expect(custom(headers)).toBeUndefined();
  });

  it.each([
    ['Host'],
    ['content-length'],
    ['Content-Type'],
    ['Content-Encoding'],
    ['Connection'],
    ['Keep-Alive'],
    ['Proxy-Authorization'],
    ['Proxy-Connection'],
    ['TE'],
    ['Trailer'],
    ['Transfer-Encoding'],
    ['Upgrade'],
    ['Expect'],
    ['webhook-id'],
    ['Webhook-Signature'],
    ['X-Hub-Signature-256'],
    ['Metadata-Flavor'],
    ['Metadata'],
    ['X-aws-ec2-metadata-token'],
    ['Authorization'],
  ])('must not hold %s', (name) => {
    expect(custom({ [name]: 'x' })).toBe('reserved');
  });

  it('may hold Authorization where that is allowed', () => {
    expect(custom({ authorization: 'Bearer x' }, true)).toBeUndefined();
  });

  it.each([[''], ['a b'], ['a:b'], ['a\r\nb'], ['ä'], ['x\0'], ['(x)']])('refuse the name %j', (name) => {
    expect(custom({ [name]: 'x' })).toBe('name');
  });

  it.each([['a\r\nHost: internal'], ['a\nb'], ['a\rb'], ['\0'], ['ä'], [' a'], ['a '], ['\u2028'], ['a\x7f']])(
    'refuse the value %j',
    (value) => {
      expect(custom({ 'x-a': value })).toBe('value');
    },
  );

  it('refuse a value that is no text', () => {
    expect(custom({ 'x-a': 7 as unknown as string })).toBe('value');
  });

  it('refuse a name in two spellings', () => {
    expect(custom({ 'X-A': '1', 'x-a': '2' })).toBe('duplicate');
  });

  it('are at most twenty', () => {
    const of = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, 'v']));
    expect(custom(of(20))).toBeUndefined();
    expect(custom(of(21))).toBe('count');
  });

  it('have at most 4 KiB together', () => {
    expect(custom({ a: 'v'.repeat(4096 - 5) })).toBeUndefined();
    expect(custom({ a: 'v'.repeat(4096 - 4) })).toBe('size');
  });

  it('never let any character outside visible ASCII into a request', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (value) => {
        const accepted = refusalOf(() => assertRequestHeaders({ 'x-a': value })) === undefined;
        return !accepted || /^[\x20-\x7e\t]*$/.test(value);
      }),
    );
  });
});
