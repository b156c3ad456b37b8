import { Alert, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import type { Schemas } from '../api/client';
import { TextLink } from '../components/text-link';
import { useRole } from '../lib/session';

/** Reminds those who run the platform that the pages below are someone else's. Nothing for the tenant's own people. */
export function VisitorBanner({ tenant }: { tenant: Schemas['TenantView'] }) {
  const { person, tenantRole } = useRole(tenant.id);
  if (person.platformRole === null || tenantRole !== null) return null;
  const isOperator = person.platformRole === 'operator';
  return (
    <Alert color="grape" icon={<IconEye />} mb="md" py="xs" role="note" aria-label="You are a visitor here">
      <Text size="sm">
        You look at <strong>{tenant.name}</strong> as {isOperator ? 'an operator' : 'support'}.{' '}
        {isOperator ? 'What you change is real, and its audit log has your name.' : 'You can change nothing.'}{' '}
        <TextLink inherit to="/platform/tenants/$id" params={{ id: tenant.id }}>
          Back to the platform
        </TextLink>
      </Text>
    </Alert>
  );
}
