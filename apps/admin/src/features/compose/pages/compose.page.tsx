import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconRefresh } from '@tabler/icons-react';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { defineFilters, text } from '../../../lib/filters';
import { isRecord } from '../../../lib/json-path';
import { useTenant } from '../../../lib/tenant';
import { useFilters } from '../../../lib/use-filters';
import { messageQuery } from '../../messages/api/find-message';
import { Composer } from '../components/composer';
import { type Draft, draftOf, emptyDraft, isKnownKind } from '../draft';

/** What a link to the composer can fill in: `?to=90532…&type=template&template=order_update&language=en_US`, `?resend=<message>`. */
const PREFILL = defineFilters({
  resend: text(),
  to: text(),
  phoneNumberId: text(),
  /** A number of this account is the sender. */
  wabaId: text(),
  type: text(),
  replyTo: text(),
  template: text(),
  language: text(),
});

/** Writes and sends one message. */
export function ComposePage() {
  const { values } = useFilters(PREFILL);
  return (
    <>
      <PageHeader
        title="Compose"
        description="Write a message of any type, see how it will look and what it will cost, and send it: in the sandbox or for real."
      />
      {values.resend ? (
        <ResentMessage key={values.resend} messageId={values.resend} />
      ) : (
        <Composer key={JSON.stringify(values)} initial={prefilled(values)} wabaId={values.wabaId} />
      )}
    </>
  );
}

function prefilled(values: Readonly<Record<string, string | undefined>>): Draft {
  const { to = '', phoneNumberId, type, replyTo = '', template, language } = values;
  const kind = template ? 'template' : type && isKnownKind(type) ? type : 'text';
  const draft = { ...emptyDraft(), kind, recipient: to, phoneNumberId: phoneNumberId ?? null, replyTo };
  if (kind === 'reaction' || kind === 'read') {
    const content = kind === 'read' ? { message_id: replyTo } : { message_id: replyTo, emoji: '👍' };
    return { ...draft, replyTo: '', contents: { [kind]: content } };
  }
  return template
    ? { ...draft, contents: { template: { name: template, ...(language && { language: { code: language } }) } } }
    : draft;
}

/** A message of the log as a new draft. */
function ResentMessage({ messageId }: { messageId: string }) {
  const { id: tenantId } = useTenant();
  const query = useQuery({ ...messageQuery(tenantId, messageId), refetchInterval: false });
  return (
    <QueryState query={query}>
      {({ payload, phoneNumberId, mmlite, canResend }) => (
        <>
          <Alert
            mb="md"
            color={canResend ? 'brand' : 'yellow'}
            icon={<IconRefresh />}
            title="A copy of an earlier message"
          >
            <Text size="sm">
              {canResend
                ? 'What you send is a new message, with an id and a price of its own. The earlier one stays as it is.'
                : 'Its file came inside the message and is not kept there: choose the file again. What you send is a new message, with a price of its own.'}
            </Text>
          </Alert>
          <Composer
            initial={isRecord(payload) ? { ...draftOf(payload, emptyDraft()), phoneNumberId, mmlite } : emptyDraft()}
          />
        </>
      )}
    </QueryState>
  );
}
