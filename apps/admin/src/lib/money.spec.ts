import fc from 'fast-check';
import {
  compareMoney,
  figureDigits,
  formatMoney,
  fromMicros,
  signOfMoney,
  subtractMoney,
  sumMoney,
  toMicros,
} from './money';

describe('money', () => {
  it.each([
    ['100.000000', 'USD', {}, '$100.00'],
    ['1234567.5', 'USD', {}, '$1,234,567.50'],
    ['0.001000', 'USD', {}, '$0.001'],
    ['-12.340000', 'EUR', {}, '-€12.34'],
    ['5', 'USD', { sign: 'always' }, '+$5.00'],
    ['0', 'USD', { sign: 'always' }, '$0.00'],
    ['-5', 'USD', { sign: 'never' }, '$5.00'],
    ['1.239000', 'USD', { mostDigits: 2 }, '$1.24'],
    ['1500', 'JPY', {}, '¥1,500'],
    ['999999999999.999999', 'USD', {}, '$999,999,999,999.999999'],
    ['not money', 'USD', {}, 'not money'],
  ] as const)('writes %s %s as people do', (amount, currency, format, expected) => {
    expect(formatMoney(amount, currency, format)).toBe(expected);
  });

  it('adds up exactly what floats would not', () => {
    expect(sumMoney(['0.1', '0.2', '-0.000001'])).toBe('0.299999');
    expect(sumMoney([])).toBe('0.000000');
  });

  it('takes away exactly what floats would not', () => {
    expect(subtractMoney('0.3', '0.1')).toBe('0.200000');
    expect(subtractMoney('9007199254740993.000001', '9007199254740993')).toBe('0.000001');
    expect(subtractMoney('1', '2.5')).toBe('-1.500000');
  });

  it('tells credits from debits', () => {
    expect([signOfMoney('-0.000001'), signOfMoney('0.000000'), signOfMoney('0.000001')]).toEqual([-1, 0, 1]);
  });

  it('sorts by value, not by letters', () => {
    expect(['10.0', '9.99', '-1', '0.5'].sort(compareMoney)).toEqual(['-1', '0.5', '9.99', '10.0']);
  });

  it('reads back what it writes, to the last digit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        (micros) => toMicros(fromMicros(micros)) === micros,
      ),
    );
  });

  it('shows small figures with more digits', () => {
    expect(['0.0234', '-9.999999', '10', '-12.5', '767.628'].map(figureDigits)).toEqual([4, 4, 2, 2, 2]);
  });

  it('refuses what is no amount', () => {
    for (const text of ['', '1e3', '1,000', '0.1234567', '--1']) expect(() => toMicros(text)).toThrow(RangeError);
  });
});
