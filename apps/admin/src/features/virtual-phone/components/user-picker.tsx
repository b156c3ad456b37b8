import { Button, Group, NavLink, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { InstantText } from '../../../components/instant-text';
import { PhoneText } from '../../../components/phone-text';
import { QueryState } from '../../../components/query-state';
import { messageTypeWords } from '../../../lib/message-type-words';
import { useTenant } from '../../../lib/tenant';
import { conversationsQuery } from '../api/list-conversations';

/** A user as the API names one. */
const USER = /^(\d{5,20}|[A-Z]{2}\.[A-Za-z0-9.]{1,128})$/;

interface UserPickerProps {
  phoneNumberId: string;
  user: string | undefined;
  onChange: (user: string) => void;
}

/** Whose phone it is: someone whom the number had to do with, or anyone by number. */
export function UserPicker({ phoneNumberId, user, onChange }: UserPickerProps) {
  const { id: tenantId } = useTenant();
  const users = useQuery(conversationsQuery(tenantId, phoneNumberId));
  return (
    <Stack gap="sm">
      <NewUser onChange={onChange} />
      <QueryState query={users}>
        {(items) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              This number has not written with anyone yet. Type a phone number above and write to it as that user.
            </Text>
          ) : (
            <ScrollArea.Autosize mah="26rem" type="auto">
              <nav aria-label="Users">
                {items.map(({ user: each, profileName, lastMessage }) => (
                  <NavLink
                    key={each}
                    component="button"
                    type="button"
                    active={each === user}
                    aria-current={each === user ? 'true' : undefined}
                    onClick={() => onChange(each)}
                    label={profileName ?? <PhoneText number={each} />}
                    description={
                      <span>
                        {profileName && (
                          <>
                            <PhoneText number={each} />
                            <br />
                          </>
                        )}
                        {messageTypeWords(lastMessage.type)} ·{' '}
                        <InstantText at={lastMessage.createdAt} style="relative" />
                      </span>
                    }
                  />
                ))}
              </nav>
            </ScrollArea.Autosize>
          )
        }
      </QueryState>
    </Stack>
  );
}

function NewUser({ onChange }: { onChange: (user: string) => void }) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const written = typed.trim();
    const user = /^[A-Z]{2}\./.test(written) ? written : written.replaceAll(/[\s+()-]/g, '');
    if (!USER.test(user)) return setError('Type a phone number with its country code.');
    setError(null);
    setTyped('');
    onChange(user);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          style={{ flex: 1 }}
          label="Be the user"
          placeholder="+90 532 123 45 67"
          inputMode="tel"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          aria-invalid={error !== null}
        />
        <Button type="submit" variant="default">
          Open
        </Button>
      </Group>
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" mt={4} role="alert">
          {error}
        </Text>
      )}
    </form>
  );
}
