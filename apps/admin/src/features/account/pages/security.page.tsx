import { Stack } from '@mantine/core';
import { PageHeader } from '../../../components/page-header';
import { useWhoAmI } from '../../../lib/session';
import { PasswordForm } from '../components/password-form';
import { TotpSection } from '../components/totp-section';

/** How the person proves who they are. */
export function SecurityPage() {
  const { totpEnabled } = useWhoAmI();
  return (
    <>
      <PageHeader title="Password and sign-in" description="How you prove that it is you." />
      <Stack gap="md" maw={720}>
        <TotpSection isOn={totpEnabled} />
        <PasswordForm />
      </Stack>
    </>
  );
}
