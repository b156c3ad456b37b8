import { Box } from '@mantine/core';
import { IconError404 } from '@tabler/icons-react';
import { EmptyState } from '../components/empty-state';
import { PageHeader } from '../components/page-header';
import { ButtonLink } from '../components/text-link';

/** An address where nothing is. */
export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Page not found" />
      <EmptyState
        icon={IconError404}
        title="There is nothing at this address"
        description="It may have been mistyped, or what was here has been removed."
        action={<ButtonLink to="/">Go to your home page</ButtonLink>}
      />
    </>
  );
}

/** The same for people who may not be signed in, without the frame of the console. */
export function LoneNotFoundPage() {
  return (
    <Box component="main" p="lg" maw={760} mx="auto">
      <NotFoundPage />
    </Box>
  );
}
