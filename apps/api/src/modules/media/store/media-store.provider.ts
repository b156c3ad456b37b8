import path from 'node:path';
import type { FactoryProvider } from '@nestjs/common';
import { AppConfig } from '../../../config/env';
import { DiskMediaStore } from './disk-media-store';
import { MediaStore } from './media-store';
import { S3MediaStore } from './s3-media-store';

/** The store that MEDIA_STORE names; without it, the folder `media` of DATA_DIR. */
export const mediaStoreProvider: FactoryProvider<MediaStore> = {
  provide: MediaStore,
  inject: [AppConfig],
  useFactory: ({ media, dataDir }: AppConfig) =>
    media.kind === 's3' ? new S3MediaStore(media) : new DiskMediaStore(path.join(dataDir, 'media')),
};
