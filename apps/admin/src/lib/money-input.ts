import { signOfMoney } from './money';

const TYPED = /^\d{1,12}(\.\d{1,6})?$/;

/** What is wrong with an amount that someone typed, more than zero unless told; null when nothing is. The API has the last word. */
export function amountProblem(typed: string, { mayBeZero = false } = {}): string | null {
  const value = typed.trim();
  if (value === '') return 'Enter an amount.';
  if (!TYPED.test(value)) return 'Write it in digits with a point, such as 100.00. At most six digits after the point.';
  return signOfMoney(value) === 0 && !mayBeZero ? 'Enter an amount above zero.' : null;
}

/** An amount as people would type it: `10.000000` → `10.00`, `0.001000` → `0.001`. Two digits stay. */
export function amountToEdit(amount: string): string {
  return amount.replace(/(\.\d{2}\d*?)0+$/, '$1');
}
