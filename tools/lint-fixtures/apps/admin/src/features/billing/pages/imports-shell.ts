// must fail: @typescript-eslint/no-restricted-imports
import { Shell } from '../../../app/shell';

export const used = Shell;
