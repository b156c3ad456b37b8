import { parseSearch, stringifySearch } from '../../../lib/search-text';
import { ENTRY_FILTERS, entryFilterOf } from './entry-filter';

const asked = (query: string) => entryFilterOf(ENTRY_FILTERS.parse(parseSearch(query)));

describe('the filters of the ledger', () => {
  it('ask the server for whole days of the person, both ends included', () => {
    expect(asked('?kind=meta_fee&from=2026-11-01&to=2026-11-20')).toEqual({
      kind: 'meta_fee',
      from: new Date(2026, 10, 1).toISOString(),
      to: new Date(2026, 10, 21).toISOString(),
    });
  });

  it('leave out what the address does not say or says wrongly', () => {
    expect(asked('')).toEqual({});
    expect(asked('?kind=tips&from=2026-13-01&tab=wallet')).toEqual({});
  });

  it('are written back as they were read', () => {
    const values = ENTRY_FILTERS.parse(parseSearch('?kind=refund&to=2026-11-20'));
    expect(stringifySearch(ENTRY_FILTERS.serialise(values))).toBe('?kind=refund&to=2026-11-20');
  });
});
