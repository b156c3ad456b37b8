import { Avatar, Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBuildingStore } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../api/client';
import { type Fact, FactList } from '../../../components/fact-list';
import { FormProblem } from '../../../components/form-problem';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { useProblemForm } from '../../../lib/use-problem-form';
import { changeBusinessProfile } from '../api/change-business-profile';
import { businessProfileQuery } from '../api/get-business-profile';
import { VERTICALS } from '../lib/meta-words';
import { profileChanges, profileValues } from '../lib/profile-values';

interface BusinessProfileProps {
  tenantId: string;
  phoneNumberId: string;
  mayChange: boolean;
}

/** What recipients see of the business, read from Meta and changed there. */
export function BusinessProfile({ tenantId, phoneNumberId, mayChange }: BusinessProfileProps) {
  const query = useQuery(businessProfileQuery(tenantId, phoneNumberId));
  return (
    <SectionCard
      title="Business profile"
      description="What people see who tap your name in WhatsApp. It is kept by Meta alone."
    >
      <QueryState query={query}>
        {(profile) =>
          mayChange ? (
            <ProfileForm tenantId={tenantId} phoneNumberId={phoneNumberId} profile={profile} />
          ) : (
            <FactList facts={factsOf(profile)} />
          )
        }
      </QueryState>
    </SectionCard>
  );
}

function factsOf(profile: Schemas['BusinessProfileView']): Fact[] {
  const { about, description, address, email, vertical, websites } = profile;
  return [
    { label: 'About', value: about ?? '—' },
    { label: 'Description', value: description ?? '—' },
    { label: 'Address', value: address ?? '—' },
    { label: 'E-mail address', value: email ?? '—' },
    { label: 'Line of business', value: VERTICALS.find(({ value }) => value === vertical)?.label ?? vertical ?? '—' },
    { label: 'Websites', value: websites.join(', ') || '—' },
  ];
}

interface ProfileFormProps {
  tenantId: string;
  phoneNumberId: string;
  profile: Schemas['BusinessProfileView'];
}

function ProfileForm({ tenantId, phoneNumberId, profile }: ProfileFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: profileValues(profile),
    validate: {
      about: (value) => (value.trim() === '' && profile.about ? 'Meta does not let it be taken away again.' : null),
    },
    submit: (values) => changeBusinessProfile(tenantId, phoneNumberId, profileChanges(profile, values)),
    onDone: () => {
      form.resetDirty();
      notifications.show({ color: 'teal', message: 'The profile is changed at Meta.' });
    },
    fieldNames: { 'websites[0]': 'website', 'websites[1]': 'secondWebsite', websites: 'website' },
  });
  const { about, description } = form.values;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack maw={560}>
        <Group wrap="nowrap">
          <Avatar src={profile.profilePictureUrl} size={56} radius="xl" alt="The profile picture">
            <IconBuildingStore size={26} aria-hidden />
          </Avatar>
          <Text size="sm" c="dimmed">
            The picture is changed in WhatsApp Manager at Meta.
          </Text>
        </Group>
        <TextInput
          label="About"
          description={`The line below your name. ${about.length} of 139 characters.`}
          maxLength={139}
          {...form.getInputProps('about')}
        />
        <Textarea
          label="Description"
          description={`What your business does. ${description.length} of 512 characters.`}
          maxLength={512}
          autosize
          minRows={2}
          {...form.getInputProps('description')}
        />
        <TextInput
          label="Address"
          description="At most 256 characters."
          maxLength={256}
          {...form.getInputProps('address')}
        />
        <TextInput
          label="E-mail address"
          type="email"
          maxLength={128}
          autoComplete="off"
          {...form.getInputProps('email')}
        />
        <Select
          label="Line of business"
          data={VERTICALS}
          searchable
          allowDeselect={false}
          {...form.getInputProps('vertical')}
        />
        <TextInput
          label="Website"
          placeholder="https://example.com"
          type="url"
          maxLength={256}
          {...form.getInputProps('website')}
        />
        <TextInput
          label="Second website"
          description="At most two."
          type="url"
          maxLength={256}
          {...form.getInputProps('secondWebsite')}
        />
        <FormProblem problem={problem} />
        <Button type="submit" loading={isSubmitting} disabled={!form.isDirty()} style={{ alignSelf: 'flex-start' }}>
          Save profile
        </Button>
      </Stack>
    </form>
  );
}
