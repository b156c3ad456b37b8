import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '@switchboard/database';
import { PhoneNumberRemoval } from '../tenant/phone-number-removal';
import { MediaRepository } from './media.repository';

/** A number's files go with it. */
@Injectable()
export class NumberMediaRemoval extends PhoneNumberRemoval {
  constructor(private readonly repository: MediaRepository) {
    super();
  }

  removeBelongings(tenantId: string, transaction: TenantTransaction, phoneNumberId: string): Promise<void> {
    return this.repository.removeOfNumber(tenantId, transaction, phoneNumberId);
  }
}
