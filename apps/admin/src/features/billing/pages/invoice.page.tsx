import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Schemas } from '../../../api/client';
import { listOf } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { StatCard } from '../../../components/stat-card';
import { TextLink } from '../../../components/text-link';
import { entryKindWords } from '../../../lib/entry-kinds';
import { categoryWords } from '../../../lib/price-categories';
import { useTenant } from '../../../lib/tenant';
import { invoiceQuery } from '../api/get-invoice';
import { InvoiceDownloads } from '../components/invoice-downloads';
import { monthWords } from '../lib/month-words';

type Line = Schemas['InvoiceLineView'];

const columnsOf = (currency: string): readonly Column<Line>[] => [
  { id: 'kind', header: 'What', widthPx: 170, render: ({ kind }) => entryKindWords(kind) },
  { id: 'market', header: 'Market', render: ({ market }) => market ?? '—' },
  { id: 'category', header: 'Category', render: ({ category }) => (category ? categoryWords(category) : '—') },
  {
    id: 'quantity',
    header: 'Quantity',
    align: 'right',
    widthPx: 100,
    render: ({ quantity }) => quantity.toLocaleString('en-US'),
  },
  {
    id: 'amount',
    header: 'Amount',
    align: 'right',
    render: ({ amount }) => <MoneyText amount={amount} currency={currency} />,
  },
];

/** One invoice with all its lines. */
export function InvoicePage() {
  const { id: tenantId } = useTenant();
  const { invoiceId } = useParams({ from: '/shell/tenants/$tenantId/billing/invoices/$invoiceId' });
  const invoice = useQuery(invoiceQuery(tenantId, invoiceId));
  const found = invoice.data;
  return (
    <>
      <TextLink to="/tenants/$tenantId/billing" params={{ tenantId }} search={{ tab: 'invoices' }} size="sm">
        All invoices
      </TextLink>
      <PageHeader
        title={found ? `Invoice ${found.number}` : 'Invoice'}
        description={found && `${monthWords(found.month)}, billed to ${found.billedTo}`}
        actions={found && <InvoiceDownloads tenantId={tenantId} invoice={found} />}
      />
      <QueryState query={invoice}>{(view) => <InvoiceContent invoice={view} />}</QueryState>
    </>
  );
}

function InvoiceContent({ invoice }: { invoice: Schemas['InvoiceDetailView'] }) {
  const { currency } = invoice;
  const figure = (amount: string) => <MoneyText amount={amount} currency={currency} />;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        <StatCard label="Balance at the beginning" value={figure(invoice.opening)} />
        <StatCard label="Paid in" value={figure(invoice.topUps)} hint="added" />
        <StatCard label="Charged" value={figure(invoice.total)} hint="taken; less what was given back" />
        <StatCard label="Balance at the end" value={figure(invoice.closing)} hint="the sum of it, to the last digit" />
      </SimpleGrid>
      <SectionCard
        title="Lines"
        description="Positive amounts were charged, negative ones were given back or paid in. Charges of messages have a line for each market and category."
      >
        <DataTable
          label="Invoice lines"
          columns={columnsOf(currency)}
          list={listOf(invoice.lines)}
          rowKey={({ kind, market, category }) => `${kind} ${market ?? ''} ${category ?? ''}`}
          empty={{
            title: 'Nothing happened in this month',
            description: 'No messages were charged and nothing was paid in.',
          }}
        />
      </SectionCard>
      <Text size="sm" c="dimmed">
        Issued <InstantText at={invoice.issuedAt} />. It was taken from the wallet as it arose: there is nothing to pay.
      </Text>
    </Stack>
  );
}
