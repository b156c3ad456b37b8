import { notifications } from '@mantine/notifications';
import { IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { EmptyState } from '../../../components/empty-state';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { ButtonLink } from '../../../components/text-link';
import { useTenant } from '../../../lib/tenant';
import { templateSyncsQuery } from '../api/list-template-syncs';
import { TemplateForm } from '../components/template-form';

/** A new template, to be reviewed by Meta. */
export function NewTemplatePage() {
  const { id: tenantId } = useTenant();
  const navigate = useNavigate();
  const accounts = useQuery(templateSyncsQuery(tenantId));
  return (
    <>
      <PageHeader title="New template" description="Meta reviews it before it can be sent." />
      <QueryState query={accounts}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState
              icon={IconPhone}
              title="Add a phone number first"
              description="A template belongs to the WhatsApp account of a phone number, and this tenant has none yet."
              action={
                <ButtonLink to="/tenants/$tenantId/phone-numbers" params={{ tenantId }}>
                  Phone numbers
                </ButtonLink>
              }
            />
          ) : (
            <TemplateForm
              tenantId={tenantId}
              accounts={list.map(({ wabaId }) => wabaId)}
              onCreated={({ id, name }) => {
                notifications.show({ color: 'teal', message: `${name} is at Meta for review.` });
                void navigate({ to: '/tenants/$tenantId/templates', params: { tenantId }, search: { template: id } });
              }}
            />
          )
        }
      </QueryState>
    </>
  );
}
