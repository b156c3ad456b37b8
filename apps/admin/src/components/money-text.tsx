import { Text, type TextProps } from '@mantine/core';
import { formatMoney, type MoneySign, signOfMoney } from '../lib/money';

interface MoneyTextProps extends TextProps {
  /** As the API writes it: `"-12.340000"`. */
  amount: string;
  /** ISO 4217. */
  currency: string;
  sign?: MoneySign;
  /** Digits after the point at most; six unless told, two for balances. */
  mostDigits?: number;
  /** Credits green, debits red; their sign says it too. */
  colored?: boolean;
}

/** An amount with its currency, exact: the text of the API never becomes a floating-point number. */
export function MoneyText({ amount, currency, sign, mostDigits, colored = false, ...text }: MoneyTextProps) {
  const color = colored
    ? { '-1': 'var(--mantine-color-error)', '0': undefined, '1': 'light-dark(#1c6b45, #7fd1a4)' }[signOfMoney(amount)]
    : undefined;
  return (
    <Text span inherit c={color} style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }} {...text}>
      {formatMoney(amount, currency, { sign, mostDigits })}
    </Text>
  );
}
