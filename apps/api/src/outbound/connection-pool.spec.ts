import { ConnectionPool, type Lease, type PooledConnection, type PoolLimits } from './connection-pool';

class FakeConnection implements PooledConnection {
  isOpen = true;

  constructor(
    readonly origin: string,
    private readonly closed: (connection: FakeConnection) => void,
  ) {}

  destroy(): void {
    this.isOpen = false;
  }

  /** The server closes it. */
  close(): void {
    this.isOpen = false;
    this.closed(this);
  }
}

let opened: FakeConnection[];
let pool: ConnectionPool<FakeConnection>;

function usePool(limits: Partial<PoolLimits> = {}): void {
  opened = [];
  pool = new ConnectionPool({ perOrigin: 2, perOwner: 3, total: 4, waiting: 100, ...limits }, (origin, closed) => {
    const connection = new FakeConnection(origin, closed);
    opened.push(connection);
    return connection;
  });
}

type Place = { lease?: Lease<FakeConnection>; isSentAway: boolean; leave?: () => void };

function queue(owner: string, origin: string): Place {
  const place: Place = { isSentAway: false };
  place.leave = pool.wait(owner, origin, (lease) => {
    place.lease = lease;
    place.isSentAway = lease === undefined;
  });
  return place;
}

/** Lets what has been scheduled happen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function leased(owner: string, origin: string): Promise<Lease<FakeConnection>> {
  const place = queue(owner, origin);
  await settle();
  return place.lease!;
}

beforeEach(() => usePool());

describe('The connections to tenants’ servers', () => {
  it('are never granted before the request has its place in the queue', async () => {
    const place = queue('a', 'https://one');
    expect(place.lease).toBeUndefined();
    await settle();
    expect(place.lease?.connection.origin).toBe('https://one');
  });

  it('are used again for the same origin, the last used first', async () => {
    const [first, second] = [await leased('a', 'https://one'), await leased('a', 'https://one')];
    first.release(true);
    second.release(true);
    expect((await leased('a', 'https://one')).connection).toBe(second.connection);
    expect(opened).toHaveLength(2);
  });

  it('are not shared between owners', async () => {
    (await leased('a', 'https://one')).release(true);
    await leased('b', 'https://one');
    expect(opened).toHaveLength(2);
  });

  it('are not used again once they are closed, broken or given back as unusable', async () => {
    (await leased('a', 'https://one')).release(false);
    const second = await leased('a', 'https://one');
    second.release(true);
    second.connection.close();
    const third = await leased('a', 'https://one');
    third.release(true);
    third.connection.isOpen = false;
    await leased('a', 'https://one');
    expect(opened).toHaveLength(4);
    expect(opened.slice(0, 3).some(({ isOpen }) => isOpen)).toBe(false);
  });

  it('are bounded per origin, per owner and in all', async () => {
    const granted = async (owner: string, ...hosts: string[]): Promise<boolean[]> => {
      const places = hosts.map((host) => queue(owner, `https://${host}`));
      await settle();
      return places.map(({ lease }) => lease !== undefined);
    };
    expect(await granted('a', 'one', 'one', 'one')).toEqual([true, true, false]);
    expect(await granted('a', 'two', 'two')).toEqual([true, false]);
    expect(await granted('b', 'one', 'two')).toEqual([true, false]);
    expect(pool.size).toBe(4);
  });

  it('that hang for one owner leave the others theirs', async () => {
    usePool({ perOrigin: 2, perOwner: 2, total: 4 });
    const hanging = Array.from({ length: 20 }, () => queue('a', 'https://one'));
    const other = queue('b', 'https://one');
    await settle();
    expect(hanging.filter(({ lease }) => lease)).toHaveLength(2);
    expect(other.lease).toBeDefined();
  });

  it('make room for a busy origin by closing the one idle for longest', async () => {
    for (const owner of ['a', 'b', 'c', 'd']) (await leased(owner, 'https://one')).release(true);
    await leased('e', 'https://two');
    expect(opened.map(({ isOpen }) => isOpen)).toEqual([false, true, true, true, true]);
    expect(pool.size).toBe(4);
  });

  it('come in order within an origin and in turn between origins', async () => {
    usePool({ perOrigin: 1, perOwner: 1, total: 1 });
    const busy = await leased('a', 'https://one');
    const order: string[] = [];
    const wait = (owner: string, name: string): void => {
      pool.wait(owner, 'https://one', (lease) => {
        order.push(name);
        setImmediate(() => lease?.release(true));
      });
    };
    for (const name of ['a1', 'a2', 'a3']) wait('a', name);
    for (const name of ['b1', 'b2']) wait('b', name);
    wait('c', 'c1');
    busy.release(true);
    for (let turn = 0; turn < 12; turn += 1) await settle();
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('are not granted to a request that has left', async () => {
    usePool({ perOrigin: 1 });
    const first = await leased('a', 'https://one');
    const [second, third] = [queue('a', 'https://one'), queue('a', 'https://one')];
    second.leave?.();
    second.leave?.();
    first.release(true);
    await settle();
    expect([second.lease, third.lease?.connection]).toEqual([undefined, first.connection]);
  });

  it('have a bounded queue', async () => {
    usePool({ perOrigin: 1, waiting: 2 });
    await leased('a', 'https://one');
    const places = [queue('a', 'https://one'), queue('a', 'https://one'), queue('a', 'https://one')];
    expect(places.map(({ leave }) => leave !== undefined)).toEqual([true, true, false]);
    places[0]?.leave?.();
    expect(queue('a', 'https://one').leave).toBeDefined();
  });

  it('are given back once, however often that is said', async () => {
    usePool({ perOrigin: 1 });
    const lease = await leased('a', 'https://one');
    lease.release(true);
    lease.release(true);
    await leased('a', 'https://one');
    const next = queue('a', 'https://one');
    await settle();
    expect(next.lease).toBeUndefined();
  });

  it('end with the program: all are closed, and whoever waits is sent away', async () => {
    usePool({ perOrigin: 1 });
    (await leased('a', 'https://idle')).release(true);
    const used = await leased('a', 'https://one');
    const waiting = queue('a', 'https://one');
    pool.close();
    expect(opened.some(({ isOpen }) => isOpen)).toBe(false);
    expect(waiting.isSentAway).toBe(true);
    used.release(true);
    expect(pool.size).toBe(0);
    expect(queue('a', 'https://one').leave).toBeUndefined();
  });
});
