// must fail: no-restricted-imports
import type { MediaService } from '../media/media.service';

export type Used = MediaService;
