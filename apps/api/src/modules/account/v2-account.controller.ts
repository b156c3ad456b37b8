import { Controller, Get } from '@nestjs/common';
import { V2Envelope } from '../../http/envelope.interceptor';
import { type ApiKeyPrincipal, CurrentKey } from '../../http/principal';
import { AnyKeyRoute } from '../../http/route-access.decorator';
import type { V2Account } from './v2-account.dto';
import { V2AccountService } from './v2-account.service';

@Controller('v2')
@V2Envelope()
export class V2AccountController {
  constructor(private readonly account: V2AccountService) {}

  /** Whose the key is: its tenant, plan, phone numbers and balance. */
  @Get('me')
  @AnyKeyRoute()
  me(@CurrentKey() key: ApiKeyPrincipal): Promise<V2Account> {
    return this.account.get(key);
  }
}
