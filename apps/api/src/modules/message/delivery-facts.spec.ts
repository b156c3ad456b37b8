import type { MetaPricing } from '@switchboard/contracts';
import * as fc from 'fast-check';
import { areSameFacts, deliveryFacts, isBillable, latestPricing, type Told } from './delivery-facts';

const at = (second: number) => new Date(Date.UTC(2026, 9, 1, 0, 0, second));
const pricing = (category: MetaPricing['category'], billable = true, type?: MetaPricing['type']): MetaPricing => ({
  billable,
  pricing_model: 'PMP',
  ...(type && { type }),
  category,
});
const told = (status: string, second: number, price: MetaPricing | null = null): Told => ({
  status,
  at: at(second),
  pricing: price,
});

describe('What is known of a delivery', () => {
  it.each<[string, Told[], number | null, string | null]>([
    ['nothing before a status proves it', [told('submitted', 0), told('sent', 1, pricing('utility'))], null, null],
    [
      'when it was delivered, and what `sent` said of the price',
      [told('sent', 1, pricing('utility')), told('delivered', 2)],
      2,
      'utility',
    ],
    ['by `read`, where Meta skips `delivered`', [told('read', 5, pricing('marketing'))], 5, 'marketing'],
    ['by `played`, where that is all there is', [told('played', 7)], 7, null],
    [
      'by `delivered`, however late it comes',
      [told('read', 5, pricing('marketing')), told('delivered', 2)],
      2,
      'marketing',
    ],
    [
      'the price of the status that comes last in its life',
      [
        told('read', 5, pricing('service')),
        told('delivered', 2, pricing('marketing')),
        told('sent', 1, pricing('utility')),
      ],
      2,
      'service',
    ],
    ['no price, while Meta has told none', [told('delivered', 2), told('read', 3)], 2, null],
  ])('is %s', (_, all, second, category) => {
    const facts = deliveryFacts(all);
    expect(facts?.deliveredAt ?? null).toEqual(second === null ? null : at(second));
    expect(facts?.pricing?.category ?? null).toBe(category);
  });

  it('does not depend on the order in which it came', () => {
    const any = fc.uniqueArray(
      fc.record({
        status: fc.constantFrom('submitted', 'sent', 'delivered', 'read', 'played'),
        at: fc.integer({ min: 0, max: 50 }).map(at),
        pricing: fc.option(fc.constantFrom(pricing('utility'), pricing('service', false)), { nil: null }),
      }),
      { selector: ({ status }) => status },
    );
    fc.assert(
      fc.property(
        any.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(deliveryFacts(shuffled)).toEqual(deliveryFacts(all));
          expect(latestPricing(shuffled)).toEqual(latestPricing(all));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('Whether Meta charges', () => {
  it.each<[string, MetaPricing | null, boolean]>([
    ['for what it calls billable', pricing('utility', true, 'regular'), true],
    ['not for what it does not', pricing('utility', false, 'regular'), false],
    ['not for a free entry point', pricing('marketing', false, 'free_entry_point'), false],
    ['not for a free entry point, even were it called billable', pricing('marketing', true, 'free_entry_point'), false],
    ['not within the free window', pricing('service', true, 'free_customer_service'), false],
    ['as long as it has said nothing', null, true],
  ])('is told: %s', (_, price, expected) => {
    expect(isBillable(price)).toBe(expected);
  });
});

describe('What is told later', () => {
  const known = { deliveredAt: at(2), pricing: pricing('utility') };

  it.each<[string, Partial<typeof known> | { pricing: null }, boolean]>([
    ['the same again', { pricing: pricing('utility') }, true],
    ['another name for what is billable', { pricing: pricing('utility', true, 'regular') }, true],
    ['another category', { pricing: pricing('service') }, false],
    ['that it is free', { pricing: pricing('utility', true, 'free_entry_point') }, false],
    ['another time', { deliveredAt: at(3) }, false],
    ['that there is a price at all', { pricing: null }, false],
  ])('changes a price or not: %s', (_, change, expected) => {
    expect(areSameFacts(known, { ...known, ...change })).toBe(expected);
  });
});
