import { Button, Group } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { downloadLink } from '../../../lib/download-link';

interface InvoiceDownloadsProps {
  tenantId: string;
  invoice: { id: string; number: string };
  size?: 'compact-sm' | 'sm';
}

/** An invoice as files, for people and for programs. */
export function InvoiceDownloads({ tenantId, invoice, size = 'sm' }: InvoiceDownloadsProps) {
  return (
    <Group gap="xs" wrap="nowrap">
      {(['pdf', 'csv'] as const).map((type) => (
        <Button
          key={type}
          component="a"
          href={downloadLink(`/console/v1/tenants/${tenantId}/invoices/${invoice.id}.${type}`)}
          download
          variant="default"
          size={size}
          leftSection={<IconDownload size={14} />}
          aria-label={`Download ${invoice.number} as ${type.toUpperCase()}`}
        >
          {type.toUpperCase()}
        </Button>
      ))}
    </Group>
  );
}
