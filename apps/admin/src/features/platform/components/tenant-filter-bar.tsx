import { Button, Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { SearchInput } from '../../../components/search-input';
import { lookOf } from '../../../lib/statuses';
import { allPlansQuery } from '../../billing/api/list-plans';
import type { TenantFilter } from '../api/list-tenants';
import { TENANT_STATUSES } from '../lib/tenant-filters';

interface TenantFilterBarProps {
  values: TenantFilter;
  onChange: (some: TenantFilter) => void;
  /** Takes all filters away; null while there are none. */
  onClear: (() => void) | null;
}

/** Looks for tenants by name, status and plan. */
export function TenantFilterBar({ values, onChange, onClear }: TenantFilterBarProps) {
  const plans = useQuery(allPlansQuery);
  return (
    <Group gap="sm" mb="md" role="search" aria-label="Filter tenants">
      <SearchInput
        label="Search tenants"
        placeholder="Name or id"
        value={values.search}
        onChange={(search) => onChange({ search })}
        maxLength={120}
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        clearable
        clearButtonProps={{ 'aria-label': 'Any status' }}
        w={160}
        data={TENANT_STATUSES.map((value) => ({ value, label: lookOf(value).label }))}
        value={values.status ?? null}
        onChange={(value) => onChange({ status: TENANT_STATUSES.find((status) => status === value) })}
      />
      <Select
        aria-label="Plan"
        placeholder="Any plan"
        clearable
        clearButtonProps={{ 'aria-label': 'Any plan' }}
        w={180}
        data={plans.data?.map(({ code, name }) => ({ value: code, label: name })) ?? []}
        value={values.planCode ?? null}
        onChange={(value) => onChange({ planCode: value ?? undefined })}
      />
      {onClear && (
        <Button variant="subtle" size="sm" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </Group>
  );
}
