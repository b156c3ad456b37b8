import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import type { Response } from 'express';
import { type CsvBody, TakesCsv } from '../../http/csv-body';
import { CursorQuery, type Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute, SignedIn } from '../../http/route-access.decorator';
import { ConsoleQuoteService, type ConsoleQuoteView } from './console-quote.service';
import { RateCardBodyPipe } from './rate-card-body.pipe';
import { type RateCardPreview } from './rate-card-preview';
import {
  type NewRateCardBody,
  QuoteBody,
  RateCardQuery,
  type RateCardDetailView,
  type RateCardView,
  TenantQuoteBody,
} from './rate-card.dto';
import { RateCardService } from './rate-card.service';

@Controller('console/v1')
export class RateCardController {
  constructor(
    private readonly rateCards: RateCardService,
    private readonly quotes: ConsoleQuoteService,
  ) {}

  /** Meta's list prices, which everybody at the console may know. */
  @Get('rate-cards')
  @SignedIn()
  list(@Query() query: CursorQuery): Promise<Page<RateCardView>> {
    return this.rateCards.list(query);
  }

  @Get('rate-cards/:id')
  @SignedIn()
  find(@Param('id') id: string): Promise<RateCardDetailView> {
    return this.rateCards.find(id);
  }

  /** JSON or, with what the file does not say in the query, Meta's CSV. `preview=true` tells what would change (200). */
  @Post('rate-cards')
  @TakesCsv()
  @ConsoleRoute({ platform: ['operator'] })
  create(
    @Body(RateCardBodyPipe) body: NewRateCardBody | CsvBody,
    @Query() query: RateCardQuery,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RateCardDetailView | RateCardPreview> {
    if (!query.preview) return this.rateCards.create({ body, query }, user, origin);
    response.status(200);
    return this.rateCards.preview({ body, query });
  }

  @Post('rate-cards/preview')
  @HttpCode(200)
  @TakesCsv()
  @ConsoleRoute({ platform: ['operator'] })
  preview(
    @Body(RateCardBodyPipe) body: NewRateCardBody | CsvBody,
    @Query() query: RateCardQuery,
  ): Promise<RateCardPreview> {
    return this.rateCards.preview({ body, query });
  }

  @Post('quote')
  @HttpCode(200)
  @ConsoleRoute({ platform: ['operator', 'support'] })
  quote(@Body() body: QuoteBody): Promise<ConsoleQuoteView> {
    return this.quotes.quote(body);
  }

  /** With the tenant's own plan. */
  @Post('tenants/:tenantId/quote')
  @HttpCode(200)
  @ConsoleRoute({ platform: ['support'], tenant: TENANT_ROLES })
  tenantQuote(@Param('tenantId') tenantId: string, @Body() body: TenantQuoteBody): Promise<ConsoleQuoteView> {
    return this.quotes.quoteFor(tenantId, body);
  }
}
