import type { MetaPricing } from '@switchboard/contracts';

import type { BusinessNumber } from './account-store';

/** The day service messages (beyond the free ones) and utility messages inside the window became chargeable. */
const ALL_CATEGORIES_CHARGED_FROM_MS = Date.UTC(2026, 9, 1);

/** What decides the price of a message. */
export interface PricingFacts {
  readonly category: MetaPricing['category'];
  readonly atMs: number;
  /** The user wrote within 24 hours. */
  readonly windowOpen: boolean;
  readonly number: BusinessNumber;
  readonly freeServiceMessages: number;
}

/**
 * The `pricing` of a message's statuses, decided once per message: a free service message uses up one of its number's
 * free messages of the month at that moment.
 */
export function priceMessage(facts: PricingFacts): MetaPricing {
  const { category } = facts;
  const billable = category === 'service' ? isServiceBillable(facts) : isTemplateBillable(facts);
  return { billable, pricing_model: 'PMP', type: billable ? 'regular' : 'free_customer_service', category };
}

function isTemplateBillable({ category, atMs, windowOpen }: PricingFacts): boolean {
  return category !== 'utility' || atMs >= ALL_CATEGORIES_CHARGED_FROM_MS || !windowOpen;
}

function isServiceBillable({ atMs, number, freeServiceMessages }: PricingFacts): boolean {
  if (atMs < ALL_CATEGORIES_CHARGED_FROM_MS) return false;
  const month = new Date(atMs).toISOString().slice(0, 7);
  if (number.freeService.month !== month) number.freeService = { month, used: 0 };
  if (number.freeService.used >= freeServiceMessages) return true;
  number.freeService.used += 1;
  return false;
}
