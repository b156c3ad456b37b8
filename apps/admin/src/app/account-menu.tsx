import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconBook, IconLogout, IconShieldCheck, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useSession } from '../lib/session';
import { ACCOUNT_NAVIGATION } from './navigation';
import { useSignOut } from './use-sign-out';

/** Who is signed in, their own pages, and the way out. */
export function AccountMenu() {
  const { name, email, platformRole } = useSession();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={260} withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={`Your account: ${name}`}>
          <IconUserCircle size={21} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} c="var(--mantine-color-text)" size="sm">
            {name}
          </Text>
          <Text size="xs">{email}</Text>
          {platformRole && <Text size="xs">Platform {platformRole}</Text>}
        </Menu.Label>
        <Menu.Divider />
        {ACCOUNT_NAVIGATION.flatMap(({ pages }) => pages).map(({ to, label, Icon }) => (
          <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={16} />}>
            {label}
          </Menu.Item>
        ))}
        {platformRole && (
          <Menu.Item component={Link} to="/platform/tenants" leftSection={<IconShieldCheck size={16} />}>
            Platform
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item component="a" href="/docs" leftSection={<IconBook size={16} />}>
          API reference
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
