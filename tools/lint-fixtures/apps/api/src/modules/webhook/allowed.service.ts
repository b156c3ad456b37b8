// must pass
import { uuidv7 } from '@switchboard/contracts';
import type { GatewayError } from '@switchboard/contracts';
import { surface } from '../../http/surface';
import { LedgerService } from '../billing/ledger.service';
import { SettlementService } from '../message/settlement.service';

export type Refusal = GatewayError;
export const used = [uuidv7, surface, LedgerService, SettlementService];
