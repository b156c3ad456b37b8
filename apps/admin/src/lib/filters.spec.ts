import fc from 'fast-check';
import { day, defineFilters, flag, instant, oneOf, text } from './filters';
import { parseSearch, stringifySearch } from './search-text';

const FILTERS = defineFilters({
  status: oneOf(['sent', 'delivered', 'failed']),
  direction: oneOf(['inbound', 'outbound']),
  to: text(),
  sandbox: flag(),
  from: day(),
  since: instant(),
});

const read = (query: string) => FILTERS.parse(parseSearch(query));
const write = (values: Parameters<typeof FILTERS.serialise>[0]) => stringifySearch(FILTERS.serialise(values));

describe('filters in the URL', () => {
  it('are typed values of what the address says', () => {
    expect(read('?status=failed&direction=inbound&to=%2B90532&sandbox=false&from=2026-11-20')).toEqual({
      status: 'failed',
      direction: 'inbound',
      to: '+90532',
      sandbox: false,
      from: '2026-11-20',
    });
  });

  it('keep phone numbers as texts, with their zeros', () => {
    expect(read('?to=0905321234567')).toEqual({ to: '0905321234567' });
  });

  it.each([
    '?status=lost',
    '?direction=up',
    '?direction=inward&direction=inbound',
    '?sandbox=maybe',
    '?from=2026-02-30',
    '?since=yesterday',
    '?to=%20',
    '?other=1',
  ])('ignore what they cannot read: %s', (query) => {
    expect(read(query)).toEqual({});
  });

  it('leave no trace in the address when nothing is filtered', () => {
    expect(write({})).toBe('');
    expect(write({ to: '', status: undefined, direction: undefined })).toBe('');
  });

  it('come back from the address as they were written', () => {
    const values = fc.record(
      {
        status: fc.constantFrom('sent' as const, 'failed' as const),
        direction: fc.constantFrom('inbound' as const, 'outbound' as const),
        to: fc
          .string({ minLength: 1 })
          .map((given) => given.trim())
          .filter((given) => given !== ''),
        sandbox: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(values, (given) => expect(read(write(given))).toEqual(given)));
  });
});
