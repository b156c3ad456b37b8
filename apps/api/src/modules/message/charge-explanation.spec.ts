import type { MetaPricing } from '@switchboard/contracts';
import type { RateExplanation } from '../billing/pricing.service';
import { type ChargeFacts, explainCharge } from './charge-explanation';
import type { LogCharge, LogEvent, LogMessage, LogTransfer } from './message-log.repository';

const ACCEPTED = new Date('2026-10-02T21:30:00Z');
const DELIVERED = new Date('2026-10-03T08:00:00Z');

const message = (given: Partial<LogMessage> = {}): LogMessage => ({
  id: '019aa0f0-1200-7000-8000-000000000001',
  wamid: 'wamid.A',
  direction: 'outbound',
  status: 'delivered',
  type: 'template',
  to: '972501234567',
  from: '+1 555 0100',
  phoneNumberId: '019aa0f0-1200-7000-8000-00000000000a',
  metaPhoneNumberId: '106540352242922',
  sandbox: false,
  category: 'utility',
  error: null,
  currency: 'USD',
  heldMicros: 0n,
  platformFeeMicros: 1_000n,
  metaFeeMicros: 5_300n,
  markupMicros: 133n,
  createdAt: ACCEPTED,
  updatedAt: DELIVERED,
  ...given,
});
const charge = (given: Partial<LogCharge> = {}): LogCharge => ({
  market: 'IL',
  country: 'IL',
  rateCardId: 'card',
  pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
  markupBps: 250,
  quotedPlatformFeeMicros: 1_000n,
  quotedMetaFeeMicros: 5_300n,
  quotedMarkupMicros: 133n,
  timeZone: 'Europe/Istanbul',
  ...given,
});
const rate = (given: Partial<RateExplanation> = {}): RateExplanation => ({
  rateCard: { id: 'card', effectiveFrom: '2026-10-01' },
  unitPriceMicros: 5_300n,
  tier: null,
  freeService: null,
  ...given,
});
const delivered: LogEvent[] = [{ event: 'delivered', at: DELIVERED, detail: null }];
const transfer = (step: string, path: string, amountMicros: bigint): LogTransfer => {
  const [fromKind = '', toKind = ''] = path.split(' → ');
  return { id: `id of ${step}`, step, fromKind, toKind, amountMicros, createdAt: DELIVERED };
};
const RESERVE = transfer('reserve', 'available → reserved', 6_433n);
const PLATFORM = transfer('platform_fee', 'reserved → platform_fees', 1_000n);
const META = transfer('meta_fee', 'reserved → meta_fees', 5_300n);
const MARKUP = transfer('markup', 'reserved → platform_fees', 133n);

const facts = (given: Partial<ChargeFacts> = {}): ChargeFacts => ({
  message: message(),
  charge: charge(),
  events: delivered,
  transfers: [RESERVE, PLATFORM, META, MARKUP],
  rate: rate(),
  ...given,
});

const ACCEPTANCE =
  "Accepted on 2026-10-03 (Europe/Istanbul): 0.006433 USD reserved, the most it can cost (platform fee 0.001, Meta's fee 0.0053, markup 0.000133).";
const TAKEN = 'Taken by Meta: platform fee of 0.001 USD.';
const DELIVERY =
  'Delivered on 2026-10-03 (Europe/Istanbul) to market IL as utility: 0.0053 USD per message by rate card of 2026-10-01.';
const SHARE = "Markup of 2.5 % on Meta's fee: 0.000133 USD.";

