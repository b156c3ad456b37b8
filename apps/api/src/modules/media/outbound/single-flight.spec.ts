import { SingleFlight } from './single-flight';

describe('Work asked for several times at once', () => {
  it('happens once, and everyone gets its outcome', async () => {
    const flights = new SingleFlight<number>();
    const work = Promise.withResolvers<number>();
    const begin = jest.fn(() => work.promise);
    const asked = Array.from({ length: 100 }, () => flights.run('same', begin));
    work.resolve(7);
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 100 }, () => 7));
    expect(begin).toHaveBeenCalledTimes(1);
  });

  it('fails for everyone when it fails, and happens anew for who asks later', async () => {
    const flights = new SingleFlight<number>();
    const failing = (): Promise<number> => Promise.reject(new Error('broken'));
    const asked = await Promise.allSettled([flights.run('same', failing), flights.run('same', failing)]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flights.run('same', () => Promise.resolve(7))).toBe(7);
  });

  it('does not wait for work of another name', async () => {
    const flights = new SingleFlight<number>();
    const never = flights.run('slow', () => new Promise(() => undefined));
    expect(await flights.run('quick', () => Promise.resolve(1))).toBe(1);
    expect(never).toBeInstanceOf(Promise);
  });
});
