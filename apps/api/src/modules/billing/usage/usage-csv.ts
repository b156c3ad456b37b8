import { formatMoney } from '@switchboard/contracts';
import { spendMicros, type UsageItem } from './usage-buckets';

/** The columns after those that say what is counted. */
export const AMOUNT_COLUMNS = ['messages', 'platformFee', 'metaFee', 'markup', 'spend', 'currency'];

/** An item as cells: its bucket, its values, the amounts. */
export function csvCells(item: UsageItem, currency: string): (string | { freeText: string })[] {
  return [
    item.bucket,
    ...item.values.map((freeText) => ({ freeText })),
    String(item.messages),
    formatMoney(item.platformFeeMicros),
    formatMoney(item.metaFeeMicros),
    formatMoney(item.markupMicros),
    formatMoney(spendMicros(item)),
    currency,
  ];
}
