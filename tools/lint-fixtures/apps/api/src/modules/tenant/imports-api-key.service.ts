// must fail: no-restricted-imports
import { ApiKeyService } from '../api-key/api-key.service';

export const used = ApiKeyService;
