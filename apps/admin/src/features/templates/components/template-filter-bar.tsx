import { Button, Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { SearchInput } from '../../../components/search-input';
import type { TemplateFilter } from '../api/list-templates';
import { templateSyncsQuery } from '../api/list-template-syncs';
import { languageName, LANGUAGES } from '../lib/languages';
import { CATEGORIES, STATUSES } from '../lib/template-words';

interface TemplateFilterBarProps {
  tenantId: string;
  values: TemplateFilter;
  isFiltered: boolean;
  change: (some: TemplateFilter) => void;
  clear: () => void;
}

/** Narrows the list of templates. */
export function TemplateFilterBar({ tenantId, values, isFiltered, change, clear }: TemplateFilterBarProps) {
  const { data: accounts = [] } = useQuery(templateSyncsQuery(tenantId));
  const { language } = values;
  const languages =
    language && !LANGUAGES.some(({ value }) => value === language)
      ? [{ value: language, label: languageName(language) }, ...LANGUAGES]
      : LANGUAGES;
  return (
    <Group gap="sm" mb="md">
      <SearchInput
        label="Search by name"
        value={values.search}
        onChange={(search) => change({ search })}
        maxLength={512}
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        data={STATUSES}
        value={values.status ?? null}
        onChange={(status) => change({ status: status ?? undefined })}
        clearable
        w={160}
      />
      <Select
        aria-label="Category"
        placeholder="Any category"
        data={CATEGORIES.map(({ value, label }) => ({ value, label }))}
        value={values.category ?? null}
        onChange={(category) => change({ category: category ?? undefined })}
        clearable
        w={160}
      />
      <Select
        aria-label="Language"
        placeholder="Any language"
        data={languages}
        value={language ?? null}
        onChange={(next) => change({ language: next ?? undefined })}
        searchable
        clearable
        w={200}
      />
      {accounts.length > 1 && (
        <Select
          aria-label="Account"
          placeholder="Any account"
          data={accounts.map(({ wabaId }) => wabaId)}
          value={values.wabaId ?? null}
          onChange={(wabaId) => change({ wabaId: wabaId ?? undefined })}
          clearable
          w={190}
        />
      )}
      {isFiltered && (
        <Button variant="subtle" onClick={clear}>
          Clear filters
        </Button>
      )}
    </Group>
  );
}
