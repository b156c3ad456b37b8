import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { ChangePlanDialog } from '../../../components/change-plan-dialog';
import { type Fact, FactList } from '../../../components/fact-list';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { formatBytes } from '../../../lib/byte-size';
import { signOfMoney } from '../../../lib/money';
import { useRole } from '../../../lib/session';
import { assignPlan } from '../../billing/api/assign-plan';
import { planStandingQuery } from '../../billing/api/get-plan-standing';
import { allPlansQuery } from '../../billing/api/list-plans';

/** What plan a tenant is on, until when, and what it pays for it. */
export function TenantPlan({ tenant }: { tenant: Schemas['PlatformTenantView'] }) {
  const { may } = useRole();
  const standing = useQuery(planStandingQuery(tenant.id));
  const plans = useQuery(allPlansQuery);
  const [isChanging, setChanging] = useState(false);
  const plan = plans.data?.find(({ code }) => code === standing.data?.planCode);
  const mayChange = may('platform:manage') && tenant.status !== 'closed' && standing.data !== undefined;
  return (
    <SectionCard
      title="The plan’s terms"
      description="What the tenant may use, and the monthly fee that is charged when the period ends."
      actions={
        mayChange && (
          <Button size="sm" variant="default" onClick={() => setChanging(true)}>
            Change plan
          </Button>
        )
      }
    >
      <QueryState query={standing}>
        {(held) => (
          <>
            {signOfMoney(held.owedFee) > 0 && (
              <Alert color="yellow" icon={<IconAlertTriangle />} mb="sm" title="A fee is owed">
                <MoneyText amount={held.owedFee} currency={tenant.currency} mostDigits={2} /> could not be paid from the
                wallet. It is charged as soon as there is money for it.
                {held.graceUntil && (
                  <>
                    {' '}
                    The tenant may go on until <InstantText at={held.graceUntil} />.
                  </>
                )}
              </Alert>
            )}
            <FactList facts={factsOf(held, plan, tenant.currency)} />
          </>
        )}
      </QueryState>
      {mayChange && (
        <ChangePlanDialog
          opened={isChanging}
          onClose={() => setChanging(false)}
          currency={tenant.currency}
          standing={standing.data}
          plans={plans.data ?? []}
          onAssign={(assigned) => assignPlan(tenant.id, assigned)}
        />
      )}
    </SectionCard>
  );
}

function factsOf(
  held: Schemas['PlanStandingView'],
  plan: Schemas['PlanView'] | undefined,
  currency: string,
): readonly Fact[] {
  return [
    { label: 'Plan', value: plan ? `${plan.name} (${plan.code})` : held.planCode },
    { label: 'Period began', value: <InstantText at={held.periodStart} /> },
    {
      label: held.renews ? 'Renews' : 'Ends',
      value: <InstantText at={held.periodEnd} none="Does not end by itself" />,
      hint: held.renews ? 'Another month follows.' : 'Without renewal: sending stops then.',
    },
    {
      label: 'Next charge',
      value: <MoneyText amount={held.nextFee} currency={currency} mostDigits={2} />,
      hint: (
        <>
          <MoneyText amount={held.accruedFee} currency={currency} mostDigits={2} /> of it until now
        </>
      ),
    },
    {
      label: 'Media kept',
      value: plan
        ? `${formatBytes(held.storedBytes)} of ${formatBytes(plan.storedBytes)}`
        : formatBytes(held.storedBytes),
    },
    ...(plan
      ? [
          {
            label: 'Speed per key',
            value: `${plan.messagesPerSecond.toLocaleString('en-US')} a second`,
            hint: `${plan.messagesPerMinute.toLocaleString('en-US')} a minute at most`,
          },
        ]
      : []),
  ];
}
