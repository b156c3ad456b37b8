import { amountProblem, amountToEdit } from './money-input';

describe('an amount that someone types', () => {
  it.each(['100', '0.000001', ' 12.50 ', '999999999999.999999'])('may be %p', (typed) => {
    expect(amountProblem(typed)).toBeNull();
  });

  it.each(['', '   ', '1,000.00', '12,5', '-5', '1e3', '.5', '5.', '0.0000001', '$5', '1234567890123'])(
    'is not sent as %p',
    (typed) => {
      expect(amountProblem(typed)).not.toBeNull();
    },
  );

  it('is above zero, unless zero means something', () => {
    expect(amountProblem('0.00')).toBe('Enter an amount above zero.');
    expect(amountProblem('0', { mayBeZero: true })).toBeNull();
  });
});

describe('an amount that someone changes', () => {
  it.each([
    ['10.000000', '10.00'],
    ['0.500000', '0.50'],
    ['0.001000', '0.001'],
    ['0.000001', '0.000001'],
    ['7', '7'],
  ])('begins %s as %s, and is still the same', (amount, typed) => {
    expect(amountToEdit(amount)).toBe(typed);
    expect(Number(typed)).toBe(Number(amount));
  });
});
