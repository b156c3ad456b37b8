import { createRoute } from '@tanstack/react-router';
import type { Permission } from '../lib/permissions';
import type { Feature } from '../lib/session';
import { account, page, platform, tenant } from './layout-routes';

interface PageOptions {
  title: string;
  permission?: Permission;
  feature?: Feature;
  component: ReturnType<typeof page>;
}

const accountPage = <const P extends string>(path: P, { component, ...staticData }: PageOptions) =>
  createRoute({ getParentRoute: () => account, path, staticData, component });
const tenantPage = <const P extends string>(path: P, { component, ...staticData }: PageOptions) =>
  createRoute({ getParentRoute: () => tenant, path, staticData, component });
const platformPage = <const P extends string>(path: P, { component, ...staticData }: PageOptions) =>
  createRoute({ getParentRoute: () => platform, path, staticData, component });

export const accountPages = [
  accountPage('profile', {
    title: 'Profile',
    component: page(() => import('../features/account/pages/profile.page'), 'ProfilePage'),
  }),
  accountPage('sessions', {
    title: 'Sessions',
    component: page(() => import('../features/account/pages/sessions.page'), 'SessionsPage'),
  }),
  accountPage('access-tokens', {
    title: 'Access tokens',
    component: page(() => import('../features/account/pages/access-tokens.page'), 'AccessTokensPage'),
  }),
  accountPage('security', {
    title: 'Password and sign-in',
    component: page(() => import('../features/account/pages/security.page'), 'SecurityPage'),
  }),
] as const;

export const tenantPages = [
  tenantPage('home', {
    title: 'Home',
    permission: 'tenant:read',
    component: page(() => import('../features/home/pages/home.page'), 'HomePage'),
  }),
  tenantPage('phone-numbers', {
    title: 'Phone numbers',
    permission: 'phone-numbers:read',
    component: page(() => import('../features/phone-numbers/pages/phone-numbers.page'), 'PhoneNumbersPage'),
  }),
  tenantPage('phone-numbers/add', {
    title: 'Add a phone number',
    permission: 'phone-numbers:manage',
    component: page(() => import('../features/phone-numbers/pages/add-phone-number.page'), 'AddPhoneNumberPage'),
  }),
  tenantPage('phone-numbers/$phoneNumberId', {
    title: 'Phone number',
    permission: 'phone-numbers:read',
    component: page(() => import('../features/phone-numbers/pages/phone-number.page'), 'PhoneNumberPage'),
  }),
  tenantPage('api-keys', {
    title: 'API keys',
    permission: 'api-keys:read',
    component: page(() => import('../features/api-keys/pages/api-keys.page'), 'ApiKeysPage'),
  }),
  tenantPage('messages', {
    title: 'Messages',
    permission: 'messages:read',
    component: page(() => import('../features/messages/pages/messages.page'), 'MessagesPage'),
  }),
  tenantPage('messages/$messageId', {
    title: 'Message',
    permission: 'messages:read',
    component: page(() => import('../features/messages/pages/message.page'), 'MessagePage'),
  }),
  tenantPage('compose', {
    title: 'Compose',
    permission: 'messages:send',
    component: page(() => import('../features/compose/pages/compose.page'), 'ComposePage'),
  }),
  tenantPage('virtual-phone', {
    title: 'Virtual phone',
    permission: 'messages:send',
    feature: 'virtualPhone',
    component: page(() => import('../features/virtual-phone/pages/virtual-phone.page'), 'VirtualPhonePage'),
  }),
  tenantPage('templates', {
    title: 'Templates',
    permission: 'templates:read',
    component: page(() => import('../features/templates/pages/templates.page'), 'TemplatesPage'),
  }),
  tenantPage('templates/new', {
    title: 'New template',
    permission: 'templates:manage',
    component: page(() => import('../features/templates/pages/new-template.page'), 'NewTemplatePage'),
  }),
  tenantPage('media', {
    title: 'Media',
    permission: 'media:read',
    component: page(() => import('../features/media/pages/media.page'), 'MediaPage'),
  }),
  tenantPage('opt-outs', {
    title: 'Opt-outs',
    permission: 'opt-outs:read',
    component: page(() => import('../features/opt-outs/pages/opt-outs.page'), 'OptOutsPage'),
  }),
  tenantPage('webhooks', {
    title: 'Webhooks',
    permission: 'webhooks:read',
    component: page(() => import('../features/webhooks/pages/webhooks.page'), 'WebhooksPage'),
  }),
  tenantPage('webhooks/$endpointId', {
    title: 'Webhook endpoint',
    permission: 'webhooks:read',
    component: page(() => import('../features/webhooks/pages/endpoint.page'), 'EndpointPage'),
  }),
  tenantPage('webhooks/$endpointId/deliveries/$deliveryId', {
    title: 'Webhook delivery',
    permission: 'webhooks:read',
    component: page(() => import('../features/webhooks/pages/delivery.page'), 'DeliveryPage'),
  }),
  tenantPage('billing', {
    title: 'Billing',
    permission: 'wallet:read',
    component: page(() => import('../features/billing/pages/billing.page'), 'BillingPage'),
  }),
  tenantPage('billing/invoices/$invoiceId', {
    title: 'Invoice',
    permission: 'invoices:read',
    component: page(() => import('../features/billing/pages/invoice.page'), 'InvoicePage'),
  }),
  tenantPage('usage', {
    title: 'Usage',
    permission: 'usage:read',
    component: page(() => import('../features/usage/pages/usage.page'), 'UsagePage'),
  }),
  tenantPage('team', {
    title: 'Team',
    permission: 'members:read',
    component: page(() => import('../features/team/pages/team.page'), 'TeamPage'),
  }),
  tenantPage('audit', {
    title: 'Audit log',
    permission: 'audit:read',
    component: page(() => import('../features/audit/pages/audit.page'), 'AuditPage'),
  }),
  tenantPage('settings', {
    title: 'Settings',
    permission: 'tenant:read',
    component: page(() => import('../features/settings/pages/settings.page'), 'SettingsPage'),
  }),
] as const;

