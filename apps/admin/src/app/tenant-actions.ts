import {
  IconCash,
  IconHandStop,
  IconKey,
  IconPhonePlus,
  IconSend,
  IconTemplate,
  IconUserPlus,
  IconWebhook,
} from '@tabler/icons-react';
import type { NavigationGroup } from './navigation';

/** What can be begun in a tenant from anywhere, for the palette: each opens its form at once. */
export const TENANT_ACTIONS: NavigationGroup = {
  label: 'Actions',
  pages: [
    {
      label: 'Send a message',
      to: '/tenants/$tenantId/compose',
      Icon: IconSend,
      permission: 'messages:send',
      words: 'new compose test sandbox',
    },
    {
      label: 'Create an API key',
      to: '/tenants/$tenantId/api-keys',
      search: { create: 'true' },
      Icon: IconKey,
      permission: 'api-keys:manage',
      words: 'new add',
    },
    {
      label: 'Add a phone number',
      to: '/tenants/$tenantId/phone-numbers/add',
      Icon: IconPhonePlus,
      permission: 'phone-numbers:manage',
      words: 'new sender',
    },
    {
      label: 'Add a webhook endpoint',
      to: '/tenants/$tenantId/webhooks',
      search: { add: 'true' },
      Icon: IconWebhook,
      permission: 'webhooks:manage',
      words: 'new create',
    },
    {
      label: 'Create a template',
      to: '/tenants/$tenantId/templates/new',
      Icon: IconTemplate,
      permission: 'templates:manage',
      words: 'new add',
    },
    {
      label: 'Add an opt-out',
      to: '/tenants/$tenantId/opt-outs',
      search: { add: 'true' },
      Icon: IconHandStop,
      permission: 'opt-outs:manage',
      words: 'new block stop',
    },
    {
      label: 'Invite someone',
      to: '/tenants/$tenantId/team',
      search: { invite: 'true' },
      Icon: IconUserPlus,
      permission: 'members:manage',
      words: 'new add member team',
    },
    {
      label: 'Top up the wallet',
      to: '/tenants/$tenantId/billing',
      search: { move: 'topUp' },
      Icon: IconCash,
      permission: 'wallet:top-up',
      words: 'money balance add',
    },
  ],
};
