// must fail: @typescript-eslint/no-restricted-imports
import { UsagePage } from '../../usage/pages/usage.page';

export const used = UsagePage;
