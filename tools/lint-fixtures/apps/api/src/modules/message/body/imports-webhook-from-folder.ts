// must fail: no-restricted-imports
import { WebhookService } from '../../webhook/webhook.service';

export const used = WebhookService;
