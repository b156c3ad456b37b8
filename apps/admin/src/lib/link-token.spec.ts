import { linkToken } from './link-token';

describe('the token of a letter’s link', () => {
  it.each([
    [{ hash: '#token=abc_-1', search: '' }, 'abc_-1'],
    [{ hash: '', search: '?token=abc' }, 'abc'],
    [{ hash: '#token=', search: '' }, null],
    [{ hash: '#other', search: '' }, null],
  ])('is found in %j', (location, expected) => {
    expect(linkToken(location)).toBe(expected);
  });
});
