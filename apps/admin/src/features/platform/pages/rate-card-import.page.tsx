import '@mantine/dates/styles.layer.css';
import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { type ApiProblem, asProblem } from '../../../api/problem';
import { FormProblem } from '../../../components/form-problem';
import { PageHeader } from '../../../components/page-header';
import { SectionCard } from '../../../components/section-card';
import { ButtonLink, TextLink } from '../../../components/text-link';
import { useProblemForm } from '../../../lib/use-problem-form';
import { createRateCard } from '../api/create-rate-card';
import { previewRateCard } from '../api/preview-rate-card';
import type { RateCardFile } from '../api/rate-card-file';
import { FileProblemTable } from '../components/file-problem-table';
import { RateCardFileInput } from '../components/rate-card-file-input';
import { RateCardPreview } from '../components/rate-card-preview';
import { fileProblems } from '../lib/file-problems';
import { dayWords } from '../lib/rate-cards-in-force';

/** A file that the server has read and would take. */
interface Checked {
  file: RateCardFile;
  preview: Schemas['RateCardPreview'];
}

/** Adds Meta's prices from a CSV file, after everything that it changes has been looked at. */
export function RateCardImportPage() {
  return (
    <>
      <PageHeader
        title="Import a rate card"
        description={
          <>
            Meta publishes its prices as a CSV file for each currency. It is checked and compared before anything is
            written. <TextLink to="/platform/rate-cards">All rate cards</TextLink>
          </>
        }
      />
      <ImportSteps />
    </>
  );
}

function ImportSteps() {
  const [checked, setChecked] = useState<Checked | null>(null);
  const currencies = Intl.supportedValuesOf('currency');
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: {
      text: '',
      currency: 'USD',
      effectiveFrom: null as string | null,
      source: '',
      freeServiceMessages: '',
    },
    // What was looked at is what is written: any change has to be looked at anew.
    onValuesChange: () => setChecked(null),
    validate: {
      text: (value) => (value.trim() === '' ? 'Drop a file, or paste its lines.' : null),
      effectiveFrom: (value) => (value ? null : 'Choose the first day on which it applies.'),
      freeServiceMessages: (value) =>
        /^\d{0,6}$/.test(value.trim()) ? null : 'Write a whole number with at most 6 digits.',
    },
    submit: async ({ text, currency, effectiveFrom, source, freeServiceMessages }) => {
      const file: RateCardFile = {
        text,
        currency,
        effectiveFrom: effectiveFrom ?? '',
        ...(source.trim() && { source: source.trim() }),
        ...(freeServiceMessages.trim() && { freeServiceMessages: freeServiceMessages.trim() }),
      };
      setChecked(null);
      setChecked({ file, preview: await previewRateCard(file) });
    },
  });
  const problems = problem && fileProblems(problem.fields, form.values.text);
  return (
    <Stack gap="md">
      <SectionCard title="1. The file">
        <form onSubmit={onSubmit} noValidate>
          <Stack>
            <RateCardFileInput
              text={form.values.text}
              onChange={(text) => form.setFieldValue('text', text)}
              error={form.errors['text']}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Select
                label="Currency"
                description="All amounts of the file are in it."
                data={currencies}
                searchable
                allowDeselect={false}
                required
                {...form.getInputProps('currency')}
              />
              <DateInput
                label="Applies from"
                description="A day to come, so that no price changes that a message may have had."
                valueFormat="D MMM YYYY"
                placeholder="Choose a day"
                required
                {...form.getInputProps('effectiveFrom')}
              />
              <TextInput
                label="Source"
                description="Where the prices come from, for people. At most 200 characters."
                placeholder="Meta, rate card of July 2026"
                maxLength={200}
                {...form.getInputProps('source')}
              />
              <TextInput
                label="Free service messages"
                description="Per number and month. Left empty: as on the card before."
                inputMode="numeric"
                maxLength={6}
                {...form.getInputProps('freeServiceMessages')}
              />
            </SimpleGrid>
            {!problems && <FormProblem problem={problem} />}
            <Group justify="flex-end">
              <Button type="submit" variant={checked ? 'default' : 'filled'} loading={isSubmitting}>
                Check the file
              </Button>
            </Group>
          </Stack>
        </form>
      </SectionCard>
      {problems && <FileProblemTable problems={problems} />}
      {checked && <ConfirmStep checked={checked} />}
    </Stack>
  );
}

function ConfirmStep({ checked: { file, preview } }: { checked: Checked }) {
  const navigate = useNavigate();
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const save = async (): Promise<void> => {
    setSaving(true);
    setProblem(null);
    try {
      const card = await createRateCard(file);
      notifications.show({
        color: 'teal',
        message: `The ${card.currency} card from ${dayWords(card.effectiveFrom)} was added`,
      });
      await navigate({ to: '/platform/rate-cards/$id', params: { id: card.id } });
    } catch (error) {
      setProblem(asProblem(error));
      setSaving(false);
    }
  };
  return (
    <SectionCard
      title="2. What would change"
      description={`The file could be read. Nothing has been written yet. From ${dayWords(preview.effectiveFrom)} on, messages of tenants with ${preview.currency} wallets would be priced by it.`}
    >
      <Stack>
        <RateCardPreview preview={preview} />
        <Text size="sm" c="dimmed">
          A card cannot be changed or removed once it is there. A mistake is put right by a card of a later day.
        </Text>
        <FormProblem problem={problem} />
        <Group justify="flex-end">
          <ButtonLink to="/platform/rate-cards" variant="default">
            Cancel
          </ButtonLink>
          <Button onClick={() => void save()} loading={isSaving}>
            Add this rate card
          </Button>
        </Group>
      </Stack>
    </SectionCard>
  );
}
