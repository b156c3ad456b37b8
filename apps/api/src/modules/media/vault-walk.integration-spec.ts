import { GatewayError, uuidv7 } from '@switchboard/contracts';
import fc from 'fast-check';
import type { TestTenant } from '../../../test/support/test-tenant';
import { sha256Of, TestVault } from '../../../test/support/test-vault';

let rig: TestVault;
beforeAll(async () => {
  rig = await TestVault.start();
});
afterAll(() => rig.stop());

/** Of 100 to 600 bytes: a plan of 1,500 has room for some of them. */
const CONTENTS = Array.from({ length: 6 }, (_, index) => Buffer.alloc(100 * (index + 1), index));
const NUMBERS = 3;

type Step =
  | { act: 'keep' | 'fetch'; tenant: number; number: number; content: number }
  | { act: 'remove' | 'expire'; tenant: number; pick: number }
  | { act: 'removeNumber'; tenant: number; number: number }
  | { act: 'cleanUp' };

const tenant = fc.nat(1);
const place = { tenant, number: fc.nat(NUMBERS - 1), content: fc.nat(CONTENTS.length - 1) };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ act: fc.constant('keep' as const), ...place }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('fetch' as const), ...place }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constant('remove' as const), tenant, pick: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('expire' as const), tenant, pick: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('removeNumber' as const), tenant, number: place.number }) },
  { weight: 1, arbitrary: fc.constant({ act: 'cleanUp' as const }) },
);

/** Two tenants, and which of their files must be there. */
class Walk {
  private readonly live = new Map<string, { tenantId: string; phoneNumberId: string; content: Buffer }>();
  private readonly removedNumbers = new Set<string>();

  private constructor(private readonly tenants: readonly { id: string; numbers: readonly string[] }[]) {}

  static async begin(): Promise<Walk> {
    const open = async () => {
      const { id, phoneNumberId } = await rig.openTenant({ storedBytes: 1_500 });
      return { id, numbers: [phoneNumberId, await rig.addNumber(id), await rig.addNumber(id)] };
    };
    return new Walk([await open(), await open()]);
  }

  async take(given: Step): Promise<void> {
    if (given.act === 'cleanUp') {
      await rig.cleanUp.run();
      return;
    }
    const { id: tenantId, numbers } = this.tenants[given.tenant]!;
    if ('content' in given) {
      const content = CONTENTS[given.content]!;
      await this.keep({ id: tenantId, phoneNumberId: numbers[given.number]! }, content, given.act === 'fetch');
    } else if (given.act === 'removeNumber') {
      const phoneNumberId = numbers[given.number]!;
      if (this.removedNumbers.has(phoneNumberId)) return;
      this.removedNumbers.add(phoneNumberId);
      await rig.removeNumber(tenantId, phoneNumberId);
    } else {
      const ids = [...this.live].filter(([, file]) => file.tenantId === tenantId).map(([id]) => id);
      const id = ids[given.pick % ids.length];
      if (id === undefined) return;
      this.live.delete(id);
      await (given.act === 'remove' ? rig.remove(tenantId, id) : rig.expire(tenantId, id));
    }
  }

  async end(): Promise<void> {
    await rig.runEraseJobs();
    await rig.cleanUp.run();
    expect(await rig.faults(...this.tenants.map(({ id }) => id))).toEqual([]);
    for (const { id: tenantId } of this.tenants) {
      const must = [...this.live].filter(
        ([, file]) => file.tenantId === tenantId && !this.removedNumbers.has(file.phoneNumberId),
      );
      const found = (await rig.repository.list(tenantId, { take: 1_000 })).filter(({ state }) => state === 'stored');
      expect(found.map(({ id, sha256 }) => [id, sha256]).sort()).toEqual(
        must.map(([id, { content }]) => [id, sha256Of(content)]).sort(),
      );
      for (const { objectKey, sha256 } of found) expect(sha256Of((await rig.read(objectKey!))!)).toBe(sha256);
    }
  }

  private async keep(owner: Pick<TestTenant, 'id' | 'phoneNumberId'>, bytes: Buffer, isFetch: boolean): Promise<void> {
    try {
      const id = uuidv7();
      if (isFetch) await rig.expect(owner, id);
      const expected = isFetch ? ((await rig.repository.findById(owner.id, id)) ?? undefined) : undefined;
      const kept = await rig.keep(owner, { bytes, expected });
      this.live.set(kept.id, { tenantId: owner.id, phoneNumberId: owner.phoneNumberId, content: bytes });
    } catch (error) {
      if (!(error instanceof GatewayError) || !['NUM_001', 'MEDIA_002'].includes(error.code)) throw error;
    }
  }
}

