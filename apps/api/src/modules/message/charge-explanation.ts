import { formatMoney, type MetaPricing, type PriceCategory, type V1ChargeExplanation } from '@switchboard/contracts';
import { dayOf, priceCategoryOf } from '../billing/pricing';
import type { RateExplanation } from '../billing/pricing.service';
import { type DeliveryFacts, deliveryFacts, isBillable } from './delivery-facts';
import type { LogCharge, LogEvent, LogMessage, LogTransfer } from './message-log.repository';

/** Everything that the price of an outbound message follows from. */
export interface ChargeFacts {
  message: LogMessage;
  charge: LogCharge;
  events: readonly LogEvent[];
  transfers: readonly LogTransfer[];
  /** How its card rates it; null when the card is no longer known. */
  rate: RateExplanation | null;
}

const CORRECTION = /_correction_([a-z]+)$/;
const FEE_ACCOUNTS: ReadonlySet<string> = new Set(['platform_fees', 'meta_fees']);

/** Explains what a message has cost and why, in numbers and in sentences. Pure: the same facts give the same words. */
export function explainCharge(facts: ChargeFacts): V1ChargeExplanation {
  const { message, charge, rate, transfers } = facts;
  const { platformFeeMicros, metaFeeMicros, markupMicros } = message;
  const place = rate?.tier?.place;
  const unitMicros = unitOf(facts);
  return {
    currency: message.currency,
    rateCard: rate?.rateCard ?? null,
    market: charge.market,
    country: charge.country,
    category: message.category as PriceCategory | null,
    billable: billableOf(facts),
    unitPrice: unitMicros === null ? null : formatMoney(unitMicros),
    ...(place === undefined ? {} : { tierPlace: place }),
    markupBps: charge.markupBps,
    markup: formatMoney(markupMicros),
    platformFee: formatMoney(platformFeeMicros),
    metaFee: formatMoney(metaFeeMicros),
    total: formatMoney(platformFeeMicros + metaFeeMicros + markupMicros),
    meta: charge.pricing ?? null,
    transfers: transfers.map(({ id, createdAt, step, fromKind, toKind, amountMicros }) => ({
      id,
      at: createdAt.toISOString(),
      kind: step,
      from: fromKind,
      to: toKind,
      amount: formatMoney(amountMicros),
    })),
    explanation: message.sandbox ? SANDBOX : [...acceptance(facts), ...delivery(facts), ...movements(facts)],
  };
}

const SANDBOX = ['A sandbox message: what was reserved has been given back, and nothing is charged.'];

function pricingOf({ charge }: ChargeFacts): MetaPricing | null {
  return charge.pricing as MetaPricing | null;
}

function deliveryOf({ events }: ChargeFacts): DeliveryFacts | null {
  return deliveryFacts(events.map(({ event, at }) => ({ status: event, at, pricing: null })));
}

/** What one such message costs at Meta: what was charged, or what would have been. */
function unitOf({ message: { metaFeeMicros }, rate }: ChargeFacts): bigint | null {
  return metaFeeMicros > 0n ? metaFeeMicros : (rate?.unitPriceMicros ?? null);
}

function billableOf(facts: ChargeFacts): boolean | null {
  const pricing = pricingOf(facts);
  if (pricing) return isBillable(pricing);
  return deliveryOf(facts) ? !isFreeService(facts) : null;
}

function isFreeService({ rate }: ChargeFacts): boolean {
  const free = rate?.freeService;
  return free !== null && free !== undefined && free.place <= free.allowance;
}

function acceptance({ message, charge, transfers }: ChargeFacts): string[] {
  const { currency, createdAt, status, platformFeeMicros } = message;
  const reserved = transfers.find(({ step }) => step === 'reserve')?.amountMicros ?? 0n;
  const parts = [
    `platform fee ${plain(charge.quotedPlatformFeeMicros)}`,
    `Meta's fee ${plain(charge.quotedMetaFeeMicros)}`,
    `markup ${plain(charge.quotedMarkupMicros)}`,
  ].join(', ');
  const sentences = [
    `Accepted on ${dayOf(createdAt, charge.timeZone)} (${charge.timeZone}): ${plain(reserved)} ${currency} reserved, the most it can cost (${parts}).`,
  ];
  if (platformFeeMicros > 0n) sentences.push(`Taken by Meta: platform fee of ${plain(platformFeeMicros)} ${currency}.`);
  else if (status === 'failed') sentences.push('Not taken by Meta: nothing is charged.');
  else if (status === 'uncertain')
    sentences.push('Whether Meta took it is not known: the money stays reserved until it is.');
  return sentences;
}

