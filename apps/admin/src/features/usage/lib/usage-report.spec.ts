import { compareGroups, courseOf, groupUsage, metricOf, NO_AMOUNTS, topValues, type UsageItem } from './usage-report';

const item = (bucket: string, category: string, country: string, messages: number, spend: string): UsageItem => ({
  bucket: `${bucket}T00:00:00.000Z`,
  currency: 'USD',
  category,
  country,
  messages,
  spend,
  platformFee: '0.000001',
  metaFee: '0.1',
  markup: '0',
});

const NOW = [
  item('2026-11-18', 'marketing', 'TR', 10, '0.1'),
  item('2026-11-19', 'marketing', 'TR', 5, '0.2'),
  item('2026-11-19', 'marketing', 'DE', 1, '9.000001'),
  item('2026-11-20', 'utility', 'TR', 20, '0.000001'),
];
const day = (date: string) => Date.parse(`${date}T00:00:00Z`);

describe('usage, summed up', () => {
  it('is exact, where floats would not be', () => {
    const [marketing] = groupUsage(NOW.slice(0, 2), ['category'], 'messages');
    expect(marketing).toMatchObject({
      values: ['marketing'],
      messages: 15,
      spend: '0.300000',
      platformFee: '0.000002',
    });
  });

  it('is split by two dimensions, the largest first', () => {
    const names = (metric: 'messages' | 'spend') =>
      groupUsage(NOW, ['category', 'country'], metric).map(({ values }) => values.join(' '));
    expect(names('messages')).toEqual(['utility TR', 'marketing TR', 'marketing DE']);
    expect(names('spend')).toEqual(['marketing DE', 'marketing TR', 'utility TR']);
  });

  it('keeps what has no value apart', () => {
    const { category: _, ...unknown } = item('2026-11-20', '', 'TR', 1, '1');
    expect(groupUsage([unknown], ['category'], 'messages')).toMatchObject([{ values: [''], messages: 1 }]);
  });

  it('has a place for each step of time, also for quiet ones', () => {
    const course = courseOf(NOW, [day('2026-11-17'), day('2026-11-18'), day('2026-11-19')]);
    expect(course.map(({ messages, spend }) => [messages, spend])).toEqual([
      [0, '0.000000'],
      [10, '0.100000'],
      [6, '9.200001'],
    ]);
  });

  it('draws the largest values and tells that there are others', () => {
    expect(topValues(NOW, 'country', 'spend', 1)).toEqual({ shown: ['DE'], hasOthers: true });
    expect(topValues(NOW, 'country', 'messages', 5)).toEqual({ shown: ['TR', 'DE'], hasOthers: false });
    expect(metricOf({ ...NO_AMOUNTS, spend: '12.345678' }, 'spend')).toEqual({ drawn: 12.345678, exact: '12.345678' });
  });
});

describe('usage compared with the period before', () => {
  const past = [item('2026-11-01', 'utility', 'TR', 4, '1'), item('2026-11-01', 'service', 'TR', 7, '2')];

  it('sets each group beside what it was, new and gone ones too', () => {
    const compared = compareGroups(
      groupUsage(NOW, ['category'], 'messages'),
      groupUsage(past, ['category'], 'messages'),
    );
    expect(compared.map(({ values, messages, before }) => [values[0], messages, before?.messages])).toEqual([
      ['utility', 20, 4],
      ['marketing', 16, 0],
      ['service', 0, 7],
    ]);
  });

  it('says nothing of the past when it was not asked for', () => {
    const compared = compareGroups(groupUsage(NOW, ['category'], 'messages'), undefined);
    expect(compared.every(({ before }) => before === undefined)).toBe(true);
  });
});
