import { Button, Combobox, Loader, Text, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconBuilding, IconSelector } from '@tabler/icons-react';
import { useState } from 'react';
import { asProblem } from '../api/problem';
import { lookOf } from '../lib/statuses';
import { mayEnter } from '../lib/permissions';
import { useSession } from '../lib/session';
import { tenantQuery, tenantSearchQuery } from '../lib/tenant';
import classes from './tenant-switcher.module.css';

const TYPING_MS = 200;
const PLATFORM = 'platform';

/** Goes from tenant to tenant: members among theirs, staff among all. */
export function TenantSwitcher({ tenantId }: { tenantId: string | undefined }) {
  const person = useSession();
  const { platformRole, memberships } = person;
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const { data: current } = useQuery({
    ...tenantQuery(tenantId ?? ''),
    enabled: tenantId !== undefined && mayEnter(person, tenantId),
  });
  if (platformRole === null && memberships.length === 0) return null;

  const choose = (value: string): void => {
    combobox.closeDropdown();
    if (value === PLATFORM) void navigate({ to: '/platform/tenants' });
    else void navigate({ to: '/tenants/$tenantId/home', params: { tenantId: value } });
  };
  const name = tenantId ? (current?.name ?? 'Tenant') : platformRole ? 'All tenants' : 'Choose a tenant';

  return (
    <Combobox store={combobox} onOptionSubmit={choose} width={300} position="bottom-start" withinPortal>
      <Combobox.Target targetType="button">
        <Button
          variant="default"
          className={classes.button}
          leftSection={<IconBuilding size={16} stroke={1.6} aria-hidden />}
          rightSection={<IconSelector size={14} aria-hidden />}
          onClick={() => combobox.toggleDropdown()}
          aria-label={`Tenant: ${name}. Switch`}
        >
          {name}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            combobox.updateSelectedOptionIndex();
          }}
          placeholder="Search tenants"
          aria-label="Search tenants"
        />
        {combobox.dropdownOpened && (
          <TenantOptions search={search} current={tenantId} withPlatform={platformRole !== null} />
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

interface TenantOptionsProps {
  search: string;
  current: string | undefined;
  withPlatform: boolean;
}

function TenantOptions({ search, current, withPlatform }: TenantOptionsProps) {
  const [asked] = useDebouncedValue(search.trim(), TYPING_MS);
  const { data, isPending, error } = useQuery(tenantSearchQuery(asked));
  return (
    <Combobox.Options mah={320} className={classes.options} aria-label="Tenants">
      {withPlatform && asked === '' && (
        <Combobox.Option value={PLATFORM} active={current === undefined}>
          All tenants
        </Combobox.Option>
      )}
      {isPending && (
        <Combobox.Empty>
          <Loader size="xs" aria-label="Searching" />
        </Combobox.Empty>
      )}
      {error && <Combobox.Empty>{asProblem(error).detail}</Combobox.Empty>}
      {data?.items.length === 0 && <Combobox.Empty>No tenant of this name</Combobox.Empty>}
      {data?.items.map(({ id, name, status }) => (
        <Combobox.Option key={id} value={id} active={id === current}>
          <Text span size="sm" fw={id === current ? 600 : undefined}>
            {name}
          </Text>
          {status !== 'active' && (
            <Text span size="xs" c="dimmed">
              {' '}
              {lookOf(status).label}
            </Text>
          )}
        </Combobox.Option>
      ))}
    </Combobox.Options>
  );
}