describe('Whatever tenants do with their files, several things at a time', () => {
  it('they have what they kept and nothing else, and are counted what is there', async () => {
    const walks = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(walks, async (batches) => {
        const walk = await Walk.begin();
        for (const batch of batches) await Promise.all(batch.map((each) => walk.take(each)));
        await walk.end();
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 240_000);

  it('no two of them wait for each other in a storm', async () => {
    const tenants = [await rig.openTenant(), await rig.openTenant()];
    const [kept, expected]: [string[][], string[][]] = [
      [[], []],
      [[], []],
    ];
    const numbers = tenants.map(({ phoneNumberId }) => [phoneNumberId]);
    const outcomes = new Map<string, number>();
    const count = (word: string): unknown => outcomes.set(word, (outcomes.get(word) ?? 0) + 1);
    const attempt = async (act: string, work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
        count(act);
      } catch (error) {
        if (!(error instanceof GatewayError && error.code === 'NUM_001')) throw error;
        count(`${act} refused`);
      }
    };
    const random = (max: number): number => Math.floor(Math.random() * max);
    const pick = <T>(from: readonly T[]): T | undefined => from[random(from.length)];
    const worker = async (act: string, rounds: number, work: (which: number) => Promise<unknown>): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) await attempt(act, () => work(round % 2));
    };
    const owner = (which: number) => ({ id: tenants[which]!.id, phoneNumberId: pick(numbers[which]!)! });
    const keep = async (which: number): Promise<void> => {
      kept[which]!.push((await rig.keep(owner(which), { bytes: pick(CONTENTS)! })).id);
    };
    const announce = async (which: number): Promise<void> => {
      // Some of them again, as Meta tells things twice.
      const again = expected[which]!.slice(-2);
      const ids = [uuidv7(), ...again, uuidv7()];
      expected[which]!.push(...ids);
      await rig.expect(owner(which), ...ids.reverse());
    };
    const fetch = async (which: number): Promise<void> => {
      const media = await rig.repository.findById(tenants[which]!.id, pick(expected[which]!) ?? uuidv7());
      if (media?.state !== 'pending') return;
      const from = { id: media.tenantId, phoneNumberId: media.phoneNumberId };
      // Whoever fetches it gets the same bytes.
      const bytes = CONTENTS[Number.parseInt(media.id.slice(-4), 16) % CONTENTS.length]!;
      kept[which]!.push((await rig.keep(from, { bytes, expected: media })).id);
    };
    const remove = async (which: number): Promise<void> => {
      const ids = [...kept[which]!.splice(-random(4) - 1), ...expected[which]!.splice(-random(2))];
      await rig.remove(tenants[which]!.id, ...ids.sort(() => random(3) - 1));
    };
    const removeNumber = async (which: number): Promise<void> => {
      numbers[which]!.push(await rig.addNumber(tenants[which]!.id));
      await rig.removeNumber(tenants[which]!.id, numbers[which]!.shift()!);
    };
    const expire = async (which: number): Promise<void> => {
      await rig.expire(tenants[which]!.id, ...kept[which]!.slice(0, 3));
      await rig.cleanUp.run();
    };
    await Promise.all([
      ...Array.from({ length: 8 }, () => worker('keep', 60, keep)),
      ...Array.from({ length: 3 }, () => worker('announce', 60, announce)),
      ...Array.from({ length: 3 }, () => worker('fetch', 60, fetch)),
      ...Array.from({ length: 4 }, () => worker('remove', 60, remove)),
      ...Array.from({ length: 2 }, () => worker('removeNumber', 20, removeNumber)),
      worker('expire', 10, expire),
    ]);
    await rig.runEraseJobs();
    expect(await rig.faults(...tenants.map(({ id }) => id))).toEqual([]);
    // All of it took place, and nothing but a number that was gone was in anybody's way.
    expect(outcomes.get('keep')).toBeGreaterThan(300);
    expect((outcomes.get('keep') ?? 0) + (outcomes.get('keep refused') ?? 0)).toBe(480);
    expect(outcomes.get('removeNumber')).toBe(40);
  });
});
