import { Injectable } from '@nestjs/common';
import { GatewayError, type PriceCategory, type V1Quote } from '@switchboard/contracts';
import type { PrincipalPlan, PrincipalTenant } from '../../http/principal';
import type { PricingRecipient } from '../billing/market';
import { presentQuote, PricingService, type Quote } from '../billing/pricing.service';
import { TemplateDirectory, type TemplateSnapshot } from '../template/template-directory';
import { type PhoneNumberSnapshot, TenantDirectory } from '../tenant/tenant-directory';
import { type SendBody, validateMessageBody } from './body/message-schema';
import { parseMessageJson } from './body/parse-message-json';
import type { Recipient } from '../contact/recipient';
import { chooseSender, type SenderWish } from './sender';
import type { SendingParty } from './sending-party';

/** What a message would cost at most, and the local copy of its template, when there is one. */
export interface MessageQuote {
  quote: Quote;
  category: PriceCategory;
  template: TemplateSnapshot | null;
}

/** What a price follows from of the number that a message is sent from. */
export type QuotedSender = Pick<PhoneNumberSnapshot, 'wabaId' | 'timeZone'>;

/** Meta's word for a template's category, as we price it. */
const TEMPLATE_CATEGORIES: Readonly<Record<string, PriceCategory>> = {
  MARKETING: 'marketing',
  UTILITY: 'utility',
  AUTHENTICATION: 'authentication',
};

/** Prices messages before they are sent: what this says is what intake reserves. */
@Injectable()
export class QuoteService {
  constructor(
    private readonly pricing: PricingService,
    private readonly templates: TemplateDirectory,
    private readonly tenants: TenantDirectory,
  ) {}

  /** A template that has not been synced is priced as marketing; everything that is not a template is service. */
  async quote(
    body: SendBody,
    from: { tenant: PrincipalTenant; plan: PrincipalPlan; sender: QuotedSender | null; marketingLite: boolean },
    at: Date,
  ): Promise<MessageQuote> {
    const template =
      body.template && from.sender
        ? await this.templates.find(from.tenant.id, from.sender.wabaId, body.template.name, body.template.languageCode)
        : null;
    const category = categoryOf(body, template, from.marketingLite);
    const quote = await this.pricing.quote({
      recipient: pricingRecipient(body.recipient),
      category,
      currency: from.tenant.currency,
      markupBps: from.plan.markupBps,
      platformFeeMicros: from.plan.platformFeeMicros,
      at,
      timeZone: from.sender?.timeZone,
    });
    return { quote, category, template };
  }

  /** What a message body would cost, as v1 answers it. Nothing is sent or charged; a read receipt has no price. */
  async quoteBody(
    bytes: Buffer,
    from: { key: SendingParty; wish: SenderWish; marketingLite: boolean },
  ): Promise<V1Quote> {
    const body = validateMessageBody(parseMessageJson(bytes).value, { templateOnly: from.marketingLite });
    if (body.kind === 'read')
      throw new GatewayError('VAL_001', {
        params: {
          fields: [{ path: 'status', rule: 'forbidden', message: 'A read receipt is free and has no quote.' }],
        },
      });
    const { key, marketingLite } = from;
    const sender = await this.senderOf(key.tenantId, from.wish);
    const { quote } = await this.quote(body, { tenant: key.tenant, plan: key.plan, sender, marketingLite }, new Date());
    return presentQuote(quote);
  }

  /**
   * The sender matters to a price only through its account's templates and its zone: where none can be told, the price is that of an
   * unknown template, in UTC.
   */
  private async senderOf(tenantId: string, wish: SenderWish): Promise<QuotedSender | null> {
    try {
      return chooseSender((await this.tenants.get(tenantId))?.phoneNumbers ?? [], wish);
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'VAL_002') return null;
      throw error;
    }
  }
}

function categoryOf(body: SendBody, template: TemplateSnapshot | null, marketingLite: boolean): PriceCategory {
  if (marketingLite) return 'marketing_lite';
  if (body.type !== 'template') return 'service';
  return TEMPLATE_CATEGORIES[template?.category ?? ''] ?? 'marketing';
}

/** The recipient as the price list knows it. */
export function pricingRecipient(recipient: Recipient): PricingRecipient {
  return recipient.kind === 'phone' ? { digits: recipient.digits } : { bsuidCountry: recipient.country };
}
