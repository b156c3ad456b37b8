import type { MetaPricing } from '@switchboard/contracts';

/** What Meta has told of a message in one status. */
export interface Told {
  status: string;
  at: Date;
  pricing: MetaPricing | null;
}

/** What the price of a delivered message follows from. */
export interface DeliveryFacts {
  deliveredAt: Date;
  /** Null while Meta has told no price: then the message costs what it was taken for when it was sent. */
  pricing: MetaPricing | null;
}

/** From the least to the most that Meta knows of a message when it tells them. */
const PRICED: readonly string[] = ['sent', 'delivered', 'read', 'played'];
const DELIVERED: readonly string[] = ['delivered', 'read', 'played'];

/**
 * What is known of a message's delivery; null while it is not known to be delivered. It follows from what was told, not from the
 * order in which it came: the price is the one told by the status that comes latest in a message's life, and delivered is when
 * `delivered` says, or, where Meta skips it, the first status that proves it.
 */
export function deliveryFacts(told: readonly Told[]): DeliveryFacts | null {
  const delivery = DELIVERED.map((status) => told.find((each) => each.status === status)).find(Boolean);
  return delivery ? { deliveredAt: delivery.at, pricing: latestPricing(told) } : null;
}

/** Meta's last word on the price; null while it has said nothing. */
export function latestPricing(told: readonly Told[]): MetaPricing | null {
  const priced = PRICED.map((status) => told.find((each) => each.status === status)?.pricing ?? null);
  return priced.findLast((pricing) => pricing !== null) ?? null;
}

/**
 * Whether Meta charges for the message. Its word is the authority; the types that are free by their name (a reply within the
 * window that is free, the 72 hours after an advertisement) stay free, even were `billable` to contradict them.
 */
export function isBillable(pricing: MetaPricing | null): boolean {
  if (pricing === null) return true;
  return pricing.billable && pricing.type !== 'free_customer_service' && pricing.type !== 'free_entry_point';
}

/** Whether two states of knowledge lead to the same price. */
export function areSameFacts(one: DeliveryFacts, other: DeliveryFacts): boolean {
  return (
    one.deliveredAt.getTime() === other.deliveredAt.getTime() &&
    (one.pricing === null) === (other.pricing === null) &&
    one.pricing?.category === other.pricing?.category &&
    isBillable(one.pricing) === isBillable(other.pricing)
  );
}
