import { Alert, Button, Modal, Radio, Stack, Text } from '@mantine/core';
import { IconRotate } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { InstantText } from '../../../components/instant-text';
import { SectionCard } from '../../../components/section-card';
import { useProblemForm } from '../../../lib/use-problem-form';
import { rotateSecret } from '../api/rotate-secret';
import { SecretDialog } from './secret-dialog';

const HOUR_SECONDS = 3_600;
const OVERLAPS = [
  [24 * HOUR_SECONDS, 'One day', 'Both secrets sign meanwhile: put the new one in place at any time.'],
  [7 * 24 * HOUR_SECONDS, 'Seven days', 'The longest that there is.'],
  [HOUR_SECONDS, 'One hour', 'For receivers that you change yourself, now.'],
  [0, 'None: the old secret stops now', 'When it has leaked. Your receiver refuses events until it has the new one.'],
] as const;

interface RotateSecretProps {
  tenantId: string;
  endpoint: Schemas['EndpointView'];
}

/** The signing secret: replacing it, and until when the one before still signs. */
export function RotateSecret({ tenantId, endpoint }: RotateSecretProps) {
  const [isOpen, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <SectionCard
      title="Signing secret"
      description="With it your receiver tells that an event is ours. It is not shown again."
    >
      <Stack align="flex-start">
        {endpoint.previousSecretUntil && (
          <Alert color="yellow" w="100%">
            The secret before still signs too, until <InstantText at={endpoint.previousSecretUntil} />.
          </Alert>
        )}
        <Button variant="default" leftSection={<IconRotate size={16} />} onClick={() => setOpen(true)}>
          Make a new secret
        </Button>
      </Stack>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Make a new signing secret">
        <RotateForm
          onCancel={() => setOpen(false)}
          rotate={async (overlapSeconds) => {
            setSecret(await rotateSecret(tenantId, endpoint.id, overlapSeconds));
            setOpen(false);
          }}
        />
      </Modal>
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </SectionCard>
  );
}

interface RotateFormProps {
  rotate: (overlapSeconds: number) => Promise<void>;
  onCancel: () => void;
}

function RotateForm({ rotate, onCancel }: RotateFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { overlapSeconds: String(OVERLAPS[0][0]) },
    submit: ({ overlapSeconds }) => rotate(Number(overlapSeconds)),
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Text size="sm">You see the new secret once. How long should the old one sign beside it?</Text>
        <Radio.Group aria-label="Overlap" {...form.getInputProps('overlapSeconds')}>
          <Stack gap="sm">
            {OVERLAPS.map(([seconds, label, description]) => (
              <Radio key={seconds} value={String(seconds)} label={label} description={description} />
            ))}
          </Stack>
        </Radio.Group>
        <FormProblem problem={problem} />
        <FormActions onCancel={onCancel} isSubmitting={isSubmitting}>
          Make a new secret
        </FormActions>
      </Stack>
    </form>
  );
}