describe('The explanation of a charge', () => {
  it('tells every part of it, and the same in sentences', () => {
    expect(explainCharge(facts())).toEqual({
      currency: 'USD',
      rateCard: { id: 'card', effectiveFrom: '2026-10-01' },
      market: 'IL',
      country: 'IL',
      category: 'utility',
      billable: true,
      unitPrice: '0.005300',
      markupBps: 250,
      markup: '0.000133',
      platformFee: '0.001000',
      metaFee: '0.005300',
      total: '0.006433',
      meta: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
      transfers: [
        ['reserve', 'available', 'reserved', '0.006433'],
        ['platform_fee', 'reserved', 'platform_fees', '0.001000'],
        ['meta_fee', 'reserved', 'meta_fees', '0.005300'],
        ['markup', 'reserved', 'platform_fees', '0.000133'],
      ].map(([kind, from, to, amount]) => ({
        id: `id of ${kind}`,
        at: '2026-10-03T08:00:00.000Z',
        kind,
        from,
        to,
        amount,
      })),
      explanation: [ACCEPTANCE, TAKEN, DELIVERY, SHARE, 'Charged in all: 0.006433 USD.'],
    });
  });

  const free = (type: MetaPricing['type']) => ({ billable: false, pricing_model: 'PMP', type, category: 'utility' });
  const uncharged = message({ metaFeeMicros: 0n, markupMicros: 0n });
  const released = transfer('release', 'reserved → available', 5_433n);

  it.each<[string, Partial<ChargeFacts>, string[]]>([
    [
      'that waits for its delivery',
      {
        message: message({ status: 'sent', metaFeeMicros: 0n, markupMicros: 0n, heldMicros: 5_433n }),
        events: [],
        transfers: [RESERVE, PLATFORM],
        charge: charge({ pricing: null }),
      },
      [ACCEPTANCE, TAKEN, 'Still reserved: 0.005433 USD.', 'Charged in all: 0.001 USD.'],
    ],
    [
      'that Meta refused',
      {
        message: message({ status: 'failed', platformFeeMicros: 0n, metaFeeMicros: 0n, markupMicros: 0n }),
        events: [],
        transfers: [RESERVE, transfer('release', 'reserved → available', 6_433n)],
      },
      [
        ACCEPTANCE,
        'Not taken by Meta: nothing is charged.',
        'Given back to the wallet: 0.006433 USD.',
        'Charged in all: 0.00 USD.',
      ],
    ],
    [
      'that Meta could not deliver',
      {
        message: message({ status: 'failed', metaFeeMicros: 0n, markupMicros: 0n }),
        events: [],
        transfers: [RESERVE, PLATFORM, released],
      },
      [
        ACCEPTANCE,
        TAKEN,
        'Not delivered: Meta charges nothing, and there is no markup.',
        'Given back to the wallet: 0.005433 USD.',
        'Charged in all: 0.001 USD.',
      ],
    ],
    [
      'of which nobody knows whether Meta took it',
      {
        message: message({
          status: 'uncertain',
          platformFeeMicros: 0n,
          metaFeeMicros: 0n,
          markupMicros: 0n,
          heldMicros: 6_433n,
        }),
        events: [],
        transfers: [RESERVE],
      },
      [
        ACCEPTANCE,
        'Whether Meta took it is not known: the money stays reserved until it is.',
        'Still reserved: 0.006433 USD.',
        'Charged in all: 0.00 USD.',
      ],
    ],
    [
      'from an advertisement',
      {
        message: uncharged,
        charge: charge({ pricing: free('free_entry_point') }),
        transfers: [RESERVE, PLATFORM, released],
      },
      [
        ACCEPTANCE,
        TAKEN,
        DELIVERY,
        "Meta does not charge for it (free_entry_point): no fee of Meta's, and no markup.",
        'Given back to the wallet: 0.005433 USD.',
        'Charged in all: 0.001 USD.',
      ],
    ],
    [
      'below the first volume tier',
      { rate: rate({ tier: { place: 99_999, fromMessage: null } }) },
      [
        ACCEPTANCE,
        TAKEN,
        DELIVERY,
        'Message 99999 of October 2026 in its market and category: below the first volume tier.',
        SHARE,
        'Charged in all: 0.006433 USD.',
      ],
    ],
    [
      'in a volume tier',
      { rate: rate({ tier: { place: 100_001, fromMessage: 100_001 } }) },
      [
        ACCEPTANCE,
        TAKEN,
        DELIVERY,
        'Message 100001 of October 2026 in its market and category: in the volume tier from message 100001 on.',
        SHARE,
        'Charged in all: 0.006433 USD.',
      ],
    ],
    [
      'among the free service messages, without a word of Meta',
      {
        message: message({ category: 'service', metaFeeMicros: 0n, markupMicros: 0n }),
        charge: charge({ pricing: null }),
        rate: rate({ freeService: { place: 1_000, allowance: 1_000 } }),
        transfers: [RESERVE, PLATFORM, released],
      },
      [
        ACCEPTANCE,
        TAKEN,
        DELIVERY.replace('utility', 'service'),
        'Meta has told no price: it is charged as what it was taken for when it was sent.',
        'Service message 1000 of its number in October 2026, of which the first 1000 are free: it is free.',
        'Given back to the wallet: 0.005433 USD.',
        'Charged in all: 0.001 USD.',
      ],
    ],
    [
      'beyond the free service messages',
      {
        message: message({ category: 'service' }),
        charge: charge({ pricing: null }),
        rate: rate({ freeService: { place: 1_001, allowance: 1_000 } }),
      },
      [
        ACCEPTANCE,
        TAKEN,
        DELIVERY.replace('utility', 'service'),
        'Meta has told no price: it is charged as what it was taken for when it was sent.',
        'Service message 1001 of its number in October 2026, of which the first 1000 are free: it is charged.',
        SHARE,
        'Charged in all: 0.006433 USD.',
      ],
    ],
    [
      'of a category that nobody knows',
      { charge: charge({ pricing: { billable: true, pricing_model: 'PMP', category: 'astrology' } }) },
      [
        ACCEPTANCE,
        TAKEN,
        DELIVERY,
        'Meta\'s category "astrology" is not known: it is charged as it was quoted.',
        SHARE,
        'Charged in all: 0.006433 USD.',
      ],
    ],
    [
      'that a later status made free',
      {
        message: uncharged,
        charge: charge({ pricing: free('free_customer_service') }),
        transfers: [
          RESERVE,
          PLATFORM,
          META,
          MARKUP,
          transfer('meta_fee_correction_read', 'meta_fees → reserved', 5_300n),
          transfer('markup_correction_read', 'platform_fees → reserved', 133n),
          transfer('release_correction_read', 'reserved → available', 5_433n),
        ],
      },
      [
        ACCEPTANCE,
        TAKEN,
        DELIVERY,
        "Meta does not charge for it (free_customer_service): no fee of Meta's, and no markup.",
        'Corrected on 2026-10-03, when Meta reported "read": 0.005433 USD less.',
        'Given back to the wallet: 0.005433 USD.',
        'Charged in all: 0.001 USD.',
      ],
    ],
    [
      'that a later status made dearer than the wallet could pay',
      {
        transfers: [
          transfer('reserve', 'available → reserved', 1_000n),
          PLATFORM,
          transfer('reserve_correction_read', 'available → reserved', 433n),
          transfer('shortfall_correction_read', 'adjustments → reserved', 5_000n),
          transfer('meta_fee_correction_read', 'reserved → meta_fees', 5_300n),
          transfer('markup_correction_read', 'reserved → platform_fees', 133n),
        ],
      },
      [
        ACCEPTANCE.replace('0.006433', '0.001'),
        TAKEN,
        DELIVERY,
        SHARE,
        'Corrected on 2026-10-03, when Meta reported "read": 0.005433 USD more.',
        'The wallet could not pay all of it: the platform stood in for 0.005 USD.',
        'Charged in all: 0.006433 USD.',
      ],
    ],
    [
      'of the sandbox',
      { message: message({ sandbox: true, platformFeeMicros: 0n, metaFeeMicros: 0n, markupMicros: 0n }) },
      ['A sandbox message: what was reserved has been given back, and nothing is charged.'],
    ],
  ])('says why, of a message %s', (_, given, explanation) => {
    expect(explainCharge(facts(given)).explanation).toEqual(explanation);
  });

  it.each<[string, Partial<ChargeFacts>, object]>([
    [
      'is not known before the delivery',
      { events: [], charge: charge({ pricing: null }) },
      { billable: null, meta: null },
    ],
    ['is Meta’s word before the delivery too', { events: [] }, { billable: true }],
    [
      'follows from a free type',
      { charge: charge({ pricing: free('free_entry_point') }), message: uncharged },
      { billable: false, unitPrice: '0.005300' },
    ],
    [
      'follows from the free service messages',
      {
        charge: charge({ pricing: null }),
        rate: rate({ freeService: { place: 3, allowance: 3 } }),
        message: uncharged,
      },
      { billable: false },
    ],
  ])('tells whether it is billable: that %s', (_, given, expected) => {
    expect(explainCharge(facts(given))).toMatchObject(expected);
  });

  it('names the place in the month where the price depends on it, and has no such field otherwise', () => {
    expect(explainCharge(facts({ rate: rate({ tier: { place: 7, fromMessage: 5 } }) })).tierPlace).toBe(7);
    expect(explainCharge(facts())).not.toHaveProperty('tierPlace');
  });

  it('does not make up what is no longer known', () => {
    const explained = explainCharge(
      facts({ rate: null, message: uncharged, charge: charge({ market: null, country: null }) }),
    );
    expect(explained).toMatchObject({ rateCard: null, unitPrice: null, market: null, country: null });
    expect(explained.explanation).toContain('Delivered on 2026-10-03 (Europe/Istanbul) to market unknown as utility.');
  });
});
