import { Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { FormProblem } from '../../../components/form-problem';
import { MoneyText } from '../../../components/money-text';
import { SectionCard } from '../../../components/section-card';
import { countryName } from '../../../lib/country-name';
import { categoryWords } from '../../../lib/price-categories';
import { useProblemForm } from '../../../lib/use-problem-form';
import { quote } from '../api/quote';

const CATEGORIES = ['marketing', 'utility', 'authentication', 'authentication-international', 'service'];

/** What a message to someone would cost this tenant, part by part. */
export function PriceCalculator({ tenantId }: { tenantId: string }) {
  const [price, setPrice] = useState<Schemas['ConsoleQuoteView'] | null>(null);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { to: '', category: 'marketing' },
    validate: { to: (value) => (value.trim() === '' ? 'Enter a phone number with its country code.' : null) },
    submit: async ({ to, category }) => {
      setPrice(null);
      setPrice(await quote(tenantId, { to: to.trim(), category }));
    },
  });
  return (
    <SectionCard
      title="Price calculator"
      description="With this tenant’s plan, at today’s prices. Nothing is sent or charged. It is the most that it can cost: free service messages and cheaper volume tiers are not counted in."
    >
      <form onSubmit={onSubmit} noValidate>
        <Group align="flex-start" gap="sm">
          <TextInput
            label="Recipient"
            placeholder="+90 532 123 45 67"
            inputMode="tel"
            style={{ flex: '1 1 14rem' }}
            {...form.getInputProps('to')}
          />
          <Select
            label="Category"
            data={CATEGORIES.map((category) => ({ value: category, label: categoryWords(category) }))}
            allowDeselect={false}
            style={{ flex: '1 1 12rem' }}
            {...form.getInputProps('category')}
          />
          <Button type="submit" loading={isSubmitting} mt={25}>
            Calculate
          </Button>
        </Group>
        <FormProblem problem={problem} />
      </form>
      <div aria-live="polite">{price && <PriceParts price={price} />}</div>
    </SectionCard>
  );
}

function PriceParts({ price }: { price: Schemas['ConsoleQuoteView'] }) {
  const parts = [
    { name: 'Platform fee', amount: price.platformFee, hint: 'when Meta takes the message' },
    { name: 'Meta’s fee', amount: price.metaFee, hint: 'when it is delivered' },
    { name: 'Markup', amount: price.markup, hint: 'on Meta’s fee, by the plan' },
  ];
  return (
    <Stack gap="xs" mt="md">
      <Text size="sm" c="dimmed">
        {categoryWords(price.category)} to {price.country ? countryName(price.country) : 'an unknown country'}, market{' '}
        <code>{price.market}</code>, by the rate card of {price.rateCardEffectiveFrom}
      </Text>
      <Table aria-label="Price of the message">
        <Table.Tbody>
          {parts.map(({ name, amount, hint }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={500}>
                {name}{' '}
                <Text span size="sm" c="dimmed">
                  {hint}
                </Text>
              </Table.Th>
              <Table.Td ta="right">
                <MoneyText amount={amount} currency={price.currency} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">Total</Table.Th>
            <Table.Th ta="right">
              <MoneyText amount={price.total} currency={price.currency} />
            </Table.Th>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Stack>
  );
}
