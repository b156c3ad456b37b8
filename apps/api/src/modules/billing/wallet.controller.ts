import { Readable } from 'node:stream';
import { Body, Controller, Get, Headers, Param, Patch, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { LIMITS } from '@switchboard/contracts';
import type { Response } from 'express';
import type { Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { WalletStatement } from './wallet-statement.service';
import {
  AdjustmentBody,
  RefundBody,
  TopUpBody,
  WalletChanges,
  WalletEntryFilterQuery,
  WalletEntryQuery,
  type WalletEntryView,
  type WalletView,
} from './wallet.dto';
import { type MovementResult, WalletService } from './wallet.service';

/** Visible ASCII, as for messages. */
const IDEMPOTENCY_KEY = new RegExp(`^[!-~]{1,${LIMITS.idempotencyKeyMaxChars}}$`);

@Controller('console/v1/tenants/:tenantId/wallet')
export class WalletController {
  constructor(
    private readonly wallets: WalletService,
    private readonly statement: WalletStatement,
  ) {}

  @Get()
  @ConsoleRoute({ platform: ['support'], tenant: ['owner', 'admin', 'developer', 'billing', 'viewer'] })
  view(@Param('tenantId') tenantId: string): Promise<WalletView> {
    return this.wallets.view(tenantId);
  }

  @Patch()
  @ConsoleRoute({ platform: ['operator'], tenant: ['owner', 'admin', 'billing'] })
  change(
    @Param('tenantId') tenantId: string,
    @Body() body: WalletChanges,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<WalletView> {
    return this.wallets.change(tenantId, body, { user, origin });
  }

  @Post('top-ups')
  @ConsoleRoute({ platform: ['operator'] })
  async topUp(
    @Param('tenantId') tenantId: string,
    @Body() body: TopUpBody,
    @Headers('idempotency-key') key: string | undefined,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WalletEntryView> {
    return answer(response, await this.wallets.topUp(tenantId, body, checked(key), { user, origin }));
  }

  @Post('refunds')
  @ConsoleRoute({ platform: ['operator'] })
  async refund(
    @Param('tenantId') tenantId: string,
    @Body() body: RefundBody,
    @Headers('idempotency-key') key: string | undefined,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WalletEntryView> {
    return answer(response, await this.wallets.refund(tenantId, body, checked(key), { user, origin }));
  }

  @Post('adjustments')
  @ConsoleRoute({ platform: ['operator'] })
  async adjust(
    @Param('tenantId') tenantId: string,
    @Body() body: AdjustmentBody,
    @Headers('idempotency-key') key: string | undefined,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WalletEntryView> {
    return answer(response, await this.wallets.adjust(tenantId, body, checked(key), { user, origin }));
  }

  @Get('entries')
  @ConsoleRoute({ platform: ['support'], tenant: ['owner', 'admin', 'billing', 'viewer'] })
  entries(@Param('tenantId') tenantId: string, @Query() query: WalletEntryQuery): Promise<Page<WalletEntryView>> {
    return this.statement.entries(tenantId, query);
  }

  @Get('entries.csv')
  @ConsoleRoute({ platform: ['support'], tenant: ['owner', 'admin', 'billing', 'viewer'] })
  async entriesCsv(
    @Param('tenantId') tenantId: string,
    @Query() query: WalletEntryFilterQuery,
  ): Promise<StreamableFile> {
    const lines = await this.statement.csv(tenantId, query);
    return new StreamableFile(Readable.from(lines, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="wallet-entries.csv"',
    });
  }
}

function checked(key: string | undefined): string | undefined {
  if (key === undefined || IDEMPOTENCY_KEY.test(key)) return key;
  const message = `must be 1 to ${LIMITS.idempotencyKeyMaxChars} visible ASCII characters`;
  throw ProblemError.invalid([{ path: 'Idempotency-Key', rule: 'format', message }]);
}

function answer(response: Response, { entry, isReplay }: MovementResult): WalletEntryView {
  if (isReplay) response.setHeader('Idempotent-Replayed', 'true');
  return entry;
}
