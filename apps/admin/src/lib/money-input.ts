import { signOfMoney } from './money';

const TYPED = /^\d{1,12}(\.\d{1,6})?$/;

/** What is wrong with an amount that someone typed, more than zero unless told; null when nothing is. The API has the last word. */
export function amountProblem(typed: string, { mayBeZero = false } = {}): string | null {
  const value = typed.trim();
  if (value === '') return 'Enter an amount.';
  if (!TYPED.test(value)) return 'Write it in digits with a point, such as 100.00. At most six digits after the point.';
  return signOfMoney(value) === 0 && !mayBeZero ? 'Enter an amount above zero.' : null;
}
