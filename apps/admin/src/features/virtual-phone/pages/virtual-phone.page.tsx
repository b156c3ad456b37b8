import { Paper, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDeviceMobile } from '@tabler/icons-react';
import { EmptyState } from '../../../components/empty-state';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { ButtonLink } from '../../../components/text-link';
import { defineFilters, text } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useFilters } from '../../../lib/use-filters';
import { phoneNumberChoicesQuery } from '../../phone-numbers/api/list-phone-numbers';
import { Chat } from '../components/chat';
import { UserPicker } from '../components/user-picker';
import classes from '../components/virtual-phone.module.css';

const CHAT = defineFilters({ phoneNumberId: text(), user: text() });

/** The phone of a user in the browser: to try out what a number sends, and what happens when users answer. */
export function VirtualPhonePage() {
  const { id: tenantId } = useTenant();
  const { may } = useRole(tenantId);
  const numbers = useQuery(phoneNumberChoicesQuery(tenantId));
  const { values, change } = useFilters(CHAT);
  return (
    <>
      <PageHeader
        title="Virtual phone"
        description="Be one of your users: see what a number sends them, write back, tap buttons. The simulator carries it; no real phone is involved."
      />
      <QueryState query={numbers}>
        {(items) => {
          const number = items.find(({ phoneNumberId }) => phoneNumberId === values.phoneNumberId) ?? items[0];
          if (!number) {
            return (
              <EmptyState
                icon={IconDeviceMobile}
                title="No phone number yet"
                description="Add a number first: the virtual phone chats with it."
                action={
                  may('phone-numbers:manage') && (
                    <ButtonLink to="/tenants/$tenantId/phone-numbers/add" params={{ tenantId }}>
                      Add a phone number
                    </ButtonLink>
                  )
                }
              />
            );
          }
          const { phoneNumberId } = number;
          return (
            <div className={classes.columns}>
              <Paper withBorder p="md" component="section" aria-label="Who chats with whom">
                <Select
                  label="Your number"
                  allowDeselect={false}
                  mb="md"
                  data={items.map((each) => ({
                    value: each.phoneNumberId,
                    label: [each.displayPhoneNumber, each.verifiedName].filter(Boolean).join(' · '),
                  }))}
                  value={phoneNumberId}
                  onChange={(next) => change({ phoneNumberId: next ?? undefined, user: undefined })}
                />
                <UserPicker
                  phoneNumberId={phoneNumberId}
                  user={values.user}
                  onChange={(user) => change({ phoneNumberId, user })}
                />
              </Paper>
              {values.user ? (
                <Chat key={`${phoneNumberId} ${values.user}`} number={number} user={values.user} />
              ) : (
                <Paper withBorder>
                  <EmptyState
                    icon={IconDeviceMobile}
                    title="No chat is open"
                    description="Choose a user, or type a number to be someone new."
                  />
                </Paper>
              )}
            </div>
          );
        }}
      </QueryState>
    </>
  );
}
