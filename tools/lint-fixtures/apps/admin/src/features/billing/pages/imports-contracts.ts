// must fail: @typescript-eslint/no-restricted-imports
import { formatMoney } from '@switchboard/contracts';

export const used = formatMoney;
