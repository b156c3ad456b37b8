import { Badge, Group, Text } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { PhoneText } from '../../../components/phone-text';
import { StatusBadge } from '../../../components/status-badge';
import { signOfMoney } from '../../../lib/money';
import { messageTypeWords } from '../../../lib/message-type-words';
import { categoryWords } from '../../../lib/price-categories';
import type { Message } from '../message-filters';

/** The log's columns; what costs nothing shows a dash. */
export function messageColumns(currency: string): readonly Column<Message>[] {
  return [
    {
      id: 'at',
      header: 'Time',
      widthPx: 200,
      render: ({ createdAt }) => <InstantText at={createdAt} style="seconds" />,
    },
    { id: 'user', header: 'From or to', widthPx: 180, render: (message) => <OtherSide message={message} /> },
    { id: 'type', header: 'Type', widthPx: 100, render: ({ type }) => messageTypeWords(type) },
    {
      id: 'status',
      header: 'Status',
      widthPx: 185,
      render: ({ status, sandbox }) => (
        <Group gap={6} wrap="nowrap">
          <StatusBadge status={status} />
          {sandbox && <Badge color="grape">Sandbox</Badge>}
        </Group>
      ),
    },
    {
      id: 'category',
      header: 'Category',
      widthPx: 120,
      render: ({ category }) => (category ? categoryWords(category) : '—'),
    },
    {
      id: 'error',
      header: 'Reason',
      widthPx: 155,
      render: ({ error }) => (
        <Text size="sm" truncate title={error?.title}>
          {error ? (error.title ?? error.code) : '—'}
        </Text>
      ),
    },
    { id: 'cost', header: 'Cost', widthPx: 95, align: 'right', render: (message) => cost(message, currency) },
  ];
}

function cost({ cost: { total }, direction }: Message, currency: string) {
  if (direction === 'inbound' || signOfMoney(total) === 0) return '—';
  return <MoneyText amount={total} currency={currency} />;
}

/** The user of a message, with an arrow that says who wrote to whom. */
export function OtherSide({ message: { direction, to, from } }: { message: Message }) {
  const isInbound = direction === 'inbound';
  const Icon = isInbound ? IconArrowDownLeft : IconArrowUpRight;
  return (
    <Group gap={6} wrap="nowrap">
      <Icon size={16} aria-hidden style={{ flexShrink: 0 }} />
      <span className="visually-hidden">{isInbound ? 'From' : 'To'}</span>
      <PhoneText number={isInbound ? from : to} />
    </Group>
  );
}
