import { ActionIcon, Button, Kbd, Modal, useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue, useOs } from '@mantine/hooks';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { type LinkProps, useNavigate } from '@tanstack/react-router';
import { IconBuilding, IconLogout, IconSearch, type TablerIcon } from '@tabler/icons-react';
import { useState } from 'react';
import { useRole, useWhoAmI } from '../lib/session';
import { tenantSearchQuery } from '../lib/tenant';
import { COLOR_SCHEMES } from '../components/color-scheme-toggle';
import {
  ACCOUNT_NAVIGATION,
  type NavigationGroup,
  PLATFORM_NAVIGATION,
  TENANT_NAVIGATION,
  visibleGroups,
} from './navigation';
import { matchesWords } from './palette-match';
import { TENANT_ACTIONS } from './tenant-actions';
import { useSignOut } from './use-sign-out';

const TYPING_MS = 200;

interface Command {
  id: string;
  label: string;
  group: string;
  Icon: TablerIcon;
  words?: string;
  run: () => void;
}

/** Opens the palette by pointer, and tells the shortcut to those who have a keyboard. */
export function CommandPaletteButton() {
  const os = useOs();
  return (
    <>
      <Button
        visibleFrom="md"
        variant="default"
        size="sm"
        onClick={spotlight.open}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<Kbd size="xs">{os === 'macos' ? '⌘ K' : 'Ctrl K'}</Kbd>}
      >
        Search
      </Button>
      <ActionIcon hiddenFrom="md" onClick={spotlight.open} aria-label="Search pages, tenants and actions">
        <IconSearch size={19} stroke={1.6} />
      </ActionIcon>
    </>
  );
}

/** ⌘K or Ctrl-K: any page, tenant or action by a few letters of its name. */
export function CommandPalette({ tenantId }: { tenantId: string | undefined }) {
  const [query, setQuery] = useState('');
  const commands = useCommands(tenantId).filter((command) =>
    matchesWords(query, `${command.label} ${command.group} ${command.words ?? ''}`),
  );
  const tenants = useTenantCommands(query);
  const groups = Map.groupBy([...commands, ...tenants], ({ group }) => group);
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} shortcut="mod + K" scrollable maxHeight={420}>
      {/* The dialog's name. */}
      <Modal.Title className="visually-hidden">Search pages, tenants and actions</Modal.Title>
      <Spotlight.Search
        placeholder="Pages, tenants, actions"
        aria-label="Search pages, tenants and actions"
        leftSection={<IconSearch size={18} stroke={1.6} />}
      />
      <Spotlight.ActionsList>
        {groups.size === 0 && <Spotlight.Empty>Nothing of this name</Spotlight.Empty>}
        {[...groups].map(([label, members]) => (
          <Spotlight.ActionsGroup key={label} label={label}>
            {members.map(({ id, label: name, Icon, run }) => (
              <Spotlight.Action key={id} label={name} leftSection={<Icon size={18} stroke={1.6} />} onClick={run} />
            ))}
          </Spotlight.ActionsGroup>
        ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function useCommands(tenantId: string | undefined): Command[] {
  const { may } = useRole(tenantId);
  const { features } = useWhoAmI();
  const { setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const pages = (groups: readonly NavigationGroup[], title?: string): Command[] =>
    visibleGroups(groups, may, features).flatMap(({ label: group, pages: members }) =>
      members.map(({ label, to, search, Icon, words }) => ({
        id: `${group}: ${label}`,
        label,
        group: title ?? group,
        Icon,
        words,
        run: () =>
          void navigate({ to, search, params: (tenantId ? { tenantId } : {}) as LinkProps['params'] } as never),
      })),
    );
  return [
    ...(tenantId ? [...pages(TENANT_NAVIGATION, 'This tenant'), ...pages([TENANT_ACTIONS])] : []),
    ...pages(PLATFORM_NAVIGATION, 'Platform'),
    ...pages(ACCOUNT_NAVIGATION),
    ...COLOR_SCHEMES.map(({ value, label, Icon }) => ({
      id: `colours-${value}`,
      label: `Colours: ${label.toLowerCase()}`,
      group: TENANT_ACTIONS.label,
      Icon,
      words: 'theme mode switch',
      run: () => setColorScheme(value),
    })),
    {
      id: 'sign-out',
      label: 'Sign out',
      group: TENANT_ACTIONS.label,
      Icon: IconLogout,
      words: 'log out',
      run: signOut,
    },
  ];
}

/** Tenants are asked for once someone types: their names are many. */
function useTenantCommands(query: string): Command[] {
  const navigate = useNavigate();
  const [asked] = useDebouncedValue(query.trim(), TYPING_MS);
  const { data } = useQuery({ ...tenantSearchQuery(asked), enabled: asked !== '' });
  if (query.trim() === '' || asked === '') return [];
  return (data?.items ?? []).map(({ id, name }) => ({
    id: `tenant-${id}`,
    label: name,
    group: 'Tenants',
    Icon: IconBuilding,
    run: () => void navigate({ to: '/tenants/$tenantId/home', params: { tenantId: id } }),
  }));
}
