// must fail: @nx/enforce-module-boundaries
import type { ErrorCode } from '@switchboard/contracts';

export type Leaked = ErrorCode;
