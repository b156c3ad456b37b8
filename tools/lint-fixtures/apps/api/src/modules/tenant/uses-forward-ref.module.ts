// must fail: no-restricted-imports
import { forwardRef } from '@nestjs/common';

export const used = forwardRef;
