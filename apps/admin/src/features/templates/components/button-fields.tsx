import { ActionIcon, Button, Fieldset, Group, Input, Menu, Stack, Text, TextInput } from '@mantine/core';
import { randomId } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { variablesOf } from '../../../components/whatsapp/template-content';
import type { ProblemForm } from '../../../lib/use-problem-form';
import { BUTTONS_MAX_OF_KIND } from '../lib/draft-problems';
import { limitWords } from '../lib/limit-words';
import { type ButtonKind, type DraftButton, LIMITS, type TemplateDraft } from '../lib/template-draft';

const KINDS: readonly { value: ButtonKind; label: string; help: string }[] = [
  { value: 'QUICK_REPLY', label: 'Quick reply', help: 'A tap sends its text back to you.' },
  { value: 'URL', label: 'Open a website', help: 'At most two.' },
  { value: 'PHONE_NUMBER', label: 'Call a number', help: 'At most one.' },
  { value: 'COPY_CODE', label: 'Copy a coupon code', help: 'At most one. The code is given when a message is sent.' },
];

/** The buttons below the message, at most ten. */
export function ButtonFields({ form }: { form: ProblemForm<TemplateDraft>['form'] }) {
  const { buttons } = form.values;
  const isFull = buttons.length >= LIMITS.buttons;
  const countOf = (type: ButtonKind): number => buttons.filter((button) => button.type === type).length;
  const add = (type: ButtonKind): void =>
    form.insertListItem('buttons', { key: randomId(), type, text: '', url: '', phone: '', example: '' });
  return (
    <Fieldset variant="unstyled" p={0} mx={0} legend={<Input.Label component="span">Buttons</Input.Label>}>
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          Optional. {buttons.length} of {LIMITS.buttons}.
        </Text>
        {buttons.map((button, index) => (
          <ButtonRow
            key={button.key}
            form={form}
            button={button}
            index={index}
            onRemove={() => form.removeListItem('buttons', index)}
          />
        ))}
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} />}
              disabled={isFull}
              style={{ alignSelf: 'flex-start' }}
            >
              Add button
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {KINDS.map(({ value, label, help }) => (
              <Menu.Item key={value} onClick={() => add(value)} disabled={countOf(value) >= BUTTONS_MAX_OF_KIND[value]}>
                {label}
                <Text size="xs" c="dimmed">
                  {help}
                </Text>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Stack>
    </Fieldset>
  );
}

interface ButtonRowProps {
  form: ProblemForm<TemplateDraft>['form'];
  button: DraftButton;
  index: number;
  onRemove: () => void;
}

function ButtonRow({ form, button, index, onRemove }: ButtonRowProps) {
  const { type, text, url } = button;
  const kind = KINDS.find(({ value }) => value === type)?.label ?? type;
  const at = `buttons.${index}`;
  return (
    <Fieldset
      legend={
        <Group gap={4}>
          {index + 1}. {kind}
          <ActionIcon size="sm" onClick={onRemove} aria-label={`Remove button ${index + 1}`}>
            <IconTrash size={15} />
          </ActionIcon>
        </Group>
      }
    >
      <Stack gap="sm">
        {type !== 'COPY_CODE' && (
          <TextInput
            label="Button text"
            description={limitWords(text, LIMITS.buttonText)}
            required
            {...form.getInputProps(`${at}.text`)}
          />
        )}
        {type === 'URL' && (
          <TextInput
            label="Address"
            description="It can end with a variable: https://example.com/orders/{{1}}"
            placeholder="https://example.com"
            inputMode="url"
            required
            {...form.getInputProps(`${at}.url`)}
          />
        )}
        {type === 'URL' && variablesOf(url).length > 0 && (
          <TextInput
            label="Example of the whole address"
            placeholder="https://example.com/orders/42"
            inputMode="url"
            required
            {...form.getInputProps(`${at}.example`)}
          />
        )}
        {type === 'PHONE_NUMBER' && (
          <TextInput
            label="Phone number"
            description="With its country code, at most 20 characters."
            placeholder="+15550783881"
            inputMode="tel"
            required
            {...form.getInputProps(`${at}.phone`)}
          />
        )}
        {type === 'COPY_CODE' && (
          <TextInput
            label="Example of the code"
            placeholder="SAVE25"
            required
            {...form.getInputProps(`${at}.example`)}
          />
        )}
      </Stack>
    </Fieldset>
  );
}
