import { retryAfterSecondsOf } from './error-answer';

describe('The time to wait', () => {
  it.each([400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 500, 502, 504])('is not told with %p', (status) => {
    expect(retryAfterSecondsOf(status, { retry_after: '57s' })).toBeNull();
  });

  it.each([429, 503])('is told with %p, whatever is known', (status) => {
    expect(retryAfterSecondsOf(status, undefined)).toBe(1);
    expect(retryAfterSecondsOf(status, { retry_after: '57s' })).toBe(57);
  });

  it.each<[unknown, number]>([
    ['1s', 1],
    ['57s', 57],
    ['300s', 300],
    ['soon', 1],
    ['', 1],
    [57, 1],
    [undefined, 1],
  ])('that an error’s facts give as %p is %p seconds', (wait, seconds) => {
    expect(retryAfterSecondsOf(429, { limit_type: 'min', retry_after: wait })).toBe(seconds);
  });
});
