import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { SectionCard } from '../../../components/section-card';
import { invoicesQuery } from '../api/list-invoices';
import { monthWords } from '../lib/month-words';
import { InvoiceDownloads } from './invoice-downloads';

type Invoice = Schemas['InvoiceView'];

const columnsOf = (tenantId: string): readonly Column<Invoice>[] => [
  { id: 'number', header: 'Invoice', widthPx: 160, render: ({ number }) => number },
  { id: 'month', header: 'Month', render: ({ month }) => monthWords(month) },
  {
    id: 'total',
    header: 'Charged',
    align: 'right',
    render: ({ total, currency }) => <MoneyText amount={total} currency={currency} />,
  },
  {
    id: 'topUps',
    header: 'Paid in',
    align: 'right',
    render: ({ topUps, currency }) => <MoneyText amount={topUps} currency={currency} />,
  },
  {
    id: 'closing',
    header: 'Balance at the end',
    align: 'right',
    widthPx: 150,
    render: ({ closing, currency }) => <MoneyText amount={closing} currency={currency} />,
  },
  { id: 'issued', header: 'Issued', render: ({ issuedAt }) => <InstantText at={issuedAt} style="day" /> },
  {
    id: 'files',
    header: 'Download',
    widthPx: 190,
    fixed: true,
    hideHeader: true,
    render: (invoice) => <InvoiceDownloads tenantId={tenantId} invoice={invoice} size="compact-sm" />,
  },
];

/** One bill per month, made when the month is over. */
export function Invoices({ tenantId }: { tenantId: string }) {
  const invoices = useList(invoicesQuery(tenantId));
  return (
    <SectionCard
      title="Invoices"
      description="One for each calendar month (UTC), issued after its end. What is charged has been taken from the wallet already: there is nothing to pay."
    >
      <DataTable
        label="Invoices by month"
        columns={columnsOf(tenantId)}
        list={invoices}
        rowKey={({ id }) => id}
        rowLink={({ id }) => ({
          to: '/tenants/$tenantId/billing/invoices/$invoiceId',
          params: { tenantId, invoiceId: id },
        })}
        empty={{
          title: 'No invoices yet',
          description: 'The first one is issued when this month is over. Until then the ledger shows what was charged.',
        }}
      />
    </SectionCard>
  );
}
