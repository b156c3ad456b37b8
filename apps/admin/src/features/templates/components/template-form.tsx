import { Button, Checkbox, Grid, Group, Paper, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { useRef } from 'react';
import type { Schemas } from '../../../api/client';
import { ApiProblem } from '../../../api/problem';
import { FormProblem } from '../../../components/form-problem';
import { ButtonLink } from '../../../components/text-link';
import { useProblemForm } from '../../../lib/use-problem-form';
import { createTemplate } from '../api/create-template';
import { inDraftWords } from '../lib/draft-paths';
import { draftProblems } from '../lib/draft-problems';
import { LANGUAGES } from '../lib/languages';
import { componentsOf, definitionOf, EMPTY_DRAFT, exampleMessage, type TemplateDraft } from '../lib/template-draft';
import { CATEGORIES } from '../lib/template-words';
import { BodyFields } from './body-fields';
import { ButtonFields } from './button-fields';
import { CodeFields } from './code-fields';
import { HeaderFields } from './header-fields';
import { TemplatePreview } from './template-preview';

interface TemplateFormProps {
  tenantId: string;
  /** Of the tenant's numbers, by Meta's id; there is one at least. */
  accounts: readonly string[];
  onCreated: (created: Schemas['TemplateView']) => void;
}

/** Makes a template, with what it will look like beside it. */
export function TemplateForm({ tenantId, accounts, onCreated }: TemplateFormProps) {
  const created = useRef<Schemas['TemplateView']>(undefined);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm<TemplateDraft>({
    initialValues: { ...EMPTY_DRAFT, wabaId: accounts.length === 1 ? (accounts[0] ?? '') : '' },
    validate: draftProblems,
    submit: async (draft) => {
      try {
        created.current = await createTemplate(tenantId, definitionOf(draft));
      } catch (error) {
        throw error instanceof ApiProblem ? inDraftWords(error, draft) : error;
      }
    },
    onDone: () => created.current && onCreated(created.current),
  });
  const draft = form.values;
  const { template } = exampleMessage(draft);
  // An empty bubble would say nothing of where the text goes.
  const shown = draft.body === '' ? { ...draft, body: 'Your text appears here.' } : draft;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Paper withBorder p={{ base: 'md', sm: 'lg' }}>
            <Stack>
              {accounts.length > 1 && (
                <Select
                  label="Account"
                  description="The WhatsApp Business Account that it is for."
                  data={[...accounts]}
                  required
                  {...form.getInputProps('wabaId')}
                />
              )}
              <TextInput
                label="Name"
                description="Small letters, digits and underscores. Programs send it by this name."
                placeholder="order_shipped"
                maxLength={512}
                autoComplete="off"
                spellCheck={false}
                required
                {...form.getInputProps('name')}
              />
              <Select
                label="Language"
                description="One name can have several languages: create each of them."
                data={LANGUAGES}
                searchable
                allowDeselect={false}
                {...form.getInputProps('language')}
              />
              <Radio.Group
                label="Category"
                description="What messages with it are priced as."
                {...form.getInputProps('category')}
              >
                <Stack gap="xs" mt="xs">
                  {CATEGORIES.map((category) => (
                    <Radio key={category.value} {...category} />
                  ))}
                </Stack>
              </Radio.Group>
              <Checkbox
                label="Meta may choose another category"
                description="Otherwise it refuses a template that does not fit the one chosen."
                {...form.getInputProps('mayMoveCategory', { type: 'checkbox' })}
              />
              {draft.category === 'AUTHENTICATION' ? (
                <CodeFields form={form} />
              ) : (
                <>
                  <HeaderFields form={form} />
                  <BodyFields form={form} />
                  <ButtonFields form={form} />
                </>
              )}
              <FormProblem problem={problem} />
              <Group justify="flex-end">
                <ButtonLink to="/tenants/$tenantId/templates" params={{ tenantId }} variant="default">
                  Cancel
                </ButtonLink>
                <Button type="submit" loading={isSubmitting}>
                  Send to Meta for review
                </Button>
              </Group>
            </Stack>
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack gap="xs" pos="sticky" top="calc(var(--header-height) + 1rem)">
            <Text fw={600}>Preview, with the examples</Text>
            <TemplatePreview
              components={componentsOf(shown)}
              parameters={'components' in template ? (template.components as object[]) : []}
            />
            <Text size="sm" c="dimmed">
              Meta reviews a new template, which takes minutes as a rule. It can be sent once it is approved.
            </Text>
          </Stack>
        </Grid.Col>
      </Grid>
    </form>
  );
}
