import type { ReactNode } from 'react';
import { listOf } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { MoneyText } from '../../../components/money-text';
import { percentChange, percentChangeOfMoney } from '../../../lib/change';
import { formatMoney } from '../../../lib/money';
import type { UsageView } from '../lib/usage-filters';
import { stepWords } from '../lib/usage-range';
import type { ComparedGroup } from '../lib/usage-report';
import { dimensionWords, type NameOf } from '../lib/value-words';
import { ChangeText } from './change-text';

interface UsageTableProps {
  view: UsageView;
  groups: readonly ComparedGroup[];
  currency: string;
  nameOf: NameOf;
}

/** The sums of each value, or of each combination of two, largest first; by steps of time where nothing is split. */
export function UsageTable({ view, groups, currency, nameOf }: UsageTableProps) {
  return (
    <DataTable
      label="Usage in numbers"
      columns={columnsOf(view, currency, nameOf)}
      list={listOf(groups)}
      rowKey={({ values }) => values.join('\n')}
      height="32rem"
      empty={{
        title: 'Nothing was sent in this time',
        description: 'Choose another time, or send a message. Sandbox messages are not counted.',
      }}
    />
  );
}

function columnsOf(view: UsageView, currency: string, nameOf: NameOf): readonly Column<ComparedGroup>[] {
  const names: Column<ComparedGroup>[] =
    view.dimensions.length === 0
      ? [{ id: 'at', header: 'Time', render: ({ values }) => stepWords(Number(values[0]), view.granularity) }]
      : view.dimensions.map((dimension, index) => ({
          id: dimension,
          header: dimensionWords(dimension),
          widthPx: 180,
          render: ({ values }) => nameOf(dimension, values[index] ?? ''),
        }));
  const money = (field: 'spend' | 'platformFee' | 'metaFee' | 'markup', header: string): Column<ComparedGroup> => ({
    id: field,
    header,
    align: 'right',
    render: (group) =>
      beside(
        <MoneyText amount={group[field]} currency={currency} />,
        group.before && (
          <ChangeText
            percent={percentChangeOfMoney(group.before[field], group[field])}
            before={formatMoney(group.before[field], currency)}
          />
        ),
      ),
  });
  return [
    ...names,
    {
      id: 'messages',
      header: 'Messages',
      align: 'right',
      widthPx: 120,
      render: ({ messages, before }) =>
        beside(
          messages.toLocaleString('en-US'),
          before && (
            <ChangeText
              percent={percentChange(before.messages, messages)}
              before={before.messages.toLocaleString('en-US')}
            />
          ),
        ),
    },
    money('spend', 'Spend'),
    money('platformFee', 'Platform fee'),
    money('metaFee', 'Meta’s fee'),
    money('markup', 'Markup'),
  ];
}

function beside(value: ReactNode, change: ReactNode): ReactNode {
  return (
    <>
      {value}
      {change && <div>{change}</div>}
    </>
  );
}
