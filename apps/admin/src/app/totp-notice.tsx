import { Alert } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { TextLink } from '../components/text-link';
import { useWhoAmI } from '../lib/session';

/** For people of whom a tenant asks one-time codes, and who have not turned them on. */
export function TotpNotice() {
  const { mustEnableTotp } = useWhoAmI();
  if (!mustEnableTotp) return null;
  return (
    <Alert color="yellow" icon={<IconShieldLock />} mb="md" title="A tenant of yours asks for one-time codes">
      You can open it once you have <TextLink to="/account/security">turned them on</TextLink>.
    </Alert>
  );
}
