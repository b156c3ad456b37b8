import { Box, Button, Group, List, Progress, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { SectionCard } from '../../../components/section-card';
import { ButtonLink } from '../../../components/text-link';
import { useRole } from '../../../lib/session';
import { onboardingDismissal } from '../lib/onboarding-dismissal';
import { type OnboardingStep, onboardingSteps } from '../lib/onboarding-steps';

/** What a new tenant still has to do. It goes away by itself when all is done, or when someone puts it aside. */
export function OnboardingChecklist({ tenantId, done }: { tenantId: string; done: Schemas['OnboardingView'] }) {
  const [isDismissed, setDismissed] = useState(() => onboardingDismissal.isDismissed(tenantId));
  if (done.isComplete || isDismissed) return null;
  const steps = onboardingSteps(done);
  const doneCount = steps.filter(({ isDone }) => isDone).length;
  const dismiss = (): void => {
    onboardingDismissal.dismiss(tenantId);
    setDismissed(true);
  };
  return (
    <SectionCard
      title="First steps"
      description={`${doneCount} of ${steps.length} done. After that, real messages flow.`}
      actions={
        <Button variant="subtle" color="gray" size="xs" onClick={dismiss}>
          Hide first steps
        </Button>
      }
    >
      <Progress value={(doneCount / steps.length) * 100} size="sm" mb="md" aria-hidden />
      <List listStyleType="none" spacing="md">
        {steps.map((step) => (
          <List.Item key={step.id} styles={{ itemWrapper: { width: '100%' }, itemLabel: { width: '100%' } }}>
            <Step step={step} tenantId={tenantId} />
          </List.Item>
        ))}
      </List>
    </SectionCard>
  );
}

function Step({ step, tenantId }: { step: OnboardingStep; tenantId: string }) {
  const { may } = useRole(tenantId);
  const isMine = may(step.permission);
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon
        radius="xl"
        size={28}
        variant="light"
        color={step.isDone ? 'teal' : 'gray'}
        aria-label={step.isDone ? 'Done' : 'To do'}
        role="img"
      >
        {step.isDone ? <IconCheck size={16} /> : <IconCircleDashed size={16} />}
      </ThemeIcon>
      <Group gap="xs" justify="space-between" style={{ flex: 1, minWidth: 0 }}>
        <Box style={{ flex: '1 1 14rem', minWidth: 0 }}>
          <Text fw={600}>{step.title}</Text>
          {!step.isDone && (
            <Text size="sm" c="dimmed">
              {step.description} {!isMine && step.otherwise}
            </Text>
          )}
        </Box>
        {!step.isDone && isMine && (
          <ButtonLink
            to={step.to}
            params={{ tenantId } as never}
            search={step.search as never}
            size="xs"
            variant="default"
          >
            {step.action}
          </ButtonLink>
        )}
      </Group>
    </Group>
  );
}
