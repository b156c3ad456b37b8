import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CursorQuery, type Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { ConsoleQuoteService, type ConsoleQuoteView } from './console-quote.service';
import { NewRateCardBody, QuoteBody, type RateCardDetailView, type RateCardView } from './rate-card.dto';
import { RateCardService } from './rate-card.service';

@Controller('console/v1')
export class RateCardController {
  constructor(
    private readonly rateCards: RateCardService,
    private readonly quotes: ConsoleQuoteService,
  ) {}

  @Get('rate-cards')
  @ConsoleRoute({ platform: ['operator', 'support'] })
  list(@Query() query: CursorQuery): Promise<Page<RateCardView>> {
    return this.rateCards.list(query);
  }

  @Get('rate-cards/:id')
  @ConsoleRoute({ platform: ['operator', 'support'] })
  find(@Param('id') id: string): Promise<RateCardDetailView> {
    return this.rateCards.find(id);
  }

  @Post('rate-cards')
  @ConsoleRoute({ platform: ['operator'] })
  create(
    @Body() body: NewRateCardBody,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<RateCardDetailView> {
    return this.rateCards.create(body, user, origin);
  }

  @Post('quote')
  @HttpCode(200)
  @ConsoleRoute({ platform: ['operator', 'support'] })
  quote(@Body() body: QuoteBody): Promise<ConsoleQuoteView> {
    return this.quotes.quote(body);
  }
}