function delivery(facts: ChargeFacts): string[] {
  const { message, charge, rate } = facts;
  const { status, currency, metaFeeMicros, markupMicros } = message;
  const delivered = deliveryOf(facts);
  if (status === 'failed' || !delivered)
    return status === 'failed' && message.platformFeeMicros > 0n
      ? ['Not delivered: Meta charges nothing, and there is no markup.']
      : [];
  const { timeZone, markupBps } = charge;
  const unitMicros = unitOf(facts);
  const price =
    unitMicros === null
      ? ''
      : `: ${plain(unitMicros)} ${currency} per message${rate ? ` by rate card of ${rate.rateCard.effectiveFrom}` : ''}`;
  const place = `market ${charge.market ?? 'unknown'} as ${message.category ?? 'unknown'}`;
  const sentences = [
    `Delivered on ${dayOf(delivered.deliveredAt, timeZone)} (${timeZone}) to ${place}${price}.`,
    ...categorySentences(facts),
    ...volumeSentences(facts, delivered.deliveredAt),
  ];
  const pricing = pricingOf(facts);
  if (pricing && !isBillable(pricing)) {
    const type = pricing.type === undefined ? '' : ` (${pricing.type})`;
    sentences.push(`Meta does not charge for it${type}: no fee of Meta's, and no markup.`);
  } else if (markupBps > 0 && metaFeeMicros > 0n) {
    sentences.push(`Markup of ${percent(markupBps)} on Meta's fee: ${plain(markupMicros)} ${currency}.`);
  }
  return sentences;
}

function categorySentences(facts: ChargeFacts): string[] {
  const pricing = pricingOf(facts);
  if (!pricing) return ['Meta has told no price: it is charged as what it was taken for when it was sent.'];
  if (priceCategoryOf(pricing.category) !== null) return [];
  return [`Meta's category ${JSON.stringify(pricing.category)} is not known: it is charged as it was quoted.`];
}

function volumeSentences({ charge, rate }: ChargeFacts, deliveredAt: Date): string[] {
  const month = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: charge.timeZone }).format(
    deliveredAt,
  );
  const sentences: string[] = [];
  if (rate?.tier) {
    const { place, fromMessage } = rate.tier;
    const tier =
      fromMessage === null ? 'below the first volume tier' : `in the volume tier from message ${fromMessage} on`;
    sentences.push(`Message ${place} of ${month} in its market and category: ${tier}.`);
  }
  if (rate?.freeService) {
    const { place, allowance } = rate.freeService;
    const outcome = place <= allowance ? 'it is free' : 'it is charged';
    sentences.push(
      `Service message ${place} of its number in ${month}, of which the first ${allowance} are free: ${outcome}.`,
    );
  }
  return sentences;
}

/** Corrections, help, what came back, what is still held, and the sum. */
function movements({ message, charge, transfers }: ChargeFacts): string[] {
  const { currency, heldMicros, platformFeeMicros, metaFeeMicros, markupMicros } = message;
  const sentences = corrections(transfers, charge.timeZone, currency);
  const help = paidByPlatform(transfers, 'shortfall');
  if (help > 0n)
    sentences.push(`The wallet could not pay all of it: the platform stood in for ${plain(help)} ${currency}.`);
  const refund = paidByPlatform(transfers, 'refund_');
  if (refund > 0n)
    sentences.push(`It had been refunded in full: the platform pays the ${plain(refund)} ${currency} that were added.`);
  if (refund < 0n)
    sentences.push(`${plain(-refund)} ${currency} had been refunded before: they went back to the platform.`);
  const released = sum(transfers.filter(({ toKind }) => toKind === 'available'));
  if (released > 0n) sentences.push(`Given back to the wallet: ${plain(released)} ${currency}.`);
  if (heldMicros > 0n) sentences.push(`Still reserved: ${plain(heldMicros)} ${currency}.`);
  sentences.push(`Charged in all: ${plain(platformFeeMicros + metaFeeMicros + markupMicros)} ${currency}.`);
  return sentences;
}

function corrections(transfers: readonly LogTransfer[], timeZone: string, currency: string): string[] {
  const byStatus = Map.groupBy(transfers, ({ step }) => CORRECTION.exec(step)?.[1] ?? null);
  return [...byStatus].flatMap(([status, steps]) => {
    const [first] = steps;
    if (status === null || !first) return [];
    const change = net(steps, (kind) => FEE_ACCOUNTS.has(kind));
    const what = change < 0n ? `${plain(-change)} ${currency} less` : `${plain(change)} ${currency} more`;
    return [`Corrected on ${dayOf(first.createdAt, timeZone)}, when Meta reported "${status}": ${what}.`];
  });
}

/** What the platform paid of a message, less what went back to it, by transfers whose kind begins so. */
function paidByPlatform(transfers: readonly LogTransfer[], kind: 'shortfall' | 'refund_'): bigint {
  return -net(
    transfers.filter(({ step }) => step.startsWith(kind)),
    (account) => account === 'adjustments',
  );
}

/** What went into accounts, less what came out of them. */
function net(transfers: readonly LogTransfer[], isMeant: (kind: string) => boolean): bigint {
  return (
    sum(transfers.filter(({ toKind }) => isMeant(toKind))) - sum(transfers.filter(({ fromKind }) => isMeant(fromKind)))
  );
}

function sum(transfers: readonly LogTransfer[]): bigint {
  return transfers.reduce((total, { amountMicros }) => total + amountMicros, 0n);
}

/** An amount for people: as many decimals as it has, and two at least. */
function plain(micros: bigint): string {
  return formatMoney(micros).replace(/(\.\d\d\d*?)0+$/, '$1');
}

function percent(bps: number): string {
  return `${bps / 100} %`;
}
