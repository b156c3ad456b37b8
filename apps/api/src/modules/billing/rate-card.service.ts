import { Injectable } from '@nestjs/common';
import { isUuid } from '@switchboard/contracts';
import { CsvBody } from '../../http/csv-body';
import { decodeCursor, type CursorQuery, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService, PLATFORM } from '../audit/audit.service';
import { AccountRepository } from './account.repository';
import { RateBook } from './rate-book.service';
import {
  type NewRateCardBody,
  type RateCardDetailView,
  type RateCardQuery,
  type RateCardView,
  presentRateCard,
  presentRateCardDetail,
} from './rate-card.dto';
import { MAX_PROBLEMS, type RateCardDraft, cardBefore, cardOf, draftProblems, marketsOn } from './rate-card-draft';
import { draftOfCsv, draftOfJson, marketFinder } from './rate-card-form';
import { type RateCardPreview, previewOf } from './rate-card-preview';
import { type NewRateCard, RateCardRepository } from './rate-card.repository';

/** A card as it was posted: in JSON, or in CSV with a query that says the rest. */
export interface RateCardForm {
  body: NewRateCardBody | CsvBody;
  query: RateCardQuery;
}

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
    return presentRateCardDetail(card);
  }

  /**
   * Adds a card that applies from a day to come, so that no price changes that a message may have had. Only the first card of a
   * currency may begin earlier: nothing has been priced in it.
   * @throws ProblemError 400 naming every line that is wrong, 409 when there is a card of this currency and day
   */
  async create(form: RateCardForm, actor: UserPrincipal, origin: RequestOrigin): Promise<RateCardDetailView> {
    const card = cardOf(await this.check(form), await this.book.current());
    const id = await this.repository.transaction(async (transaction) => {
      const inserted = await this.repository.insert(transaction, card);
      if (inserted === null) throw takenDay(card);
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
          freeServiceMessages: card.freeServiceMessages,
          markets: card.lines.length,
          tiers: card.tiers.length,
        },
      });
      return inserted;
    });
    this.book.drop();
    return this.find(id);
  }

  /** What a card would change. Nothing is written; refused is what `create` would refuse. */
  async preview(form: RateCardForm): Promise<RateCardPreview> {
    const draft = await this.check(form);
    const book = await this.book.current();
    return previewOf(cardOf(draft, book), cardBefore(draft, book), marketsOn(draft.effectiveFrom, book));
  }

  private async check({ body, query }: RateCardForm): Promise<RateCardDraft> {
    const draft =
      body instanceof CsvBody
        ? draftOfCsv(body, query, marketFinder(await this.repository.listMarketNames()))
        : draftOfJson(body);
    if (!('lines' in draft)) throw ProblemError.invalid(draft);
    const book = await this.book.current();
    const problems = draftProblems(draft, book, new Date());
    if (problems.length > 0) throw ProblemError.invalid(problems.slice(0, MAX_PROBLEMS));
    const isTaken = book.cardsByCurrency
      .get(draft.currency)
      ?.some(({ effectiveFrom }) => effectiveFrom === draft.effectiveFrom);
    if (isTaken) throw takenDay(draft);
    return draft;
  }
}

function takenDay({ currency, effectiveFrom }: Pick<NewRateCard, 'currency' | 'effectiveFrom'>): ProblemError {
  const detail = `There is a ${currency} rate card from ${effectiveFrom} already.`;
  return new ProblemError(409, 'conflict', detail, [
    { path: 'effectiveFrom', rule: 'unique', message: `must be a day on which no other ${currency} card begins` },
  ]);
}
