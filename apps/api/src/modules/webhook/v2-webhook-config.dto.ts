import { WEBHOOK_EVENTS, type WebhookEventName } from '@switchboard/contracts';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsString, MaxLength } from 'class-validator';
import { URL_MAX_CHARACTERS } from '../../outbound/url-rules';
import { IfGiven } from '../audit/if-given.decorator';

/** Where a tenant's programs want to be told. */
export class V2WebhookConfigRequest {
  /** https, at an address of the public Internet, at most 2048 characters; empty ends it. */
  @IsString()
  @MaxLength(URL_MAX_CHARACTERS)
  webhookUrl!: string;

  /** Which events; when absent, those that it had, and for a new address all. */
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENTS, { each: true, message: `each value in events must be one of ${WEBHOOK_EVENTS.join(', ')}` })
  events?: WebhookEventName[];
}

/** Where the tenant is told; everything empty when it is told nowhere. */
export interface V2WebhookConfig {
  webhookUrl: string;
  /** The secret that events are signed with, `whsec_…`. It stays the same when the address changes. */
  webhookCode: string;
  /** Whether the address answered the last test with success, and events have been delivered to it since, if there were any. */
  isVerified: boolean;
}
