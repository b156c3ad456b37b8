import { Drawer, Stack, Table, Text } from '@mantine/core';
import type { Schemas } from '../api/client';
import { MoneyText } from './money-text';
import { RATE_CATEGORIES } from '../lib/rate-table';

interface MarketTiersProps {
  /** Undefined while none is open. */
  line: Schemas['RateLineView'] | undefined;
  tiers: readonly Schemas['RateTierView'][];
  currency: string;
  onClose: () => void;
}

/** One market of a rate card: its list prices, and how they change with the messages of a month. */
export function MarketTiers({ line, tiers, currency, onClose }: MarketTiersProps) {
  return (
    <Drawer opened={line !== undefined} onClose={onClose} title={line?.marketName ?? 'Market'}>
      <Stack>
        <Text size="sm" c="dimmed">
          A tier is what a message costs from the given one of the month on, counted for each tenant, market and
          category. It changes no message before it.
        </Text>
        {line &&
          RATE_CATEGORIES.map(({ field, category, label }) => {
            const amount = line[field];
            const steps = tiers.filter((tier) => tier.category === category);
            return (
              <Table key={field} aria-label={label} withTableBorder>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{label}</Table.Th>
                    <Table.Th ta="right">Per message</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  <Table.Tr>
                    <Table.Td>{steps.length > 0 ? 'From the first message' : 'Every message'}</Table.Td>
                    <Table.Td ta="right">
                      {amount === null ? 'n/a' : <MoneyText amount={amount} currency={currency} />}
                    </Table.Td>
                  </Table.Tr>
                  {steps.map((tier) => (
                    <Table.Tr key={tier.fromMessage}>
                      <Table.Td>From message {tier.fromMessage.toLocaleString('en-US')}</Table.Td>
                      <Table.Td ta="right">
                        <MoneyText amount={tier.amount} currency={currency} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            );
          })}
      </Stack>
    </Drawer>
  );
}
