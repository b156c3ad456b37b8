// must fail: @nx/enforce-module-boundaries
import { uuidv7 } from '../../../libs/contracts/src/uuidv7';

export const used = uuidv7;
