import * as fc from 'fast-check';
import { composeInvoice, invoiceNumber, InvoiceMismatchError, type Movement, toppedUpMicros } from './invoice';

const KINDS = [
  'platform_fee',
  'meta_fee',
  'markup',
  'subscription',
  'adjustment',
  'refund',
  'shortfall',
  'top_up',
  'something_new',
];

const movements: fc.Arbitrary<Movement> = fc.record({
  kind: fc.constantFrom(...KINDS),
  market: fc.constantFrom(null, 'TR', 'DE'),
  category: fc.constantFrom(null, 'marketing', 'utility'),
  quantity: fc.integer({ min: 1, max: 1_000_000 }),
  amountMicros: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
});
const months = fc
  .record({ openingMicros: fc.bigInt({ min: 0n, max: 10n ** 18n }), movements: fc.array(movements, { maxLength: 40 }) })
  .map((month) => ({
    ...month,
    closingMicros: month.movements.reduce((left, { amountMicros }) => left - amountMicros, month.openingMicros),
  }));

const line = (kind: string, amountMicros: bigint, more: Partial<Movement> = {}): Movement => ({
  kind,
  market: null,
  category: null,
  quantity: 1,
  amountMicros,
  ...more,
});

describe('An invoice', () => {
  it('leads from the opening to the closing balance: opening + top-ups − total = closing', () => {
    fc.assert(
      fc.property(months, (month) => {
        const invoice = composeInvoice(month);
        expect(month.openingMicros + toppedUpMicros(invoice) - invoice.totalMicros).toBe(month.closingMicros);
        const paidIn = month.movements
          .filter(({ kind }) => kind === 'top_up')
          .reduce((sum, { amountMicros }) => sum - amountMicros, 0n);
        expect(toppedUpMicros(invoice)).toBe(paidIn);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has every movement as a line, and nothing else', () => {
    fc.assert(
      fc.property(months, (month) => {
        const { lines } = composeInvoice(month);
        expect(lines).toHaveLength(month.movements.length);
        expect(new Set(lines)).toEqual(new Set(month.movements));
      }),
    );
  });

  it('is not made when the ledger says otherwise, were it by a micro-unit', () => {
    fc.assert(
      fc.property(months, fc.constantFrom(-1n, 1n, 10n ** 12n), (month, difference) => {
        const broken = { ...month, closingMicros: month.closingMicros + difference };
        expect(() => composeInvoice(broken)).toThrow(InvoiceMismatchError);
      }),
    );
  });

  it('shows charges of messages first, by market and category, and what was paid in last', () => {
    const { lines, totalMicros } = composeInvoice({
      openingMicros: 100n,
      closingMicros: 161n,
      movements: [
        line('top_up', -100n),
        line('something_new', 1n),
        line('meta_fee', -3n, { market: 'TR', category: 'utility' }),
        line('meta_fee', 9n, { market: 'TR', category: 'utility' }),
        line('subscription', 20n),
        line('meta_fee', 5n, { market: 'DE', category: 'utility' }),
        line('platform_fee', 7n, { market: 'TR', category: 'marketing' }),
      ],
    });
    expect(lines.map(({ kind, market, amountMicros }) => [kind, market, amountMicros])).toEqual([
      ['platform_fee', 'TR', 7n],
      ['meta_fee', 'DE', 5n],
      ['meta_fee', 'TR', 9n],
      ['meta_fee', 'TR', -3n],
      ['subscription', null, 20n],
      ['something_new', null, 1n],
      ['top_up', null, -100n],
    ]);
    expect(totalMicros).toBe(39n);
  });
});

describe('The number of an invoice', () => {
  it.each([
    [123n, '2026-12-31T23:59:59.999Z', 'INV-2026-000123'],
    [1n, '2027-01-01T00:00:00Z', 'INV-2027-000001'],
    [1_234_567n, '2027-01-01T00:00:00Z', 'INV-2027-1234567'],
  ])('%d issued at %s is %s', (sequence, issuedAt, number) => {
    expect(invoiceNumber(sequence, new Date(issuedAt))).toBe(number);
  });
});
