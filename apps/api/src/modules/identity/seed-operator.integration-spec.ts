import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { AuditRepository } from '../audit/audit.repository';
import { AuditService } from '../audit/audit.service';
import { PasswordHasher } from './password-hasher.service';
import { SeedOperator } from './seed-operator.service';
import { UserRepository } from './user.repository';

describe('The first operator', () => {
  let test: TestDatabase;
  let users: UserRepository;
  let hasher: PasswordHasher;
  let seed: SeedOperator;
  beforeEach(async () => {
    test = await createTestDatabase();
    users = new UserRepository(test.database);
    hasher = new PasswordHasher();
    seed = new SeedOperator(users, hasher, new AuditService(new AuditRepository(test.database)));
  });
  afterEach(() => test.drop());

  it('is made once with a generated password that is told once', async () => {
    const seeded = await seed.ensure('Admin@Switchboard.local');
    expect(seeded).toEqual({
      email: 'admin@switchboard.local',
      generatedPassword: expect.stringMatching(/^[\w-]{24}$/) as string,
    });
    const user = await users.findByEmail('admin@switchboard.local');
    expect(user?.platformRole).toBe('operator');
    expect(await hasher.verify(user!.passwordHash, seeded!.generatedPassword!)).toBe(true);
    expect(await seed.ensure('admin@switchboard.local')).toBeNull();
    expect(await seed.ensure('other@switchboard.local', 'a given password')).toBeNull();
    expect(await users.findByEmail('other@switchboard.local')).toBeNull();
  });

  it('has the given password, which is not told', async () => {
    expect(await seed.ensure('admin@switchboard.local', 'a given password')).toEqual({
      email: 'admin@switchboard.local',
      generatedPassword: null,
    });
    const user = await users.findByEmail('admin@switchboard.local');
    expect(await hasher.verify(user!.passwordHash, 'a given password')).toBe(true);
  });

  it('is one, however many processes start at once', async () => {
    const seeded = await Promise.all(
      Array.from({ length: 5 }, (_, index) => seed.ensure(`admin${index}@switchboard.local`)),
    );
    expect(seeded.filter((each) => each !== null)).toHaveLength(1);
    expect(await test.database.platform.user.count()).toBe(1);
  });

  it('is never made of a user who is none', async () => {
    await users.transaction((transaction) =>
      users.insert(transaction, {
        id: '01890000-0000-7000-8000-000000000001',
        email: 'ada@example.com',
        name: 'Ada',
        passwordHash: null,
        platformRole: null,
      }),
    );
    await expect(seed.ensure('ada@example.com')).rejects.toThrow('belongs to another user');
  });
});
