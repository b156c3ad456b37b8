import { USAGE_GRANULARITIES } from '@switchboard/contracts';
import * as fc from 'fast-check';
import {
  comparePlaces,
  totalOf,
  usageBuckets,
  type UsageCell,
  type UsageItem,
  type UsageSummary,
} from './usage-buckets';

const HOUR = 3_600_000;
const BEGIN = Date.parse('2026-10-31T20:00:00Z');

const amounts = fc.bigInt({ min: -1_000n, max: 10n ** 18n }).map(String);
const values = fc.array(fc.constantFrom('', 'TR', 'DE', 'marketing'), { minLength: 2, maxLength: 2 });
const cells = fc.uniqueArray(
  fc.tuple(values, fc.nat({ max: 1_000 }), amounts, amounts, amounts) as fc.Arbitrary<UsageCell>,
  { selector: ([split]) => split.join(), maxLength: 6 },
);
/** Summaries of hours in the order of time. */
const summaries = fc
  .array(cells, { maxLength: 60 })
  .map((list) => list.map((each, hour) => ({ bucketMs: BEGIN + hour * HOUR, cells: each })));

async function itemsOf(
  list: readonly UsageSummary[],
  granularity: 'hour' | 'day' | 'month',
  pageRows = 7,
): Promise<UsageItem[]> {
  const pages = async function* () {
    for (let at = 0; at < list.length; at += pageRows) yield await Promise.resolve(list.slice(at, at + pageRows));
  };
  const items: UsageItem[] = [];
  for await (const bucket of usageBuckets(pages(), granularity)) items.push(...bucket);
  return items;
}

const summary = (hour: number, ...given: UsageCell[]): UsageSummary => ({
  bucketMs: BEGIN + hour * HOUR,
  cells: given,
});

describe('Buckets of usage', () => {
  it('add up what lies in the same hour, day or month under the same values', async () => {
    const list = [
      summary(0, [['TR'], 2, '2000', '18000', '1800'], [['DE'], 1, '1000', '0', '0']),
      summary(1, [['TR'], 1, '1000', '9000', '900']),
      summary(4, [['TR'], 1, '0', '0', '9']),
    ];
    const shown = (items: UsageItem[]) =>
      items.map(({ bucket, values: [country], messages, metaFeeMicros }) => [bucket, country, messages, metaFeeMicros]);
    expect(shown(await itemsOf(list, 'day'))).toEqual([
      ['2026-10-31T00:00:00.000Z', 'DE', 1, 0n],
      ['2026-10-31T00:00:00.000Z', 'TR', 3, 27_000n],
      ['2026-11-01T00:00:00.000Z', 'TR', 1, 0n],
    ]);
    expect(shown(await itemsOf(list, 'month'))).toEqual([
      ['2026-10-01T00:00:00.000Z', 'DE', 1, 0n],
      ['2026-10-01T00:00:00.000Z', 'TR', 3, 27_000n],
      ['2026-11-01T00:00:00.000Z', 'TR', 1, 0n],
    ]);
    expect(await itemsOf(list, 'hour')).toHaveLength(4);
  });

  it('lose nothing and add nothing, to the micro-unit, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        summaries,
        fc.constantFrom(...USAGE_GRANULARITIES),
        fc.integer({ min: 1, max: 70 }),
        async (list, granularity, pageRows) => {
          const given = list.flatMap((each) => each.cells);
          expect(totalOf(await itemsOf(list, granularity, pageRows))).toEqual({
            messages: given.reduce((sum, [, messages]) => sum + messages, 0),
            platformFeeMicros: given.reduce((sum, cell) => sum + BigInt(cell[2]), 0n),
            metaFeeMicros: given.reduce((sum, cell) => sum + BigInt(cell[3]), 0n),
            markupMicros: given.reduce((sum, cell) => sum + BigInt(cell[4]), 0n),
          });
        },
      ),
    );
  });

  it('come in order, each under its values once', async () => {
    await fc.assert(
      fc.asyncProperty(summaries, fc.constantFrom(...USAGE_GRANULARITIES), async (list, granularity) => {
        const items = await itemsOf(list, granularity);
        for (const [index, item] of items.slice(1).entries())
          expect(comparePlaces(items[index]!, item)).toBeLessThan(0);
      }),
    );
  });

  it('are left out where nothing happened', async () => {
    expect(await itemsOf([summary(0, [[], 0, '0', '0', '0']), summary(1)], 'hour')).toEqual([]);
  });

  it('are kept where only money moved, were it there and back', async () => {
    const moved = summary(0, [[], 0, '0', '-5', '5']);
    expect(await itemsOf([moved], 'day')).toMatchObject([{ messages: 0, metaFeeMicros: -5n, markupMicros: 5n }]);
  });
});
