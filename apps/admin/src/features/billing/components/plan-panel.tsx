import { Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { ChangePlanDialog } from '../../../components/change-plan-dialog';
import { EmptyState } from '../../../components/empty-state';
import { PermissionGate } from '../../../components/permission-gate';
import { QueryState } from '../../../components/query-state';
import { assignPlan } from '../api/assign-plan';
import { planStandingQuery } from '../api/get-plan-standing';
import { allPlansQuery } from '../api/list-plans';
import { PlanCard } from './plan-card';
import { PlanLimits } from './plan-limits';

/** The tenant's plan, its limits, and for operators the way to another one. */
export function PlanPanel({ tenantId, currency }: { tenantId: string; currency: string }) {
  const [isChanging, { open, close }] = useDisclosure(false);
  const standing = useQuery(planStandingQuery(tenantId));
  const plans = useQuery(allPlansQuery);
  return (
    <QueryState query={standing}>
      {(held) => (
        <QueryState query={plans}>
          {(all) => {
            const plan = all.find(({ code }) => code === held.planCode);
            if (!plan) return <EmptyState title="The plan is not known" description="Reload the page to try again." />;
            return (
              <Stack>
                <PlanCard
                  plan={plan}
                  standing={held}
                  currency={currency}
                  action={
                    <PermissionGate permission="platform:manage">
                      <Button variant="default" size="sm" onClick={open}>
                        Change plan
                      </Button>
                    </PermissionGate>
                  }
                />
                <PlanLimits plan={plan} standing={held} />
                <ChangePlanDialog
                  opened={isChanging}
                  onClose={close}
                  currency={currency}
                  standing={held}
                  plans={all}
                  onAssign={(assigned) => assignPlan(tenantId, assigned)}
                />
              </Stack>
            );
          }}
        </QueryState>
      )}
    </QueryState>
  );
}
