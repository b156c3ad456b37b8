import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { defineFilters, oneOf } from '../../../lib/filters';
import { useFilters } from '../../../lib/use-filters';
import { AdjustmentForm } from './adjustment-form';
import { MovementDialog } from './movement-dialog';
import { RefundForm } from './refund-form';
import { TopUpForm } from './top-up-form';

interface WalletActionsProps {
  tenantId: string;
  wallet: Schemas['WalletView'];
}

const TITLES = { topUp: 'Top up the wallet', adjust: 'Adjust the wallet', refund: 'Refund the tenant' } as const;

/** The open dialog stands in the URL: the operators' page of a tenant leads straight to it. */
const FILTERS = defineFilters({ move: oneOf(['topUp', 'adjust', 'refund'] as const) });

/** What operators do to a wallet by hand. */
export function WalletActions({ tenantId, wallet }: WalletActionsProps) {
  const { values, change } = useFilters(FILTERS);
  const open = values.move;
  // The title stays while the dialog closes.
  const [last, setLast] = useState<keyof typeof TITLES>('topUp');
  const shown = open ?? last;
  const show = (move: keyof typeof TITLES) => (): void => {
    setLast(move);
    change({ move });
  };
  const close = (): void => change({ move: undefined });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} />}>
            Correct
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={show('adjust')}>Adjust the wallet</Menu.Item>
          <Menu.Item onClick={show('refund')}>Refund the tenant</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button onClick={show('topUp')}>Top up</Button>
      <MovementDialog opened={open !== undefined} onClose={close} title={TITLES[shown]} currency={wallet.currency}>
        {(onDone) => {
          if (shown === 'topUp')
            return <TopUpForm tenantId={tenantId} wallet={wallet} onDone={onDone} onCancel={close} />;
          if (shown === 'adjust')
            return <AdjustmentForm tenantId={tenantId} wallet={wallet} onDone={onDone} onCancel={close} />;
          return <RefundForm tenantId={tenantId} currency={wallet.currency} onDone={onDone} onCancel={close} />;
        }}
      </MovementDialog>
    </>
  );
}
