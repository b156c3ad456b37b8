import { safeReturnPath } from './return-path';

describe('the way back after signing in', () => {
  it('keeps the page with its filters', () => {
    expect(safeReturnPath('/tenants/1/messages?status=failed#top')).toBe('/tenants/1/messages?status=failed#top');
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/sign-in?returnTo=/',
    undefined,
    7,
  ])('never leads to another site or in circles: %s', (given) => {
    expect(safeReturnPath(given)).toBe('/');
  });
});
