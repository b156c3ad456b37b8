import { Alert, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconFlask, IconSend } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { type ApiProblem, asProblem } from '../../../api/problem';
import { FormProblem } from '../../../components/form-problem';
import { SectionCard } from '../../../components/section-card';
import { TextLink } from '../../../components/text-link';
import { newIdempotencyKey } from '../../../lib/idempotency-key';
import { useTenant } from '../../../lib/tenant';
import { sendMessage, SendRefused } from '../api/send-message';
import { useComposerContext } from '../use-composer';
import { usePrice } from '../use-price';
import { ConfirmSend } from './confirm-send';
import { PriceLines } from './price-lines';
import { SentCard } from './sent-card';

type Outcome =
  | { kind: 'sent'; message: Schemas['SentMessageView'] }
  | { kind: 'refused'; problem: ApiProblem; messageId: string | null };

/** Sandbox or for real, the price, the button, and what came of it. */
export function SendPanel() {
  const composer = useComposerContext();
  const { id: tenantId, status } = useTenant();
  const price = usePrice(composer);
  const [isReal, setReal] = useState(false);
  const [isConfirming, setConfirming] = useState(false);
  const [isSending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  // One key for one wish: after a lost answer the same message is not sent twice.
  const wish = useRef({ text: '', key: '' });
  const { body, problems, sender, draft } = composer;

  const send = async (): Promise<void> => {
    const request = { message: body, phoneNumberId: sender?.phoneNumberId, mmlite: draft.mmlite, isFake: !isReal };
    const text = JSON.stringify(request);
    if (wish.current.text !== text) wish.current = { text, key: newIdempotencyKey() };
    setSending(true);
    setOutcome(null);
    try {
      const message = await sendMessage(tenantId, request, wish.current.key);
      wish.current = { text: '', key: '' };
      setOutcome({ kind: 'sent', message });
    } catch (error) {
      const problem = error instanceof SendRefused ? error.problem : asProblem(error);
      if (problem.status >= 400 && problem.status < 500) wish.current = { text: '', key: '' };
      composer.refuse(problem.fields);
      setOutcome({ kind: 'refused', problem, messageId: error instanceof SendRefused ? error.messageId : null });
    } finally {
      setSending(false);
      setConfirming(false);
    }
  };
  const begin = (): void => {
    composer.showAll();
    if (problems.length > 0 || !sender) return focusFirstProblem();
    if (isReal) setConfirming(true);
    else void send();
  };
  const missing = problems.length;

  return (
    <SectionCard title="Send">
      <Stack gap="sm">
        <SegmentedControl
          fullWidth
          aria-label="Where to send it"
          value={isReal ? 'real' : 'sandbox'}
          onChange={(value) => {
            setReal(value === 'real');
            setOutcome(null);
          }}
          data={[
            { value: 'sandbox', label: 'Sandbox' },
            { value: 'real', label: 'For real' },
          ]}
        />
        <ModeWords isReal={isReal} />
        <PriceLines price={price} isReal={isReal} />
        {composer.isShowingAll && missing > 0 && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {missing === 1 ? 'One thing is missing or wrong.' : `${missing} things are missing or wrong.`}
          </Text>
        )}
        <Button
          onClick={begin}
          loading={isSending}
          disabled={!sender || status !== 'active'}
          leftSection={isReal ? <IconSend size={16} /> : <IconFlask size={16} />}
        >
          {isReal ? 'Send for real' : 'Send in the sandbox'}
        </Button>
        {outcome?.kind === 'sent' && <SentCard message={outcome.message} />}
        {outcome?.kind === 'refused' && <Refused {...outcome} />}
      </Stack>
      <ConfirmSend
        opened={isConfirming}
        onClose={() => setConfirming(false)}
        onConfirm={() => void send()}
        isSending={isSending}
        price={price}
      />
    </SectionCard>
  );
}

/** Once the problems are shown, the first input that has one gets the focus: on a narrow screen it is far from the button. */
function focusFirstProblem(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus());
}

function ModeWords({ isReal }: { isReal: boolean }) {
  return (
    <Alert color={isReal ? 'yellow' : 'brand'} py="xs">
      <Text size="sm">
        {isReal
          ? 'Goes to WhatsApp and costs money.'
          : 'Nobody gets it and it costs nothing. It is checked, logged and reported like a real one.'}
      </Text>
    </Alert>
  );
}

function Refused({ problem, messageId }: { problem: ApiProblem; messageId: string | null }) {
  const { id: tenantId } = useTenant();
  return (
    <Stack gap="xs">
      <FormProblem problem={problem} />
      {messageId && (
        <Group>
          <TextLink to="/tenants/$tenantId/messages/$messageId" params={{ tenantId, messageId }} size="sm">
            Look at the message in the log
          </TextLink>
        </Group>
      )}
    </Stack>
  );
}
