// must fail: no-restricted-imports
import { LedgerRepository } from '../billing/ledger.repository';

export const used = LedgerRepository;
