// must fail: @nx/enforce-module-boundaries
import { AppConfig } from '@switchboard/api';

export const used = AppConfig;
