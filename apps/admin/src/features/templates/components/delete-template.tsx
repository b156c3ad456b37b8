import { Radio, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { deleteTemplate } from '../api/delete-template';
import { languageName } from '../lib/languages';

interface DeleteTemplateProps {
  tenantId: string;
  template: Schemas['TemplateDetailView'];
  opened: boolean;
  onClose: () => void;
  onDeleted: () => void;
}

/** Deletes a template at Meta: all languages of its name, or one of several. */
export function DeleteTemplate({ tenantId, template, opened, onClose, onDeleted }: DeleteTemplateProps) {
  const { id, name, language, languagesOfName } = template;
  const isOnly = languagesOfName.length <= 1;
  const [scope, setScope] = useState<'name' | 'language'>(isOnly ? 'name' : 'language');
  const remove = async (): Promise<void> => {
    await deleteTemplate(tenantId, id, scope);
    notifications.show({ color: 'teal', message: `${name} is deleted at Meta.` });
    onDeleted();
  };
  return (
    <ConfirmTyped
      opened={opened}
      onClose={onClose}
      title="Delete this template?"
      expected={name}
      confirmLabel={scope === 'name' && !isOnly ? `Delete all ${languagesOfName.length} languages` : 'Delete template'}
      onConfirm={remove}
    >
      <Stack gap="sm">
        {!isOnly && (
          <Radio.Group
            label="What to delete"
            value={scope}
            onChange={(next) => setScope(next === 'name' ? 'name' : 'language')}
          >
            <Stack gap="xs" mt="xs">
              <Radio value="language" label={`${languageName(language)} alone`} />
              <Radio
                value="name"
                label={`All ${languagesOfName.length} languages of the name`}
                description={languagesOfName.map(languageName).join(', ')}
              />
            </Stack>
          </Radio.Group>
        )}
        <Text size="sm">
          It is deleted at Meta, for everyone who uses the account, and cannot be brought back. Programs that send it
          get an error. Messages that were sent stay in the log. Meta lets a name be used again after 30 days.
        </Text>
      </Stack>
    </ConfirmTyped>
  );
}
