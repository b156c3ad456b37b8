import { Alert, Badge, Group, List, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { MoneyText } from '../../../components/money-text';
import { SectionCard } from '../../../components/section-card';
import { StatCard } from '../../../components/stat-card';
import { formatChange } from '../../../lib/change';
import { countryName } from '../../../lib/country-name';
import { categoryWords } from '../../../lib/price-categories';
import { dayWords } from '../lib/rate-cards-in-force';

/** What a card would change against the one before it. */
export function RateCardPreview({ preview }: { preview: Schemas['RateCardPreview'] }) {
  const { comparedWith, changes, unchanged, added, removed, tiers, warnings, freeServiceMessages, currency } = preview;
  const count = (value: number): string => value.toLocaleString('en-US');
  const hasSameFree = freeServiceMessages.from === freeServiceMessages.to;
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, lg: 4 }}>
        <StatCard
          label="Rates that change"
          value={count(changes.length)}
          hint={
            comparedWith
              ? `against the card from ${dayWords(comparedWith.effectiveFrom)}`
              : 'the first card of its currency'
          }
        />
        <StatCard label="Rates that stay" value={count(unchanged)} />
        <StatCard
          label="Tiers that change"
          value={count(tiers.changes.length)}
          hint={`${count(tiers.unchanged)} stay`}
        />
        <StatCard
          label="Free service messages"
          value={count(freeServiceMessages.to)}
          hint={hasSameFree ? 'as before, per number and month' : `were ${count(freeServiceMessages.from)}`}
        />
      </SimpleGrid>
      {warnings.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title="Look twice at this">
          <List size="sm" spacing={4}>
            {warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <MarketList title="New markets" markets={added} />
      <MarketList title="Markets that are gone" markets={removed} />
      <RateChanges changes={changes} currency={currency} isFirst={comparedWith === null} />
      {tiers.changes.length > 0 && <TierChanges changes={tiers.changes} currency={currency} />}
    </Stack>
  );
}

function MarketList({ title, markets }: { title: string; markets: readonly string[] }) {
  if (markets.length === 0) return null;
  return (
    <SectionCard title={`${title} (${markets.length})`}>
      <Group gap={6}>
        {markets.map((market) => (
          <Badge key={market} color="gray">
            {marketWords(market)}
          </Badge>
        ))}
      </Group>
    </SectionCard>
  );
}

interface RateChangesProps {
  changes: readonly Schemas['RateChangeView'][];
  currency: string;
  isFirst: boolean;
}

function RateChanges({ changes, currency, isFirst }: RateChangesProps) {
  if (changes.length === 0)
    return (
      <SectionCard title="Rates">
        <Text size="sm" c="dimmed">
          {isFirst
            ? `There is no ${currency} card before it to compare with: all rates are new.`
            : 'No rate changes. Is it the right file, and the right currency?'}
        </Text>
      </SectionCard>
    );
  return (
    <SectionCard title="Rates that change">
      <Table.ScrollContainer minWidth={560} mah={480}>
        <Table aria-label="Rates that change" stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Market</Table.Th>
              <Table.Th>Category</Table.Th>
              <Table.Th ta="right">Before</Table.Th>
              <Table.Th ta="right">After</Table.Th>
              <Table.Th ta="right">Change</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map(({ market, category, from, to, changePercent }) => (
              <Table.Tr key={`${market} ${category}`}>
                <Table.Td>{marketWords(market)}</Table.Td>
                <Table.Td>{categoryWords(category)}</Table.Td>
                <Amount amount={from} currency={currency} />
                <Amount amount={to} currency={currency} />
                <Table.Td ta="right">{changePercent === null ? '—' : formatChange(changePercent)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </SectionCard>
  );
}

function TierChanges({
  changes,
  currency,
}: Pick<RateChangesProps, 'currency'> & { changes: readonly Schemas['TierChangeView'][] }) {
  return (
    <SectionCard
      title="Volume tiers that change"
      description="A CSV file has no tiers, and none are taken over from the card before. To keep them, post the card as JSON with its tiers."
    >
      <Table.ScrollContainer minWidth={560} mah={360}>
        <Table aria-label="Volume tiers that change" stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Market</Table.Th>
              <Table.Th>Category</Table.Th>
              <Table.Th ta="right">From message</Table.Th>
              <Table.Th ta="right">Before</Table.Th>
              <Table.Th ta="right">After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map(({ market, category, fromMessage, from, to }) => (
              <Table.Tr key={`${market} ${category} ${fromMessage}`}>
                <Table.Td>{marketWords(market)}</Table.Td>
                <Table.Td>{categoryWords(category)}</Table.Td>
                <Table.Td ta="right">{fromMessage.toLocaleString('en-US')}</Table.Td>
                <Amount amount={from} currency={currency} />
                <Amount amount={to} currency={currency} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </SectionCard>
  );
}

function Amount({ amount, currency }: { amount: string | null; currency: string }) {
  return <Table.Td ta="right">{amount === null ? 'None' : <MoneyText amount={amount} currency={currency} />}</Table.Td>;
}

/** `TR` → `Türkiye (TR)`; a region by its code in words: `REST_OF_AFRICA` → `Rest of africa`. */
function marketWords(market: string): string {
  const country = countryName(market);
  if (country !== market) return `${country} (${market})`;
  const words = market.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
