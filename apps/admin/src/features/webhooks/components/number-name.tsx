import { PhoneText } from '../../../components/phone-text';
import { useTenant } from '../../../lib/tenant';
import { useNumberName } from '../../phone-numbers/api/use-number-name';

interface NumberNameProps {
  /** Meta's id of the number; null: all numbers. */
  phoneNumberId: string | null;
}

/** The number whose events alone an endpoint is told, as people write it. */
export function NumberName({ phoneNumberId }: NumberNameProps) {
  const { id: tenantId } = useTenant();
  const nameOf = useNumberName(tenantId);
  if (phoneNumberId === null) return 'All numbers';
  const name = nameOf(phoneNumberId);
  return name === phoneNumberId ? name : <PhoneText number={name} />;
}
