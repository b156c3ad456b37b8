import { surfaceOf } from './surface';

describe('The surface of a path', () => {
  it.each([
    ['/console/v1', 'console'],
    ['/console/v1/', 'console'],
    ['/console/v1/tenants/1/wallet', 'console'],
    // Routes are found whatever the case of the path is.
    ['/Console/V1/tenants', 'console'],
    ['/console/v10/tenants', 'v1'],
    ['/console', 'v1'],
    ['/console/v2', 'v1'],
    ['/x/console/v1/tenants', 'v1'],
    ['//console/v1', 'v1'],
    ['/v1/wa/message', 'v1'],
    ['/webhooks/meta', 'v1'],
    ['/', 'v1'],
    ['', 'v1'],
  ])('of %p is %s', (path, surface) => {
    expect(surfaceOf(path)).toBe(surface);
  });
});
