import { Injectable } from '@nestjs/common';
import { Job } from '../../jobs/job';
import { MediaStore } from './store/media-store';

/** Removes bytes whose files were removed with their number (`removeOfNumber`). */
@Injectable()
export class EraseJob extends Job<{ objectKeys: string[] }> {
  readonly identifier = 'media.erase';

  constructor(private readonly store: MediaStore) {
    super();
  }

  run({ objectKeys }: { objectKeys: string[] }): Promise<void> {
    return this.store.remove(objectKeys);
  }
}
