import { Alert, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import type { ApiProblem } from '../../../api/problem';
import { FormProblem } from '../../../components/form-problem';
import type { ProblemForm } from '../../../lib/use-problem-form';
import { IdsHelp, TokenHelp } from './meta-help';

/** What has to be known of a number to ask Meta about it. */
export interface Claim {
  phoneNumberId: string;
  wabaId: string;
  accessToken: string;
}

interface IdsStepProps {
  form: ProblemForm<Claim>['form'];
  onNext: () => void;
  /** The way out of the form. */
  cancel: ReactNode;
}

/** First step: which number it is. */
export function IdsStep({ form, onNext, cancel }: IdsStepProps) {
  const frame = useRef<HTMLFormElement>(null);
  // Meta denied an id in the next step: the person is brought back to it.
  useEffect(() => frame.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), []);
  const next = (event: FormEvent): void => {
    event.preventDefault();
    const refused = ['phoneNumberId', 'wabaId'].filter((path) => form.validateField(path).hasError);
    if (refused[0] === undefined) onNext();
    else form.getInputNode(refused[0])?.focus();
  };
  return (
    <form ref={frame} onSubmit={next} noValidate>
      <Stack>
        <TextInput
          label="Phone number ID"
          description="Meta's id of the number: not the number itself."
          placeholder="106540352242922"
          autoComplete="off"
          required
          {...form.getInputProps('phoneNumberId')}
        />
        <TextInput
          label="WhatsApp Business Account ID"
          description="Meta's id of the account that the number belongs to."
          placeholder="102290129340398"
          autoComplete="off"
          required
          {...form.getInputProps('wabaId')}
        />
        <IdsHelp />
        <Group justify="space-between">
          {cancel}
          <Button type="submit">Next: access token</Button>
        </Group>
      </Stack>
    </form>
  );
}

interface TokenStepProps {
  form: ProblemForm<Claim>['form'];
  onSubmit: ProblemForm<Claim>['onSubmit'];
  isSubmitting: boolean;
  problem: ApiProblem | null;
  onBack: () => void;
  /** Goes on although Meta could not be asked. */
  onSkip: () => void;
}

/** Second step: what may speak for the number; then Meta is asked. */
export function TokenStep({ form, onSubmit, isSubmitting, problem, onBack, onSkip }: TokenStepProps) {
  const isMetaAway = problem?.code === 'meta_unavailable' || problem?.code === 'meta_unknown';
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <PasswordInput
          label="Access token"
          description="Of a system user. It is kept encrypted and never shown again."
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          required
          visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
          {...form.getInputProps('accessToken')}
        />
        <TokenHelp />
        <FormProblem problem={problem} />
        {isMetaAway && (
          <Alert color="yellow" title="You can go on without the check">
            The number is then added as unverified, and Meta is asked again as soon as it answers.
            <Group mt="sm">
              <Button variant="default" size="xs" onClick={onSkip}>
                Go on without the check
              </Button>
            </Group>
          </Alert>
        )}
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            Back
          </Button>
          <Button type="submit" loading={isSubmitting}>
            Check with Meta
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
