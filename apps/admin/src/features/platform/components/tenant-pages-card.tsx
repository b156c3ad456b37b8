import { Group } from '@mantine/core';
import { SectionCard } from '../../../components/section-card';
import { TextLink } from '../../../components/text-link';

const PAGES = [
  { to: '/tenants/$tenantId/messages', label: 'Messages' },
  { to: '/tenants/$tenantId/phone-numbers', label: 'Phone numbers' },
  { to: '/tenants/$tenantId/api-keys', label: 'API keys' },
  { to: '/tenants/$tenantId/webhooks', label: 'Webhooks' },
  { to: '/tenants/$tenantId/usage', label: 'Usage' },
  { to: '/tenants/$tenantId/team', label: 'Members' },
  { to: '/tenants/$tenantId/audit', label: 'Audit log' },
  { to: '/tenants/$tenantId/settings', label: 'Settings' },
] as const;

/** Straight to a page of the tenant's. */
export function TenantPagesCard({ tenantId }: { tenantId: string }) {
  return (
    <SectionCard
      title="Its own pages"
      description="As its people see them. A line above the page reminds you that you are a visitor."
    >
      <Group component="nav" aria-label="Pages of the tenant" style={{ gap: '6px var(--mantine-spacing-md)' }}>
        {PAGES.map(({ to, label }) => (
          <TextLink key={to} size="sm" py={2} to={to} params={{ tenantId }}>
            {label}
          </TextLink>
        ))}
      </Group>
    </SectionCard>
  );
}
