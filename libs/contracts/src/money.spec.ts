import fc from 'fast-check';
import { formatMoney, isMoney, isSignedMoney, parseMoney, parseSignedMoney } from './money';

const MAX_MICROS = 10n ** 18n - 1n;

describe('money', () => {
  it.each([
    ['0', 0n],
    ['0.000001', 1n],
    ['100.00', 100_000_000n],
    ['12.34', 12_340_000n],
    ['999999999999.999999', MAX_MICROS],
  ])('reads %s exactly', (text, micros) => {
    expect(parseMoney(text)).toBe(micros);
    expect(isMoney(text)).toBe(true);
  });

  it.each([
    '',
    ' ',
    '1.0000001',
    '1e3',
    '-1',
    '+1',
    'NaN',
    'Infinity',
    '1.',
    '.5',
    '01',
    '1,000.00',
    '1_000',
    '0x10',
    ' 1',
    '1\n',
    '١٢',
    '1000000000000',
    '1234567890123456789',
  ])('refuses %j', (text) => {
    expect(() => parseMoney(text)).toThrow(RangeError);
    expect(isMoney(text)).toBe(false);
  });

  it('takes a minus sign only where a signed amount is expected', () => {
    expect(parseSignedMoney('-12.5')).toBe(-12_500_000n);
    expect(parseSignedMoney('12.5')).toBe(12_500_000n);
    expect(isSignedMoney('-0.000001')).toBe(true);
    expect(() => parseSignedMoney('--1')).toThrow(RangeError);
    expect(() => parseSignedMoney('+1')).toThrow(RangeError);
  });

  it.each([
    [0n, '0.000000'],
    [1n, '0.000001'],
    [12_340_000n, '12.340000'],
    [-500_000n, '-0.500000'],
    [-12_340_000n, '-12.340000'],
  ])('writes %s micro-units as %s', (micros, text) => {
    expect(formatMoney(micros)).toBe(text);
  });

  it('reads back exactly what it writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -MAX_MICROS, max: MAX_MICROS }), (micros) => {
        expect(parseSignedMoney(formatMoney(micros))).toBe(micros);
      }),
    );
  });

  it('never takes text that is not a plain decimal number', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d+(\.\d+)?$/.test(text));
        expect(isMoney(text)).toBe(false);
      }),
    );
  });
});
