import { Button, List, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../api/client';
import { FormProblem } from '../../../components/form-problem';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { StatusBadge } from '../../../components/status-badge';
import { TextLink } from '../../../components/text-link';
import { useWhoAmI } from '../../../lib/session';
import { useProblemForm } from '../../../lib/use-problem-form';
import { accountQuery } from '../api/get-account';
import { renameAccount } from '../api/rename-account';

const PLATFORM_ROLES: Readonly<Record<string, string>> = {
  operator: 'You are an operator: you may do everything in every tenant.',
  support: 'You are in support: you may look at every tenant, and change nothing.',
};

/** Who the person is, and where they belong. */
export function ProfilePage() {
  const account = useQuery(accountQuery);
  return (
    <>
      <PageHeader title="Profile" description="Your name and address, and where you are a member." />
      <Stack gap="md" maw={720}>
        <QueryState query={account}>{(found) => <ProfileForm account={found} />}</QueryState>
        <Memberships />
      </Stack>
    </>
  );
}

function ProfileForm({ account }: { account: Schemas['AccountView'] }) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { name: account.name },
    validate: { name: (value) => (value.trim() === '' ? 'Tell your colleagues who you are.' : null) },
    submit: ({ name }) => renameAccount(name.trim()),
    onDone: (values) => {
      form.resetDirty(values);
      notifications.show({ color: 'teal', message: 'Your name is changed.' });
    },
  });
  return (
    <SectionCard title="You">
      <form onSubmit={onSubmit} noValidate>
        <Stack maw={420}>
          <TextInput
            label="Name"
            description="What your colleagues see."
            autoComplete="name"
            maxLength={120}
            {...form.getInputProps('name')}
          />
          <TextInput
            label="E-mail address"
            description="You sign in with it. It cannot be changed: have another address invited instead."
            value={account.email}
            readOnly
          />
          <Text size="sm" c="dimmed">
            Account since <InstantText at={account.createdAt} style="day" />
          </Text>
          <FormProblem problem={problem} />
          <Button type="submit" loading={isSubmitting} disabled={!form.isDirty()} style={{ alignSelf: 'flex-start' }}>
            Save
          </Button>
        </Stack>
      </form>
    </SectionCard>
  );
}

function Memberships() {
  const { user, tenants } = useWhoAmI();
  return (
    <SectionCard title="Where you belong">
      <Stack gap="sm">
        {user.platformRole && <Text size="sm">{PLATFORM_ROLES[user.platformRole]}</Text>}
        {tenants.length === 0 && (
          <Text size="sm" c="dimmed">
            You are a member of no tenant.{!user.platformRole && ' Ask an owner for an invitation.'}
          </Text>
        )}
        {tenants.length > 0 && (
          <List spacing="xs" size="sm" listStyleType="none">
            {tenants.map(({ id, name, role, status }) => (
              <List.Item key={id}>
                <TextLink to="/tenants/$tenantId/home" params={{ tenantId: id }}>
                  {name}
                </TextLink>{' '}
                as {role} {status !== 'active' && <StatusBadge status={status} />}
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    </SectionCard>
  );
}
