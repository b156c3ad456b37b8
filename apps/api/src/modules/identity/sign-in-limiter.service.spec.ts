import { ProblemError } from '../../http/problem';
import { MemoryAttemptStore } from './attempt-store';
import { SignInLimiter } from './sign-in-limiter.service';

const MINUTE_MS = 60_000;

describe('SignInLimiter', () => {
  let limiter: SignInLimiter;
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-06-01T12:00:00Z') });
    limiter = new SignInLimiter(new MemoryAttemptStore());
  });
  afterEach(() => jest.useRealTimers());

  const refusal = async (email: string, ip: string) => {
    const error: unknown = await limiter.begin(email, ip).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof ProblemError ? { status: error.status, ...error.headers } : error;
  };

  it('refuses the sixth attempt at an account within 15 minutes and says how long to wait', async () => {
    for (let count = 0; count < 5; count += 1) {
      await limiter.begin('a@example.com', '192.0.2.1');
      jest.advanceTimersByTime(MINUTE_MS);
    }
    expect(await refusal('a@example.com', '198.51.100.1')).toEqual({ status: 429, 'Retry-After': '600' });
    jest.advanceTimersByTime(10 * MINUTE_MS);
    expect(await refusal('a@example.com', '198.51.100.1')).toBeUndefined();
  });

  it('lets no more than five of a hundred simultaneous attempts through', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, () => limiter.begin('a@example.com', '192.0.2.1')),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('does not hold an account back because of another one', async () => {
    for (let count = 0; count < 5; count += 1) await limiter.begin('a@example.com', '192.0.2.1');
    expect(await refusal('b@example.com', '192.0.2.1')).toBeUndefined();
  });

  it('refuses a network after fifty failures at different accounts, without counting against the next account', async () => {
    for (let count = 0; count < 50; count += 1)
      await limiter.begin(`user${count}@example.com`, `2001:db8:0:1::${count}`);
    for (let count = 0; count < 20; count += 1) {
      expect(await refusal('victim@example.com', '2001:db8:0:1:ffff::9')).toMatchObject({ status: 429 });
    }
    expect(await refusal('victim@example.com', '203.0.113.7')).toBeUndefined();
  });

  it('never holds back people who sign in with the right password', async () => {
    for (let count = 0; count < 200; count += 1) await (await limiter.begin('a@example.com', '192.0.2.1')).succeeded();
    expect(await refusal('a@example.com', '192.0.2.1')).toBeUndefined();
  });

  it('counts nothing for an attempt that was not decided', async () => {
    for (let count = 0; count < 200; count += 1) await (await limiter.begin('a@example.com', '192.0.2.1')).undecided();
    expect(await refusal('a@example.com', '192.0.2.1')).toBeUndefined();
  });
});
