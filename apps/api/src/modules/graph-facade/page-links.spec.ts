import { ownAddress, queryOf } from './page-links';

const META =
  'https://graph.facebook.com/v25.0/102290129340398/message_templates?access_token=EAAG1&appsecret_proof=x&limit=2&after=QVFI%3D';
const HERE = 'https://wa.example.com/v23.0/102290129340398/message_templates';

describe('The address of another page', () => {
  it('leads here, and does not tell whose token Meta was asked with', () => {
    expect(ownAddress(META, { url: HERE, accessToken: null })).toBe(`${HERE}?limit=2&after=QVFI%3D`);
  });

  it('has the caller’s own token when the caller had it in the address', () => {
    const address = ownAddress(META, { url: HERE, accessToken: 'pk_1' });
    expect(Object.fromEntries(queryOf(address))).toEqual({ limit: '2', after: 'QVFI=', access_token: 'pk_1' });
    expect(address).not.toContain('EAAG1');
  });

  it('may have no query at all', () => {
    expect(ownAddress('', { url: HERE, accessToken: null })).toBe(`${HERE}?`);
    expect([...queryOf('/v23.0/1')]).toEqual([]);
  });
});

describe('A query', () => {
  it('has one value of each parameter, the last, but for lists', () => {
    expect(String(queryOf('/v23.0/1?limit=1&a=x&limit=2'))).toBe('limit=2&a=x');
    expect(queryOf('/v23.0/1?a[]=x&a[]=y').getAll('a[]')).toEqual(['x', 'y']);
  });
});
