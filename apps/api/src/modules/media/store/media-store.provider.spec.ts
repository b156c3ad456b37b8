import { AppConfig, type MediaStoreSettings } from '../../../config/env';
import { DiskMediaStore } from './disk-media-store';
import { mediaStoreProvider } from './media-store.provider';
import { S3MediaStore } from './s3-media-store';

const storeFor = (media: MediaStoreSettings): unknown =>
  mediaStoreProvider.useFactory(Object.assign(new AppConfig(), { dataDir: '/nowhere', media }));

describe('Media', () => {
  it('lies on disk unless told otherwise', () => {
    expect(storeFor(new AppConfig().media)).toBeInstanceOf(DiskMediaStore);
  });

  it('lies in a bucket when there is one', () => {
    const credentials = { accessKeyId: 'an-id', secretAccessKey: 'a-secret' };
    expect(storeFor({ kind: 's3', bucket: 'media', region: 'us-east-1', credentials })).toBeInstanceOf(S3MediaStore);
  });
});
