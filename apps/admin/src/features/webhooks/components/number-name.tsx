import { useQuery } from '@tanstack/react-query';
import { PhoneText } from '../../../components/phone-text';
import { useTenant } from '../../../lib/tenant';
import { phoneNumberChoicesQuery } from '../../phone-numbers/api/list-phone-numbers';

interface NumberNameProps {
  /** Meta's id of the number; null: all numbers. */
  phoneNumberId: string | null;
}

/** The number whose events alone an endpoint is told, as people write it. */
export function NumberName({ phoneNumberId }: NumberNameProps) {
  const { id: tenantId } = useTenant();
  const numbers = useQuery({ ...phoneNumberChoicesQuery(tenantId), enabled: phoneNumberId !== null });
  if (phoneNumberId === null) return 'All numbers';
  const found = numbers.data?.find((number) => number.phoneNumberId === phoneNumberId);
  return found ? <PhoneText number={found.displayPhoneNumber} /> : phoneNumberId;
}
