import { phoneDigits, recipientKey, recipientOf, userIdCountry } from './recipient';

describe('a recipient', () => {
  it.each([
    ['905321234567', '905321234567'],
    ['+90 532 123 45 67', '905321234567'],
    ['+1 (650) 555-1234', '16505551234'],
    ['(+49) 176-1234567', '491761234567'],
    [' +1 650 ', null],
    ['12345', '12345'],
    ['1234', null],
    ['12345678901234567890', '12345678901234567890'],
    ['123456789012345678901', null],
    ['++16505551234', null],
    ['1650+5551234', null],
    ['1.650.555.1234', null],
    ['١٦٥٠٥٥٥١٢٣٤', null],
    ['16505551234\n', null],
    ['', null],
  ])('with the number %j has the digits %j', (to, digits) => {
    expect(phoneDigits(to)).toBe(digits);
  });

  it.each([
    ['US.13491208655302741918', 'US'],
    ['US.ENT.11815799212886844830', 'US'],
    ['BR.a1', 'BR'],
    ['us.1349', null],
    ['USA.1349', null],
    ['US.', null],
    ['US.13-49', null],
    [`US.${'1'.repeat(129)}1234`, null],
    ['16505551234', null],
  ])('with the user id %j lives in %j', (userId, country) => {
    expect(userIdCountry(userId)).toBe(country);
  });

  it('is the phone number when both are given', () => {
    expect(recipientOf('+1 650 5551234', 'US.1')).toEqual({ kind: 'phone', digits: '16505551234' });
    expect(recipientOf(undefined, 'US.1')).toEqual({ kind: 'user', userId: 'US.1', country: 'US' });
    expect(recipientOf(undefined, undefined)).toBeNull();
    expect(recipientOf(16505551234, 5)).toBeNull();
  });

  it('has one key for all ways to write a number', () => {
    const keys = ['16505551234', '+1 (650) 555-1234'].map((to) => recipientKey(recipientOf(to, undefined)!));
    expect(new Set(keys)).toEqual(new Set(['16505551234']));
    expect(recipientKey({ kind: 'user', userId: 'US.1', country: 'US' })).toBe('US.1');
  });
});
