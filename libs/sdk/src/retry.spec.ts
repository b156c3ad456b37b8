import { SwitchboardError } from './error';
import { isRepeated, pauseMs, retryAfterMsOf, wasNothingSent } from './retry';

const POLICY = { maxRetries: 3, baseDelayMs: 500, maxDelayMs: 8_000 };
const NOW = Date.parse('2026-10-13T00:00:00Z');

function failure(code: string, status = 0, group: SwitchboardError['group'] = 'NETWORK'): SwitchboardError {
  return new SwitchboardError({ code, status, group, description: '' });
}

describe('what is repeated', () => {
  it.each([
    ['429', failure('RATE_001', 429, 'TOO_MANY_REQUESTS'), true, true],
    ["Meta's limit under its status 400", failure('GRAPH_130429', 400, 'TOO_MANY_REQUESTS'), true, true],
    ['503', failure('SYS_002', 503, 'UNAVAILABLE'), true, true],
    ['a lost connection', failure('NETWORK'), true, false],
    ['no answer in time', failure('TIMEOUT'), true, false],
    ['a first attempt that still runs', failure('IDEM_001', 409, 'CONFLICT'), true, false],
    ['an unknown outcome, which the server remembers', failure('GW_004', 504, 'GATEWAY_TIMEOUT'), false, false],
    ['a failure of Meta, which the server remembers', failure('GW_003', 502, 'BAD_GATEWAY'), false, false],
    ['a fault of the server', failure('SYS_001', 500, 'INTERNAL'), false, false],
    ['a wrong request', failure('VAL_001', 400, 'BAD_REQUEST'), false, false],
    ['an empty wallet', failure('BILL_001', 402, 'PAYMENT_REQUIRED'), false, false],
  ])('%s: by what can do nothing twice, and by what can', (_what, error, always, unsent) => {
    expect(isRepeated(error, 'always', false)).toBe(always);
    expect(isRepeated(error, 'unsent', false)).toBe(unsent);
  });

  it('repeats even what could be done twice, when nothing was sent at all', () => {
    expect(isRepeated(failure('NETWORK'), 'unsent', true)).toBe(true);
  });
});

describe('whether nothing was sent', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });

  it.each([
    ['nobody listens', new TypeError('fetch failed', { cause: refused }), true],
    [
      'no address of several answers',
      new TypeError('fetch failed', { cause: new AggregateError([refused, refused]) }),
      true,
    ],
    ['one of several addresses was reached', new AggregateError([refused, reset]), false],
    ['the name is unknown', Object.assign(new Error(), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), true],
    ['connecting took too long', new TypeError('', { cause: { code: 'UND_ERR_CONNECT_TIMEOUT' } }), true],
    ['the connection broke', new TypeError('fetch failed', { cause: reset }), false],
    ['a browser, which does not tell', new TypeError('Failed to fetch'), false],
    ['nothing is known', undefined, false],
  ])('%s', (_what, error, expected) => {
    expect(wasNothingSent(error)).toBe(expected);
  });

  it('does not follow causes for ever', () => {
    const circle: { cause?: unknown } = {};
    circle.cause = circle;
    expect(wasNothingSent(circle)).toBe(false);
  });
});

describe('the pause before a retry', () => {
  it('is anything up to a delay that doubles, up to its greatest', () => {
    const greatest = [0, 1, 2, 3, 4, 5, 6].map((retries) => pauseMs(POLICY, retries, undefined, () => 1));
    expect(greatest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    expect(pauseMs(POLICY, 3, undefined, () => 0)).toBe(0);
    expect(pauseMs(POLICY, 3, undefined, () => 0.5)).toBe(2_000);
  });

  it('is never shorter than what the server asked for, and at most one delay longer', () => {
    expect(pauseMs(POLICY, 2, 3_000, () => 0)).toBe(3_000);
    expect(pauseMs(POLICY, 2, 3_000, () => 1)).toBe(3_500);
  });
});

describe('Retry-After', () => {
  it.each([
    ['2', 2_000],
    [' 0 ', 0],
    ['Tue, 13 Oct 2026 00:00:30 GMT', 30_000],
    ['Mon, 12 Oct 2026 00:00:00 GMT', 0],
    ['99999999999', 86_400_000],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%p means %p milliseconds', (header, expected) => {
    expect(retryAfterMsOf(header, NOW)).toBe(expected);
  });
});
