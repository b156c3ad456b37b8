import { SimpleGrid } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { MoneyText } from '../../../components/money-text';
import { StatCard } from '../../../components/stat-card';

/** What is in the wallet: to spend, held, and together. */
export function WalletFigures({ wallet }: { wallet: Schemas['WalletView'] }) {
  const { currency } = wallet;
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <StatCard
        label="Available"
        value={<MoneyText amount={wallet.available} currency={currency} />}
        hint="Can be spent on messages now"
      />
      <StatCard
        label="Reserved"
        value={<MoneyText amount={wallet.reserved} currency={currency} />}
        hint="Held for messages on their way: charged once Meta takes or delivers them, given back if they fail"
      />
      <StatCard
        label="Total"
        value={<MoneyText amount={wallet.total} currency={currency} />}
        hint="Available and reserved together"
      />
    </SimpleGrid>
  );
}
