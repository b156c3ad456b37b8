import { PasswordHasher } from './password-hasher.service';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();
  beforeAll(() => hasher.onModuleInit());

  it('tells the right password from every other one', async () => {
    const hash = await hasher.hash('correct horse battery staple');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
    expect(await hasher.verify(hash, 'correct horse battery staple')).toBe(true);
    expect(await hasher.verify(hash, 'correct horse battery stapler')).toBe(false);
    expect(await hasher.verify(hash, '')).toBe(false);
  });

  it('takes a password typed with composed or decomposed characters for the same', async () => {
    const hash = await hasher.hash('şifre-\u00e9-uzunca');
    expect(await hasher.verify(hash, 'şifre-e\u0301-uzunca')).toBe(true);
  });

  it('never finds a password right where there is no account', async () => {
    expect(await hasher.verify(null, 'no account has this password')).toBe(false);
  });

  it('knows a hash that was made with weaker parameters', async () => {
    expect(hasher.needsRehash(await hasher.hash('correct horse battery staple'))).toBe(false);
    expect(hasher.needsRehash('$argon2id$v=19$m=4096,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA')).toBe(true);
  });

  it('asks to come back later, instead of queueing without end, when too many sign in at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 110 }, () => hasher.verify(null, 'x')));
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(8);
    expect(refused[0]).toMatchObject({ reason: { status: 503, headers: { 'Retry-After': '2' } } });
  });
});
