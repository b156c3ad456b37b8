import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { MoneyText } from '../../../components/money-text';
import { categoryWords } from '../../../lib/price-categories';
import type { Price } from '../use-price';

/** What the message would cost at most, part by part; or why that cannot be said. */
export function PriceLines({ price, isReal }: { price: Price; isReal: boolean }) {
  if (price.state === 'none') {
    return (
      <Text size="sm" c="dimmed" role="status">
        {price.why}
      </Text>
    );
  }
  if (price.state === 'asking') return <Skeleton height={20} width="60%" aria-label="Asking for the price" />;
  const { platformFee, metaFee, markup, total, currency, market, category } = price.quote;
  return (
    <Stack gap={4} role="status" opacity={price.isAsking ? 0.55 : 1}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600}>At most</Text>
        <MoneyText amount={total} currency={currency} fw={600} />
      </Group>
      <Line label="Platform fee" amount={platformFee} currency={currency} />
      <Line label="Meta’s fee" amount={metaFee} currency={currency} />
      <Line label="Markup" amount={markup} currency={currency} />
      <Text size="xs" c="dimmed">
        {categoryWords(category)} message to the market {market}.{' '}
        {isReal
          ? 'Reserved when it is sent; what Meta does not charge comes back.'
          : 'That is for real: the sandbox gives it back at once.'}
      </Text>
    </Stack>
  );
}

function Line({ label, amount, currency }: { label: string; amount: string; currency: string }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="sm">
        <MoneyText amount={amount} currency={currency} />
      </Text>
    </Group>
  );
}
