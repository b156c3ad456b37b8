import type { Type } from '@nestjs/common';
import { DtoValidationPipe } from '../../http/validation.pipe';
import { NewRateCardBody, QuoteBody, RateCardQuery } from './rate-card.dto';

const pipe = new DtoValidationPipe();
const check = <T>(metatype: Type<T>, body: unknown) => pipe.transform(body, { type: 'body', metatype });
const refusedAt = (path: string) => ({
  status: 400,
  fields: expect.arrayContaining([expect.objectContaining({ path })]) as unknown,
});

const line = {
  market: 'TR',
  marketing: '0.0109',
  utility: '0.0009',
  authentication: '0.0009',
  authenticationInternational: null,
  service: null,
};
const tier = { market: 'TR', category: 'utility', fromMessage: 2, amount: '0.0008' };
const card = { currency: 'USD', effectiveFrom: '2027-01-01', rates: [line] };

describe('a rate card', () => {
  it('is understood, with n/a as null or left out', async () => {
    const body = { ...card, rates: [line, { market: 'OTHER', marketing: '0.0604' }] };
    await expect(check(NewRateCardBody, body)).resolves.toEqual(body);
  });

  it.each([
    ['currency', { currency: 'usd' }],
    ['currency', { currency: 'DOLLAR' }],
    ['currency', { currency: 'XTS' }],
    ['currency', { currency: 'DEM' }],
    ['tiers', { tiers: {} }],
    ['tiers[0].fromMessage', { tiers: [{ ...tier, fromMessage: 1 }] }],
    ['tiers[0].fromMessage', { tiers: [{ ...tier, fromMessage: 2.5 }] }],
    ['tiers[0].fromMessage', { tiers: [{ ...tier, fromMessage: '2' }] }],
    ['tiers[0].amount', { tiers: [{ ...tier, amount: '-0.01' }] }],
    ['tiers[1].amount', { tiers: [tier, { ...tier, amount: null }] }],
    ['tiers[0].market', { tiers: [{ ...tier, market: 'Turkey' }] }],
    ['freeServiceMessages', { freeServiceMessages: -1 }],
    ['freeServiceMessages', { freeServiceMessages: '1000' }],
    ['effectiveFrom', { effectiveFrom: '2027-02-30' }],
    ['effectiveFrom', { effectiveFrom: '2027-01-01T00:00:00Z' }],
    ['effectiveFrom', { effectiveFrom: 20270101 }],
    ['rates', { rates: [] }],
    ['rates', { rates: 'market,marketing' }],
    ['rates[0].market', { rates: [{ ...line, market: 'Turkey' }] }],
    ['rates[1].marketing', { rates: [line, { ...line, marketing: undefined }] }],
    ['rates[1].marketing', { rates: [line, { ...line, marketing: 'n/a' }] }],
    ['rates[0].utility', { rates: [{ ...line, utility: '-0.0001' }] }],
    ['rates[0].utility', { rates: [{ ...line, utility: 0.0009 }] }],
    ['rates[0].utility', { rates: [{ ...line, utility: '0,0009' }] }],
    ['rates[0].service', { rates: [{ ...line, service: '' }] }],
    ['rates[0].authentication', { rates: [{ ...line, authentication: '109000.00' }] }],
    ['rates[0].utility', { rates: [{ ...line, utility: '0.0000001' }] }],
    ['rates[0].utility', { rates: [{ ...line, utility: '1e3' }] }],
    ['rates[0].utility', { rates: [{ ...line, utility: 'NaN' }] }],
    ['rates[0].utility', { rates: [{ ...line, utility: '1'.repeat(40) }] }],
    ['rates[0].referral', { rates: [{ ...line, referral: '0.1' }] }],
    ['source', { source: 'a\u0000b' }],
  ])('is refused at %s: %j', async (path, over) => {
    await expect(check(NewRateCardBody, { ...card, ...over })).rejects.toMatchObject(refusedAt(path));
  });
});

describe('the query of a card', () => {
  it('is a preview only when it says so', async () => {
    const flag = async (given: object) =>
      ((await pipe.transform(given, { type: 'query', metatype: RateCardQuery })) as RateCardQuery).preview;
    expect(await Promise.all([{}, { preview: 'false' }, { preview: 'true' }, { preview: '' }].map(flag))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it.each([
    ['preview', { preview: 'maybe' }],
    ['currency', { currency: 'usd' }],
    ['effectiveFrom', { effectiveFrom: '2027-02-30' }],
    ['freeServiceMessages', { freeServiceMessages: '1e3' }],
    ['freeServiceMessages', { freeServiceMessages: '-1' }],
    ['source', { source: 'a\nb' }],
  ])('is refused at %s: %j', async (path, query) => {
    await expect(pipe.transform(query, { type: 'query', metatype: RateCardQuery })).rejects.toMatchObject(
      refusedAt(path),
    );
  });
});

describe('a quote', () => {
  it.each([
    ['timeZone', { to: '905321234567', category: 'utility', timeZone: '+03:00' }],
    ['phoneNumberId', { to: '905321234567', category: 'utility', phoneNumberId: 7 }],
    ['to', { category: 'utility' }],
    ['category', { to: '905321234567' }],
    ['at', { to: '905321234567', category: 'utility', at: 'tomorrow' }],
    ['tenantId', { to: '905321234567', category: 'utility', tenantId: '7' }],
    ['currency', { to: '905321234567', category: 'utility', currency: '$' }],
  ])('is refused at %s: %j', async (path, body) => {
    await expect(check(QuoteBody, body)).rejects.toMatchObject(refusedAt(path));
  });
});
