import { Stack, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { defineFilters, oneOf } from '../../../lib/filters';
import type { Permission } from '../../../lib/permissions';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useFilters } from '../../../lib/use-filters';
import { walletQuery } from '../api/get-wallet';
import { AlertThreshold } from '../components/alert-threshold';
import { Invoices } from '../components/invoices';
import { Ledger } from '../components/ledger';
import { PlanPanel } from '../components/plan-panel';
import { PricesPanel } from '../components/prices-panel';
import { WalletActions } from '../components/wallet-actions';
import { WalletFigures } from '../components/wallet-figures';

const TABS = [
  { value: 'wallet', label: 'Wallet', permission: 'wallet:read' },
  { value: 'invoices', label: 'Invoices', permission: 'invoices:read' },
  { value: 'plan', label: 'Plan and limits', permission: 'wallet:read' },
  { value: 'prices', label: 'Prices', permission: 'wallet:read' },
] as const satisfies readonly { value: string; label: string; permission: Permission }[];

const FILTERS = defineFilters({ tab: oneOf(TABS.map(({ value }) => value)) });

/** The tenant's money: wallet and ledger, invoices, plan, prices. */
export function BillingPage() {
  const { id: tenantId, currency } = useTenant();
  const { may } = useRole(tenantId);
  const { values, change } = useFilters(FILTERS);
  const wallet = useQuery(walletQuery(tenantId));
  const tabs = TABS.filter(({ permission }) => may(permission));
  const tab = tabs.find(({ value }) => value === values.tab)?.value ?? 'wallet';
  return (
    <>
      <PageHeader
        title="Billing"
        description="What is in the wallet, what was charged, and what the plan allows."
        actions={may('wallet:top-up') && wallet.data && <WalletActions tenantId={tenantId} wallet={wallet.data} />}
      />
      <Tabs
        value={tab}
        onChange={(next) => change({ tab: tabs.find(({ value }) => value === next)?.value })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="wallet">
          <QueryState query={wallet}>
            {(found) => (
              <Stack>
                <WalletFigures wallet={found} />
                {may('ledger:read') && <Ledger tenantId={tenantId} currency={found.currency} />}
                <AlertThreshold tenantId={tenantId} wallet={found} />
              </Stack>
            )}
          </QueryState>
        </Tabs.Panel>
        <Tabs.Panel value="invoices">
          <Invoices tenantId={tenantId} />
        </Tabs.Panel>
        <Tabs.Panel value="plan">
          <PlanPanel tenantId={tenantId} currency={currency} />
        </Tabs.Panel>
        <Tabs.Panel value="prices">
          <PricesPanel tenantId={tenantId} currency={currency} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
