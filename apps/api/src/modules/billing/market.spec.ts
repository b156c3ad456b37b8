import { marketOf, marketVersionOf, pricingRecipientOf } from './market';

describe('the recipient of a quote', () => {
  it.each([
    ['905321234567', { digits: '905321234567' }],
    ['+90 (532) 123-45-67', { digits: '905321234567' }],
    ['US.1349abc', { bsuidCountry: 'US' }],
    ['TR.ENT.1349abc', { bsuidCountry: 'TR' }],
    ['us.1349', null],
    ['US.', null],
    ['1234', null],
    ['123456789012345678901', null],
    ['90532x1234567', null],
    ['', null],
  ])('is understood from %j', (written, recipient) => {
    expect(pricingRecipientOf(written)).toEqual(recipient);
  });
});

describe('a market', () => {
  const version = marketVersionOf('2026-01-01', [
    { prefix: '1', market: 'NORTH_AMERICA', iso: 'US/CA' },
    { prefix: '1242', market: 'OTHER', iso: 'BS' },
    { prefix: '44', market: 'GB', iso: 'GB' },
  ]);

  it.each([
    ['16505551234', 'NORTH_AMERICA', 'US'],
    ['14165551234', 'NORTH_AMERICA', 'CA'],
    // No country has this number: the first of those that share the prefix.
    ['15550001111', 'NORTH_AMERICA', 'US'],
    ['12425551234', 'OTHER', 'BS'],
    ['447911123456', 'GB', 'GB'],
    ['905321234567', 'OTHER', 'TR'],
  ])('of number %s is %s in country %s', (digits, market, country) => {
    expect(marketOf(version, { digits })).toEqual({ market, country });
  });

  it('of a user id is the same as of a number of that country', () => {
    expect(marketOf(version, { bsuidCountry: 'CA' })).toEqual({ market: 'NORTH_AMERICA', country: 'CA' });
    expect(marketOf(version, { bsuidCountry: 'JE' })).toEqual({ market: 'GB', country: 'JE' });
    expect(marketOf(version, { bsuidCountry: 'TR' })).toEqual({ market: 'OTHER', country: 'TR' });
  });

  it('without a single listed prefix is OTHER', () => {
    expect(marketOf(marketVersionOf('2026-01-01', []), { digits: '905321234567' })).toEqual({
      market: 'OTHER',
      country: 'TR',
    });
  });
});
