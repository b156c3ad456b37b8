import type { LinkProps } from '@tanstack/react-router';
import type { Schemas } from '../../../api/client';
import type { Permission } from '../../../lib/permissions';

/** Something that a new tenant has to do before real messages flow. */
export interface OnboardingStep {
  id: string;
  title: string;
  /** Why, and what it takes. */
  description: string;
  isDone: boolean;
  to: LinkProps['to'];
  /** What opens the form there at once. */
  search?: Readonly<Record<string, string>>;
  action: string;
  /** What it takes to do it. */
  permission: Permission;
  /** For those who may not: who can. */
  otherwise: string;
}

/** The first steps in their order, and what has been done of them. */
export function onboardingSteps(done: Schemas['OnboardingView']): readonly OnboardingStep[] {
  return [
    {
      id: 'number',
      title: 'Add a phone number',
      description: 'Messages are sent from a WhatsApp number of yours. You need its id and an access token from Meta.',
      isDone: done.hasPhoneNumber,
      to: '/tenants/$tenantId/phone-numbers/add',
      action: 'Add a number',
      permission: 'phone-numbers:manage',
      otherwise: 'An owner or admin can do this.',
    },
    {
      id: 'key',
      title: 'Create an API key',
      description: 'Your programs sign in with it. It is shown once.',
      isDone: done.hasApiKey,
      to: '/tenants/$tenantId/api-keys',
      search: { create: 'true' },
      action: 'Create a key',
      permission: 'api-keys:manage',
      otherwise: 'An owner, admin or developer can do this.',
    },
    {
      id: 'test',
      title: 'Send a test message',
      description: 'In the sandbox it costs nothing and reaches nobody.',
      isDone: done.hasSentTest,
      to: '/tenants/$tenantId/compose',
      action: 'Compose a message',
      permission: 'messages:send',
      otherwise: 'An owner, admin or developer can do this.',
    },
    {
      id: 'webhook',
      title: 'Set a webhook',
      description: 'Your server is told when a message is delivered, read or answered.',
      isDone: done.hasWebhookEndpoint,
      to: '/tenants/$tenantId/webhooks',
      search: { add: 'true' },
      action: 'Add an endpoint',
      permission: 'webhooks:manage',
      otherwise: 'An owner, admin or developer can do this.',
    },
    {
      id: 'top-up',
      title: 'Top up the wallet',
      description: 'Real messages are paid from it. Sandbox messages are free.',
      isDone: done.hasToppedUp,
      to: '/tenants/$tenantId/billing',
      search: { move: 'topUp' },
      action: 'Top up',
      permission: 'wallet:top-up',
      otherwise: 'Ask whoever runs this platform: an operator adds the money that you have paid.',
    },
  ];
}
