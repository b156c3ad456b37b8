import { Button, Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Schemas } from '../../../api/client';
import { FormProblem } from '../../../components/form-problem';
import { SectionCard } from '../../../components/section-card';
import { TextLink } from '../../../components/text-link';
import { useWhoAmI } from '../../../lib/session';
import { useProblemForm } from '../../../lib/use-problem-form';
import { changeSettings } from '../api/change-settings';

interface GeneralFormProps {
  tenantId: string;
  settings: Schemas['TenantSettingsView'];
  /** Those who may not see the settings only. */
  mayChange: boolean;
}

/** Name, linked files, two-step sign-in. */
export function GeneralForm({ tenantId, settings, mayChange }: GeneralFormProps) {
  const { totpEnabled, user } = useWhoAmI();
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: settings,
    validate: { name: (value) => (value.trim() === '' ? 'Give the tenant a name.' : null) },
    submit: (values) => changeSettings(tenantId, { ...values, name: values.name.trim() }),
    onDone: (values) => {
      form.resetDirty(values);
      notifications.show({ color: 'teal', message: 'The settings are saved.' });
    },
  });
  const needsOwnTotp = !totpEnabled && user.platformRole !== 'operator' && !settings.requireTotp;
  return (
    <SectionCard title="General" description={mayChange ? undefined : 'An owner or admin can change these.'}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <TextInput
            label="Name"
            description="At most 120 characters. It stands on invoices that are made from now on."
            maxLength={120}
            readOnly={!mayChange}
            maw={480}
            {...form.getInputProps('name')}
          />
          <Checkbox
            label="Keep linked files"
            description="When a message names a file by a link, we fetch the file, keep it and send it from here, so that it can still be seen later and the link may end. Otherwise Meta fetches it, and we keep the link alone. Kept files count on the plan's storage."
            disabled={!mayChange}
            {...form.getInputProps('storeLinks', { type: 'checkbox' })}
          />
          <Checkbox
            label="Require two-step sign-in"
            description="Members can open nothing of this tenant, by browser or by access token, until they have turned on one-time codes."
            disabled={!mayChange || needsOwnTotp}
            {...form.getInputProps('requireTotp', { type: 'checkbox' })}
          />
          {mayChange && needsOwnTotp && (
            <Text size="sm" c="dimmed">
              To require it of others, <TextLink to="/account/security">turn it on for yourself</TextLink> first.
            </Text>
          )}
          <FormProblem problem={problem} />
          {mayChange && (
            <Button type="submit" loading={isSubmitting} disabled={!form.isDirty()} style={{ alignSelf: 'flex-start' }}>
              Save changes
            </Button>
          )}
        </Stack>
      </form>
    </SectionCard>
  );
}
