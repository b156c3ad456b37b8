import { Controller, Get } from '@nestjs/common';
import { GatewayError, type V1Balance } from '@switchboard/contracts';
import { V1Envelope } from '../../http/envelope.interceptor';
import { type ApiKeyPrincipal, CurrentKey } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { presentBalance, WalletService } from './wallet.service';

@Controller('v1/wa')
@V1Envelope()
export class BalanceController {
  constructor(private readonly wallets: WalletService) {}

  @Get('balance')
  @KeyRoute({ scope: 'billing:read' })
  async balance(@CurrentKey() key: ApiKeyPrincipal): Promise<V1Balance> {
    const wallet = await this.wallets.balance(key.tenantId);
    if (!wallet) throw new GatewayError('SYS_001', { cause: new Error(`Tenant ${key.tenantId} has no wallet.`) });
    return presentBalance(wallet);
  }
}
