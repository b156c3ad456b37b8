import { Box, Group, List, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { FactList } from '../../../components/fact-list';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { SectionCard } from '../../../components/section-card';
import { TextLink } from '../../../components/text-link';
import { formatBasisPoints } from '../../../lib/basis-points';
import { countryName } from '../../../lib/country-name';
import { categoryWords } from '../../../lib/price-categories';
import { useTenant } from '../../../lib/tenant';

interface ChargeCardProps {
  message: Schemas['ConsoleMessageDetail'];
  charge: Schemas['ConsoleChargeExplanation'];
}

/** Why a message cost what it cost: the parts, the same in sentences, and each movement of money. */
export function ChargeCard({ message, charge }: ChargeCardProps) {
  const { id: tenantId } = useTenant();
  return (
    <SectionCard
      title="Charge"
      actions={
        <TextLink to="/tenants/$tenantId/billing" params={{ tenantId }} search={{ tab: 'wallet' }} size="sm">
          Wallet and ledger
        </TextLink>
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Parts message={message} charge={charge} />
        <Stack gap="sm">
          <List size="sm" spacing={6} aria-label="The charge in words">
            {charge.explanation.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        </Stack>
      </SimpleGrid>
      <ChargeFacts charge={charge} hasFailed={message.status === 'failed'} />
      {charge.transfers.length > 0 && <Movements charge={charge} />}
    </SectionCard>
  );
}

function Parts({ message: { cost }, charge }: ChargeCardProps) {
  const { currency } = charge;
  const lines = [
    ['Platform fee', charge.platformFee],
    ['Meta’s fee', charge.metaFee],
    ['Markup', charge.markup],
  ] as const;
  return (
    <Stack gap={6}>
      {lines.map(([label, amount]) => (
        <Group key={label} justify="space-between" wrap="nowrap">
          <Text size="sm">{label}</Text>
          <Text size="sm">
            <MoneyText amount={amount} currency={currency} />
          </Text>
        </Group>
      ))}
      <Group justify="space-between" wrap="nowrap" pt={6} style={{ borderTop: '1px solid var(--line)' }}>
        <Text fw={600}>Charged</Text>
        <MoneyText amount={charge.total} currency={currency} fw={600} />
      </Group>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" c="dimmed">
          Still reserved
        </Text>
        <Text size="sm" c="dimmed">
          <MoneyText amount={cost.reserved} currency={currency} />
        </Text>
      </Group>
    </Stack>
  );
}

interface ChargeFactsProps {
  charge: Schemas['ConsoleChargeExplanation'];
  /** Meta reports no price of what failed, and charges nothing for it. */
  hasFailed: boolean;
}

function ChargeFacts({ charge, hasFailed }: ChargeFactsProps) {
  const { rateCard, market, country, category, unitPrice, currency, markupBps, billable, tierPlace, meta } = charge;
  const facts = [
    { label: 'Market', value: marketWords(market, country) },
    { label: 'Category', value: category ? categoryWords(category) : '—' },
    {
      label: 'Price by the card',
      value: unitPrice === null ? '—' : <MoneyText amount={unitPrice} currency={currency} />,
    },
    { label: 'Rate card', value: rateCard ? `Of ${rateCard.effectiveFrom}` : '—' },
    { label: 'Markup', value: `${formatBasisPoints(markupBps)} of Meta’s fee` },
    { label: 'Charged by Meta', value: billable === null && !hasFailed ? 'Not known yet' : billable ? 'Yes' : 'No' },
    ...(tierPlace === undefined
      ? []
      : [{ label: 'Place in the month', value: `Message ${tierPlace.toLocaleString('en-US')}` }]),
    ...(meta ? [{ label: 'Meta’s word', value: [meta.pricing_model, meta.type].filter(Boolean).join(', ') }] : []),
  ];
  return (
    <div style={{ marginTop: 'var(--mantine-spacing-md)' }}>
      <FactList facts={facts} />
    </div>
  );
}

/** Most countries are markets of their own; the others belong to a market that is named beside them. */
function marketWords(market: string | null, country: string | null): string {
  const names = [country, market].flatMap((code) => (code === null ? [] : [countryName(code).replaceAll('_', ' ')]));
  return [...new Set(names)].join(', ') || '—';
}

const ACCOUNTS: Readonly<Record<string, string>> = {
  available: 'Wallet',
  reserved: 'Reserved',
  platform_fees: 'Platform fees',
  meta_fees: 'Meta’s fees',
  adjustments: 'Platform’s help',
};

function Movements({ charge: { transfers, currency } }: { charge: Schemas['ConsoleChargeExplanation'] }) {
  return (
    <Box mt="md" tabIndex={0} role="region" aria-label="Movements of money" style={{ overflowX: 'auto' }}>
      <Table verticalSpacing="xs" miw={520}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Time</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th>From</Table.Th>
            <Table.Th>To</Table.Th>
            <Table.Th ta="right">Amount</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {transfers.map(({ id, at, kind, from, to, amount }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <InstantText at={at} style="seconds" />
              </Table.Td>
              <Table.Td>{kindWords(kind)}</Table.Td>
              <Table.Td>{ACCOUNTS[from] ?? from}</Table.Td>
              <Table.Td>{ACCOUNTS[to] ?? to}</Table.Td>
              <Table.Td ta="right">
                <MoneyText amount={amount} currency={currency} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

function kindWords(kind: string): string {
  const words = kind.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
