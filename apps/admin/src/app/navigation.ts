import type { LinkProps } from '@tanstack/react-router';
import {
  IconBuilding,
  IconCash,
  IconChartBar,
  IconDeviceMobile,
  IconGauge,
  IconHandStop,
  IconHeartbeat,
  IconHistory,
  IconHome,
  IconInbox,
  IconKey,
  IconLock,
  IconMessages,
  IconPencil,
  IconPhone,
  IconPhoto,
  IconReceipt,
  IconReportMoney,
  IconScale,
  IconSettings,
  IconStack2,
  IconTags,
  IconTemplate,
  IconUser,
  IconUserShield,
  IconUsers,
  IconWebhook,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Permission } from '../lib/permissions';
import type { Feature } from '../lib/session';

/** A page that the navigation and the palette know. */
export interface NavigationPage {
  label: string;
  to: NonNullable<LinkProps['to']>;
  /** What opens a form there at once. */
  search?: Readonly<Record<string, string>>;
  Icon: TablerIcon;
  /** Who may see it; everyone who is signed in when absent. */
  permission?: Permission;
  /** What the installation must have for the page to exist. */
  feature?: Feature;
  /** What people may call it, for the palette. */
  words?: string;
}

export interface NavigationGroup {
  label: string;
  pages: readonly NavigationPage[];
}

/** The pages of a tenant. Their `to` still needs the tenant's id as a parameter. */
export const TENANT_NAVIGATION: readonly NavigationGroup[] = [
  {
    label: 'Messaging',
    pages: [
      { label: 'Home', to: '/tenants/$tenantId/home', Icon: IconHome, permission: 'tenant:read', words: 'dashboard' },
      {
        label: 'Messages',
        to: '/tenants/$tenantId/messages',
        Icon: IconMessages,
        permission: 'messages:read',
        words: 'log',
      },
      {
        label: 'Compose',
        to: '/tenants/$tenantId/compose',
        Icon: IconPencil,
        permission: 'messages:send',
        words: 'send test',
      },
      {
        label: 'Virtual phone',
        to: '/tenants/$tenantId/virtual-phone',
        Icon: IconDeviceMobile,
        permission: 'messages:send',
        feature: 'virtualPhone',
        words: 'simulator chat',
      },
      { label: 'Templates', to: '/tenants/$tenantId/templates', Icon: IconTemplate, permission: 'templates:read' },
      {
        label: 'Media',
        to: '/tenants/$tenantId/media',
        Icon: IconPhoto,
        permission: 'media:read',
        words: 'files images',
      },
      {
        label: 'Opt-outs',
        to: '/tenants/$tenantId/opt-outs',
        Icon: IconHandStop,
        permission: 'opt-outs:read',
        words: 'stop block',
      },
    ],
  },
  {
    label: 'Connections',
    pages: [
      {
        label: 'Phone numbers',
        to: '/tenants/$tenantId/phone-numbers',
        Icon: IconPhone,
        permission: 'phone-numbers:read',
        words: 'senders',
      },
      {
        label: 'API keys',
        to: '/tenants/$tenantId/api-keys',
        Icon: IconKey,
        permission: 'api-keys:read',
        words: 'credentials tokens',
      },
      {
        label: 'Webhooks',
        to: '/tenants/$tenantId/webhooks',
        Icon: IconWebhook,
        permission: 'webhooks:read',
        words: 'endpoints deliveries events',
      },
    ],
  },
  {
    label: 'Money',
    pages: [
      {
        label: 'Billing',
        to: '/tenants/$tenantId/billing',
        Icon: IconReceipt,
        permission: 'wallet:read',
        words: 'wallet ledger invoices plan',
      },
      {
        label: 'Usage',
        to: '/tenants/$tenantId/usage',
        Icon: IconChartBar,
        permission: 'usage:read',
        words: 'charts statistics',
      },
    ],
  },
  {
    label: 'Organisation',
    pages: [
      {
        label: 'Team',
        to: '/tenants/$tenantId/team',
        Icon: IconUsers,
        permission: 'members:read',
        words: 'members roles invite',
      },
      {
        label: 'Audit log',
        to: '/tenants/$tenantId/audit',
        Icon: IconHistory,
        permission: 'audit:read',
        words: 'history',
      },
      { label: 'Settings', to: '/tenants/$tenantId/settings', Icon: IconSettings, permission: 'tenant:read' },
    ],
  },
];

/** The pages of the platform's own staff. */
export const PLATFORM_NAVIGATION: readonly NavigationGroup[] = [
  {
    label: 'Platform',
    pages: [
      {
        label: 'Tenants',
        to: '/platform/tenants',
        Icon: IconBuilding,
        permission: 'platform:read',
        words: 'customers',
      },
      {
        label: 'Status',
        to: '/platform/status',
        Icon: IconHeartbeat,
        permission: 'platform:read',
        words: 'health readiness version meta circuit',
      },
      {
        label: 'Throughput',
        to: '/platform/throughput',
        Icon: IconGauge,
        permission: 'platform:read',
        words: 'load speed',
      },
      { label: 'Queues', to: '/platform/queues', Icon: IconStack2, permission: 'platform:read', words: 'jobs backlog' },
      {
        label: 'Inbound events',
        to: '/platform/inbound-events',
        Icon: IconInbox,
        permission: 'platform:read',
        words: 'failed reprocess',
      },
    ],
  },
  {
    label: 'Prices and money',
    pages: [
      {
        label: 'Rate cards',
        to: '/platform/rate-cards',
        Icon: IconTags,
        permission: 'platform:read',
        words: 'prices import',
      },
      { label: 'Plans', to: '/platform/plans', Icon: IconCash, permission: 'platform:read' },
      { label: 'Usage of all tenants', to: '/platform/usage', Icon: IconReportMoney, permission: 'platform:read' },
      {
        label: 'Ledger',
        to: '/platform/ledger',
        Icon: IconScale,
        permission: 'platform:read',
        words: 'accounts check',
      },
    ],
  },
  {
    label: 'People',
    pages: [
      {
        label: 'Operators',
        to: '/platform/members',
        Icon: IconUserShield,
        permission: 'platform:read',
        words: 'staff members support',
      },
      {
        label: 'Platform audit log',
        to: '/platform/audit',
        Icon: IconHistory,
        permission: 'platform:read',
        words: 'history',
      },
    ],
  },
];

/** What people manage about themselves. */
export const ACCOUNT_NAVIGATION: readonly NavigationGroup[] = [
  {
    label: 'Your account',
    pages: [
      { label: 'Profile', to: '/account/profile', Icon: IconUser },
      { label: 'Password and sign-in', to: '/account/security', Icon: IconLock, words: 'security totp two-factor' },
      { label: 'Sessions', to: '/account/sessions', Icon: IconDeviceMobile, words: 'devices' },
      { label: 'Access tokens', to: '/account/access-tokens', Icon: IconKey, words: 'scripts' },
    ],
  },
];

/** The groups with the pages that someone may see; a group without any is left out. */
export function visibleGroups(
  groups: readonly NavigationGroup[],
  may: (permission: Permission) => boolean,
  features: Readonly<Record<Feature, boolean>>,
): readonly NavigationGroup[] {
  const isVisible = ({ permission, feature }: NavigationPage): boolean =>
    (!permission || may(permission)) && (!feature || features[feature]);
  return groups
    .map((group) => ({ ...group, pages: group.pages.filter(isVisible) }))
    .filter((group) => group.pages.length > 0);
}
