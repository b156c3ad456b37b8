import { parseSearch, stringifySearch } from '../../lib/search-text';
import { apiFilter, MESSAGE_FILTERS } from './message-filters';

describe("the log's filters in the URL", () => {
  const values = {
    direction: 'outbound',
    status: 'failed',
    type: 'template',
    phoneNumberId: '106540352242922',
    to: '+90 532 123 45 67',
    from: '2026-11-20T08:00:00.000Z',
    until: '2026-11-20T09:00:00.000Z',
    sandbox: false,
    category: 'marketing_lite',
    errorCode: '131026',
  } as const;

  it('survive the way through the URL, plus sign and all', () => {
    const url = stringifySearch(MESSAGE_FILTERS.serialise(values));
    expect(MESSAGE_FILTERS.parse(parseSearch(url))).toEqual(values);
  });

  it('filter nothing where a link is old or mistyped', () => {
    const url = '?status=gone&direction=sideways&sandbox=perhaps&from=yesterday&type=fax&category=gift&to=';
    expect(MESSAGE_FILTERS.parse(parseSearch(url))).toEqual({});
  });

  it('leave the URL empty when there are none', () => {
    expect(stringifySearch(MESSAGE_FILTERS.serialise({}))).toBe('');
  });

  it('are told to the list, the tail and the file in the names of the API', () => {
    expect(apiFilter(values)).toEqual({
      direction: 'outbound',
      status: 'failed',
      type: 'template',
      phoneNumberId: '106540352242922',
      to: '+90 532 123 45 67',
      fromTime: '2026-11-20T08:00:00.000Z',
      toTime: '2026-11-20T09:00:00.000Z',
      sandbox: false,
      category: 'marketing_lite',
      errorCode: '131026',
    });
  });
});