export const platformPages = [
  platformPage('tenants', {
    title: 'Tenants',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/tenants.page'), 'TenantsPage'),
  }),
  platformPage('tenants/$id', {
    title: 'Tenant',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/tenant.page'), 'TenantPage'),
  }),
  platformPage('status', {
    title: 'Status',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/status.page'), 'StatusPage'),
  }),
  platformPage('throughput', {
    title: 'Throughput',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/throughput.page'), 'ThroughputPage'),
  }),
  platformPage('queues', {
    title: 'Queues',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/queues.page'), 'QueuesPage'),
  }),
  platformPage('inbound-events', {
    title: 'Inbound events',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/inbound-events.page'), 'InboundEventsPage'),
  }),
  platformPage('rate-cards', {
    title: 'Rate cards',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/rate-cards.page'), 'RateCardsPage'),
  }),
  platformPage('rate-cards/import', {
    title: 'Import a rate card',
    permission: 'platform:manage',
    component: page(() => import('../features/platform/pages/rate-card-import.page'), 'RateCardImportPage'),
  }),
  platformPage('rate-cards/$id', {
    title: 'Rate card',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/rate-card.page'), 'RateCardPage'),
  }),
  platformPage('plans', {
    title: 'Plans',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/plans.page'), 'PlansPage'),
  }),
  platformPage('usage', {
    title: 'Usage of all tenants',
    permission: 'platform:read',
    component: page(() => import('../features/usage/pages/platform-usage.page'), 'PlatformUsagePage'),
  }),
  platformPage('ledger', {
    title: 'Ledger',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/ledger.page'), 'LedgerPage'),
  }),
  platformPage('audit', {
    title: 'Platform audit log',
    permission: 'platform:read',
    component: page(() => import('../features/audit/pages/platform-audit.page'), 'PlatformAuditPage'),
  }),
  platformPage('members', {
    title: 'Operators',
    permission: 'platform:read',
    component: page(() => import('../features/platform/pages/members.page'), 'PlatformMembersPage'),
  }),
] as const;
