import { Injectable } from '@nestjs/common';
import { isUuid, parseMoney } from '@switchboard/contracts';
import { decodeCursor, type CursorQuery, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { type FieldProblem, ProblemError } from '../../http/problem';
import { AuditService, PLATFORM } from '../audit/audit.service';
import { AccountRepository } from './account.repository';
import { OTHER_MARKET } from './market';
import { type RateBookPages, dayOf, inForce } from './pricing';
import { RateBook } from './rate-book.service';
import {
  type NewRateCardBody,
  type RateCardDetailView,
  type RateCardView,
  type RateLineBody,
  presentRateCard,
  presentRateLine,
} from './rate-card.dto';
import { type NewRateCard, type RateCardLine, RateCardRepository } from './rate-card.repository';

/** Meta's prices as effective-dated cards. A card is never changed: a correction is a card of a later day. */
@Injectable()
export class RateCardService {
  constructor(
    private readonly repository: RateCardRepository,
    private readonly accounts: AccountRepository,
    private readonly book: RateBook,
    private readonly audit: AuditService,
  ) {}

  /** All cards, the latest added first. */
  async list(query: CursorQuery): Promise<Page<RateCardView>> {
    const rows = await this.repository.list({ beforeId: decodeCursor(query.cursor), take: query.limit + 1 });
    return pageOf(rows, query.limit, (row) => row.id, presentRateCard);
  }

  /** @throws ProblemError 404 when there is no such card */
  async find(id: string): Promise<RateCardDetailView> {
    const card = isUuid(id) ? await this.repository.findById(id) : null;
    if (!card) throw ProblemError.notFound('Rate card');
    return { ...presentRateCard(card), rates: card.lines.map(presentRateLine) };
  }

  /**
   * Adds a card that applies from a day to come, so that no price changes that a message may have had. Only the first card of a
   * currency may begin earlier: nothing has been priced in it.
   * @throws ProblemError 400 naming every line that is wrong, 409 when there is a card of this currency and day
   */
  async create(body: NewRateCardBody, actor: UserPrincipal, origin: RequestOrigin): Promise<RateCardDetailView> {
    const problems = problemsOf(body, await this.book.current(), dayOf(new Date()));
    if (problems.length > 0) throw ProblemError.invalid(problems);
    const card: NewRateCard = {
      currency: body.currency,
      effectiveFrom: body.effectiveFrom,
      source: body.source ?? 'console',
      lines: body.rates.map(lineOf),
    };
    const id = await this.repository.transaction(async (transaction) => {
      const inserted = await this.repository.insert(transaction, card);
      if (inserted === null)
        throw ProblemError.conflict(`There is a ${card.currency} rate card from ${card.effectiveFrom} already.`);
      await this.accounts.openPlatform(transaction, card.currency);
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor,
        origin,
        action: 'rate_card.created',
        targetType: 'rate_card',
        targetId: inserted,
        after: {
          currency: card.currency,
          effectiveFrom: card.effectiveFrom,
          source: card.source,
          markets: card.lines.length,
        },
      });
      return inserted;
    });
    this.book.drop();
    return this.find(id);
  }
}

/** What a card is refused for, line by line. */
export function problemsOf(body: NewRateCardBody, book: RateBookPages, today: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (book.cardsByCurrency.has(body.currency) && body.effectiveFrom <= today) {
    problems.push({
      path: 'effectiveFrom',
      rule: 'future',
      message: `must be after today, ${today}: messages have been priced up to now`,
    });
  }
  const listed = new Set<string>();
  body.rates.forEach(({ market }, index) => {
    if (listed.has(market))
      problems.push({ path: `rates[${index}].market`, rule: 'unique', message: `lists ${market} a second time` });
    listed.add(market);
  });
  const markets = inForce(book.marketVersions, body.effectiveFrom)?.byPrefix.values() ?? [];
  const needed = new Set([...markets].map((line) => line.market)).add(OTHER_MARKET);
  for (const market of [...needed].filter((each) => !listed.has(each)).sort()) {
    problems.push({ path: 'rates', rule: 'complete', message: `lacks a line for market ${market}` });
  }
  return problems;
}

function lineOf(line: RateLineBody): RateCardLine {
  const micros = (amount: string | null | undefined) => (typeof amount === 'string' ? parseMoney(amount) : null);
  return {
    market: line.market,
    marketName: line.marketName ?? line.market,
    rates: {
      marketing: micros(line.marketing),
      utility: micros(line.utility),
      authentication: micros(line.authentication),
      authentication_international: micros(line.authenticationInternational),
      service: micros(line.service),
    },
  };
}
