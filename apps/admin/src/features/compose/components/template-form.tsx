import { Alert, Checkbox, Group, Select, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { EmptyState } from '../../../components/empty-state';
import { LoadingState } from '../../../components/loading-state';
import { ButtonLink, TextLink } from '../../../components/text-link';
import { textAt, valueAt } from '../../../lib/json-path';
import { useTenant } from '../../../lib/tenant';
import { componentsOf, slotsOf, valuesOf } from '../template-slots';
import { useComposerContext } from '../use-composer';
import { SlotField } from './slot-field';

const NAME_AND_LANGUAGE = ' · ';

/** Which template, and what fills it. */
export function TemplateForm() {
  const { id: tenantId } = useTenant();
  const { draft, change, content, update, templates, areTemplatesLoading, template, errorAt, sender } =
    useComposerContext();
  const name = textAt(content, 'name') ?? '';
  const language = textAt(content, 'language', 'code') ?? '';

  if (sender && areTemplatesLoading) return <LoadingState />;
  if (templates.length === 0 && name === '') {
    return (
      <EmptyState
        title="No approved templates"
        description="Templates are made at Meta and synced from there. Sync them, or make a new one; Meta looks at it first."
        action={
          <ButtonLink to="/tenants/$tenantId/templates" params={{ tenantId }} variant="default">
            Go to templates
          </ButtonLink>
        }
      />
    );
  }
  const choose = (value: string | null): void => {
    const [chosenName, chosenLanguage] = (value ?? '').split(NAME_AND_LANGUAGE);
    const found = templates.find((each) => each.name === chosenName && each.language === chosenLanguage);
    if (!found) return;
    const slots = slotsOf(found);
    const kept = template ? valuesOf(slotsOf(template), valueAt(content, 'components')) : {};
    const components = componentsOf(slots, kept);
    update([], {
      name: found.name,
      language: { code: found.language },
      ...(components.length > 0 && { components }),
    });
  };
  return (
    <Stack gap="sm">
      <Select
        label="Template"
        placeholder="Choose an approved template"
        searchable
        nothingFoundMessage="No such template"
        data={templates.map((each) => `${each.name}${NAME_AND_LANGUAGE}${each.language}`)}
        value={template ? `${template.name}${NAME_AND_LANGUAGE}${template.language}` : null}
        onChange={choose}
        error={errorAt(['name']) ?? errorAt(['language', 'code'])}
        description={template && <CategoryWords category={template.category} />}
      />
      {!template && name !== '' && (
        <Alert color="yellow">
          <Text size="sm">
            <strong>{name}</strong> in {language || 'no language'} is not among the approved templates of this number’s
            account. Its parameters can be written as JSON, and Meta judges it.{' '}
            <TextLink to="/tenants/$tenantId/templates" params={{ tenantId }}>
              Look at templates
            </TextLink>
          </Text>
        </Alert>
      )}
      {template && <Slots />}
      <Checkbox
        label="Send with Marketing Messages Lite"
        description="Meta delivers it to those who are likely to read it. Marketing templates only, where the plan has it."
        checked={draft.mmlite}
        onChange={(event) => change({ mmlite: event.currentTarget.checked })}
      />
    </Stack>
  );
}

function CategoryWords({ category }: { category: string }) {
  const words = category.toLowerCase();
  return <>{`${words.charAt(0).toUpperCase()}${words.slice(1)}: priced as such.`}</>;
}

function Slots() {
  const { content, update, template, errorOf } = useComposerContext();
  const slots = useMemo(() => (template ? slotsOf(template) : []), [template]);
  const components = valueAt(content, 'components');
  const values = useMemo(() => valuesOf(slots, components), [slots, components]);
  const fill = (key: string, value: unknown): void => {
    const next = componentsOf(slots, { ...values, [key]: value });
    update(['components'], next.length > 0 ? next : undefined);
  };
  const problem = errorOf('template.components');
  if (slots.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        This template has nothing to fill in.
      </Text>
    );
  }
  return (
    <>
      {slots.map((slot) => (
        <SlotField
          key={slot.key}
          slot={slot}
          value={values[slot.key]}
          onChange={(value) => fill(slot.key, value)}
          error={errorOf(`template.slots.${slot.key}`)}
        />
      ))}
      {problem && (
        <Group role="alert">
          <Text size="sm" c="var(--mantine-color-error)">
            {problem}
          </Text>
        </Group>
      )}
    </>
  );
}
