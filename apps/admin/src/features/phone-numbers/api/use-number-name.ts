import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { phoneNumberChoicesQuery } from './list-phone-numbers';

/** Names the tenant's numbers by Meta's ids as people write them: `+90 532 123 45 67`; by the id itself where the number is gone. */
export function useNumberName(tenantId: string): (phoneNumberId: string) => string {
  const { data: numbers } = useQuery(phoneNumberChoicesQuery(tenantId));
  return useCallback(
    (phoneNumberId) =>
      numbers?.find((number) => number.phoneNumberId === phoneNumberId)?.displayPhoneNumber ?? phoneNumberId,
    [numbers],
  );
}
