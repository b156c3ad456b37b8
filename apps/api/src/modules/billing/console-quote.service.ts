import { Injectable } from '@nestjs/common';
import type { V1Quote } from '@switchboard/contracts';
import { ProblemError } from '../../http/problem';
import { TenantDirectory } from '../tenant/tenant-directory';
import { pricingRecipientOf } from './market';
import { PlanDirectory } from './plan-directory.service';
import { priceCategoryOf } from './pricing';
import { PricingService, presentQuote } from './pricing.service';
import { RateBook } from './rate-book.service';
import type { QuoteBody, TenantQuoteBody } from './rate-card.dto';
import { WalletService } from './wallet.service';

const DEFAULT_CURRENCY = 'USD';

/** A quote with the day from which its rate card applies. */
export interface ConsoleQuoteView extends V1Quote {
  rateCardEffectiveFrom: string;
}

/** Quotes for people: any recipient, category and time, with or without a tenant's plan. */
@Injectable()
export class ConsoleQuoteService {
  constructor(
    private readonly pricing: PricingService,
    private readonly plans: PlanDirectory,
    private readonly wallets: WalletService,
    private readonly book: RateBook,
    private readonly tenants: TenantDirectory,
  ) {}

  /** @throws ProblemError 404 for an unknown tenant, 400 for a recipient, category or currency that cannot be priced */
  async quote(body: QuoteBody): Promise<ConsoleQuoteView> {
    const recipient = pricingRecipientOf(body.to);
    if (!recipient) throw refusal('to', 'recipient', 'must be a number with country code or a business-scoped user id');
    const category = priceCategoryOf(body.category);
    if (!category) throw refusal('category', 'category', "must be one of Meta's pricing categories");
    const terms = await this.termsOf(body);
    if (!(await this.book.current()).cardsByCurrency.has(terms.currency)) {
      throw refusal('currency', 'exists', `must be a currency with a rate card; ${terms.currency} has none`);
    }
    const at = body.at === undefined ? new Date() : new Date(body.at);
    const timeZone = body.timeZone ?? (await this.zoneOf(body));
    const quote = await this.pricing.quote({ recipient, category, at, timeZone, ...terms });
    return { ...presentQuote(quote), rateCardEffectiveFrom: quote.rateCardEffectiveFrom };
  }

  /** As `quote`, for one tenant. */
  async quoteFor(tenantId: string, body: TenantQuoteBody): Promise<ConsoleQuoteView> {
    const { id } = await this.tenants.require(tenantId);
    return this.quote({ ...body, tenantId: id });
  }

  /** The zone of the number that would send the message; undefined when none is named. */
  private async zoneOf({ tenantId, phoneNumberId }: QuoteBody): Promise<string | undefined> {
    if (phoneNumberId === undefined) return undefined;
    if (tenantId === undefined) throw refusal('phoneNumberId', 'tenant', 'needs the tenant whose number it is');
    const tenant = await this.tenants.require(tenantId);
    const number = tenant.phoneNumbers.find(
      ({ id, phoneNumberId: metaId }) => metaId === phoneNumberId || id === phoneNumberId.toLowerCase(),
    );
    if (!number) throw refusal('phoneNumberId', 'exists', 'must be a number of the tenant');
    return number.timeZone;
  }

  private async termsOf({
    tenantId,
    currency,
  }: QuoteBody): Promise<{ currency: string; platformFeeMicros: bigint; markupBps: number }> {
    if (tenantId === undefined) return { currency: currency ?? DEFAULT_CURRENCY, platformFeeMicros: 0n, markupBps: 0 };
    const wallet = await this.wallets.balance(tenantId);
    if (!wallet) throw ProblemError.notFound('Tenant');
    if (currency !== undefined && currency !== wallet.currency)
      throw refusal('currency', 'wallet', `must be the tenant's, ${wallet.currency}`);
    const { platformFeeMicros, markupBps } = await this.plans.get(tenantId.toLowerCase());
    return { currency: wallet.currency, platformFeeMicros, markupBps };
  }
}

function refusal(path: string, rule: string, message: string): ProblemError {
  return ProblemError.invalid([{ path, rule, message }]);
}
