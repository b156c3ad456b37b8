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
    ['/v2', 'v2'],
    ['/v2/', 'v2'],
    ['/v2/media/upload', 'v2'],
    ['/V2/Media/1/download', 'v2'],
    ['/v2x/media', 'v1'],
    ['/v20', 'v1'],
    ['/x/v2', 'v1'],
    ['//v2', 'v1'],
    ['/media', 'media'],
    ['/media/', 'media'],
    ['/MEDIA', 'media'],
    ['/media//', 'v1'],
    ['/media/1', 'v1'],
    ['/medias', 'v1'],
    ['/x/media', 'v1'],
    ['/v1/wa/media/1', 'v1'],
    ['/v1/wa/message', 'v1'],
    ['/webhooks/meta', 'v1'],
    ['/', 'v1'],
    ['', 'v1'],
  ])('of %p is %s', (path, surface) => {
    expect(surfaceOf(path)).toBe(surface);
  });
});
