import { IconLock } from '@tabler/icons-react';
import { EmptyState } from '../components/empty-state';
import { PageHeader } from '../components/page-header';
import { ButtonLink } from '../components/text-link';

/** A page that the person's role does not open, however they came to its address. */
export function ForbiddenPage({ role }: { role: string | null }) {
  return (
    <>
      <PageHeader title="You may not see this page" />
      <EmptyState
        icon={IconLock}
        title="Your role does not allow this (403)"
        description={
          role
            ? `You are here as ${role}. An owner or admin of the tenant can give you another role.`
            : 'It is for the people who run this platform.'
        }
        action={<ButtonLink to="/">Go to your home page</ButtonLink>}
      />
    </>
  );
}
