import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { SectionCard } from '../../../components/section-card';
import { useRole } from '../../../lib/session';
import { useAction } from '../../../lib/use-action';
import { closeTenant } from '../api/close-tenant';
import { resumeTenant } from '../api/resume-tenant';
import { suspendTenant } from '../api/suspend-tenant';

/** Whether a tenant may send at all: suspending, resuming and closing it. */
export function TenantState({ tenant }: { tenant: Schemas['PlatformTenantView'] }) {
  const { may } = useRole();
  const [asked, setAsked] = useState<'suspend' | 'close' | null>(null);
  const resume = useAction(resumeTenant, { done: `${tenant.name} may send again`, failed: 'It was not resumed' });
  if (tenant.status === 'closed')
    return (
      <SectionCard title="This tenant is closed">
        <Text size="sm">
          Its keys stopped working for good and its plan has ended. Messages, ledger and invoices stay readable. A
          closed tenant cannot be opened again: create a new one instead.
        </Text>
      </SectionCard>
    );
  if (!may('platform:manage')) return null;
  const isSuspended = tenant.status === 'suspended';
  return (
    <SectionCard title="Suspend or close" description="Both are written into the tenant’s audit log with your name.">
      <Stack gap="md">
        <Action
          title={isSuspended ? 'Resume' : 'Suspend'}
          words={
            isSuspended
              ? 'Its keys work again within a second. What was refused meanwhile has to be sent again.'
              : 'Stops its keys within a second, until you resume it. Money and settings stay, and its people can still look at everything.'
          }
        >
          {isSuspended ? (
            <Button loading={resume.isRunning} onClick={() => void resume.run(tenant.id)}>
              Resume tenant
            </Button>
          ) : (
            <Button color="red" variant="outline" onClick={() => setAsked('suspend')}>
              Suspend tenant
            </Button>
          )}
        </Action>
        <Action
          title="Close"
          words="For good: it can never send again. Nothing is erased, and what is left in its wallet stays there."
        >
          <Button color="red" variant="outline" onClick={() => setAsked('close')}>
            Close tenant
          </Button>
        </Action>
      </Stack>
      <ConfirmTyped
        opened={asked === 'suspend'}
        onClose={() => setAsked(null)}
        title="Suspend this tenant?"
        expected={tenant.name}
        confirmLabel="Suspend tenant"
        onConfirm={() => suspendTenant(tenant.id)}
      >
        <Text size="sm" mb="xs">
          From now on, on every instance within a second:
        </Text>
        <List size="sm" spacing={4}>
          <List.Item>requests with any of its API keys are refused, so nothing new is sent;</List.Item>
          <List.Item>messages that Meta has already taken are delivered and charged as usual;</List.Item>
          <List.Item>statuses and replies still come in, and its webhooks are still delivered;</List.Item>
          <List.Item>its people can sign in and read, and its plan goes on.</List.Item>
        </List>
      </ConfirmTyped>
      <ConfirmTyped
        opened={asked === 'close'}
        onClose={() => setAsked(null)}
        title="Close this tenant for good?"
        expected={tenant.name}
        confirmLabel="Close tenant"
        onConfirm={() => closeTenant(tenant.id)}
      >
        <Text size="sm" mb="xs">
          This cannot be undone:
        </Text>
        <List size="sm" spacing={4}>
          <List.Item>its API keys stop working within a second and can never be used again;</List.Item>
          <List.Item>
            its plan ends now, and the part of the month that has passed is charged if the money is there;
          </List.Item>
          <List.Item>messages under way are still settled;</List.Item>
          <List.Item>nothing is erased: messages, ledger and invoices stay readable.</List.Item>
        </List>
      </ConfirmTyped>
    </SectionCard>
  );
}

function Action({ title, words, children }: { title: string; words: string; children: React.ReactNode }) {
  return (
    <Group justify="space-between" gap="sm">
      <div style={{ flex: '1 1 18rem' }}>
        <Text fw={600}>{title}</Text>
        <Text size="sm" c="dimmed" maw="65ch">
          {words}
        </Text>
      </div>
      {children}
    </Group>
  );
}
